const SECONDS = { s: 1, min: 60, h: 3600 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(s|min|h)$/;

/** Seconds of a time such as `90s`, `10min` or `1.5h`; null when it is none. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text.trim());
  if (match === null) return null;
  const seconds = Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
  return Number.isFinite(seconds) ? seconds : null;
}
