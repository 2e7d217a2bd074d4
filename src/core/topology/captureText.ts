import { MAX_CPU, parseCpuList } from '../text/cpuList';

/** A capture as probe.sh prints it, taken apart: sections, in them keys, for each key the values of its lines. */
export interface CaptureText {
  readonly sections: ReadonlyMap<string, Section>;
  /** False when the end is missing: the capture was cut off. */
  readonly complete: boolean;
}

export type Section = ReadonlyMap<string, readonly string[]>;

const EMPTY: Section = new Map();

/** null when the text holds no capture. What stands before its first line, such as a greeting of the host, is left out. */
export function readCaptureText(text: string): CaptureText | null {
  const lines = text.split(/\r?\n/);
  const start = lines.indexOf('vmpart-capture 1');
  if (start < 0) return null;
  const sections = new Map<string, Map<string, string[]>>();
  let section = new Map<string, string[]>();
  for (const line of lines.slice(start + 1)) {
    if (line === '@end') return { sections, complete: true };
    if (line.startsWith('@')) {
      section = new Map<string, string[]>();
      sections.set(line.slice(1), section);
    } else addLine(section, line);
  }
  return { sections, complete: false };
}

function addLine(section: Map<string, string[]>, line: string): void {
  const colon = line.indexOf(':');
  if (colon < 0) return;
  const key = line.slice(0, colon).replace(/^\.\//, '');
  const values = section.get(key);
  if (values === undefined) section.set(key, [line.slice(colon + 1)]);
  else values.push(line.slice(colon + 1));
}

export function sectionOf(capture: CaptureText, name: string): Section {
  return capture.sections.get(name) ?? EMPTY;
}

/** First line of a key, trimmed; null when it is not there or empty. */
export function textAt(section: Section, key: string): string | null {
  const text = section.get(key)?.[0]?.trim() ?? '';
  return text === '' ? null : text;
}

/** A whole number, negative ones included; null for anything else. */
export function numberAt(section: Section, key: string): number | null {
  const text = textAt(section, key);
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** Numbers of a kernel list, or of a mask under the other key where the kernel gave only that; null when neither is there. */
export function listAt(section: Section, listKey: string, maskKey?: string): number[] | null {
  const list = section.get(listKey)?.[0];
  if (list !== undefined) return parseCpuList(list);
  const mask = maskKey === undefined ? null : textAt(section, maskKey);
  return mask === null ? null : numbersOfMask(mask);
}

/** Bit numbers of a kernel mask: hexadecimal groups of 32 bits with commas, the highest first. */
export function numbersOfMask(mask: string): number[] {
  const digits = Array.from(mask.replaceAll(',', '')).reverse();
  return digits.slice(0, (MAX_CPU + 1) / 4).flatMap((digit, i) => {
    const value = Number.parseInt(digit, 16) || 0;
    return [0, 1, 2, 3].filter((bit) => value & (1 << bit)).map((bit) => 4 * i + bit);
  });
}

/** Different numbers that follow a word in the keys: of `cpu0/online` and `cpu1/online` with `cpu` 0 and 1; ascending. */
export function indexesOf(section: Section, word: string): number[] {
  const pattern = new RegExp(`^${word}(\\d+)(/|$)`);
  const numbers = [...section.keys()].flatMap((key) => pattern.exec(key)?.[1] ?? []).map(Number);
  return [...new Set(numbers)].filter((number) => number <= MAX_CPU).sort((a, b) => a - b);
}
