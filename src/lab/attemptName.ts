/** An attempt's name: when it began (UTC), on which host, the first digits of its plan's hash. */
export function attemptName(nowMilliseconds: number, host: string, planHash: string): string {
  const stamp = new Date(nowMilliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
  const safeHost = host.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 40);
  return `${stamp}-${safeHost}-${planHash.slice(0, 8)}`;
}

const NAME = /^\d{8}T\d{6}Z-[A-Za-z0-9.-]{1,40}-[0-9a-f]{8}$/;

/** True for what `attemptName` makes: nothing else is taken for an attempt's folder. */
export function isAttemptName(name: string): boolean {
  return NAME.test(name);
}
