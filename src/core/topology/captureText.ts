import { MAX_CPU } from '../text/cpuList';
import { type IdSet, sameIds, setOfList, setOfMask } from './idSet';

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

/** A whole number that can be counted with, negative ones included; null for anything else. */
export function numberAt(section: Section, key: string): number | null {
  const text = textAt(section, key);
  const value = text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** As {@link numberAt}, but null where the kernel prints -1 because it does not know. */
export function naturalAt(section: Section, key: string): number | null {
  const value = numberAt(section, key);
  return value === null || value < 0 ? null : value;
}

/** Reads the sets of one capture; texts that many PUs share are read once. */
export interface SetReader {
  /**
   * The set of a kernel list, or of the mask under the other key; null when neither is there. Where both are and
   * contradict each other the mask is believed, as hwloc does, and `contradicted` is called.
   */
  at(section: Section, listKey: string, maskKey?: string, contradicted?: () => void): IdSet | null;
}

export function setReader(): SetReader {
  const lists = new Map<string, IdSet>();
  const masks = new Map<string, IdSet>();
  const read = (known: Map<string, IdSet>, text: string, of: (text: string) => IdSet): IdSet => {
    const set = known.get(text) ?? of(text);
    known.set(text, set);
    return set;
  };
  return {
    at: (section, listKey, maskKey, contradicted) => {
      const listText = section.get(listKey)?.[0];
      const list = listText === undefined ? null : read(lists, listText, setOfList);
      const maskText = maskKey === undefined ? null : textAt(section, maskKey);
      if (maskText === null) return list;
      const mask = read(masks, maskText, setOfMask);
      if (list !== null && !sameIds(list, mask)) contradicted?.();
      return mask;
    },
  };
}

/** Different numbers that follow a word in the keys: of `cpu0/online` and `cpu1/online` with `cpu` 0 and 1; ascending. */
export function indexesOf(section: Section, word: string): number[] {
  const pattern = new RegExp(`^${word}(\\d+)(/|$)`);
  const numbers = [...section.keys()].flatMap((key) => pattern.exec(key)?.[1] ?? []).map(Number);
  return [...new Set(numbers)].filter((number) => number <= MAX_CPU).sort((a, b) => a - b);
}
