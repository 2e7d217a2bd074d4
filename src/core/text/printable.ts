/**
 * One line of text that came from a guest, a program or a file, safe to show: control characters, line ends and marks
 * that turn the direction of writing are shown as codes, so that no output can move a cursor, set a title or hide text.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

const UNSAFE =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Longest text of a notification, characters. */
const LONGEST_NOTICE = 1000;

/**
 * For a notification, in which `[words](command:...)` would be a link that runs something: what a host said is in it,
 * and there it stays words.
 */
export function notice(text: string): string {
  return shortened(printable(text), LONGEST_NOTICE).replaceAll('](', '] (');
}

/** Cut to a length at which it is still read; `limit` in characters. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // No half of a character is left at the end.
  const cut = text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
  return `${cut}… (${text.length - cut.length} more)`;
}

/** The same for text of several lines, whose line ends stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** Longest text within data, characters. */
const LONGEST_TEXT = 2000;

/**
 * Plain data with every text in it made safe to show, on one line and of a length that can be read. Keys stay. Where all of
 * it is safe, as nearly always, it is the same data: no copy is made of it.
 */
export function printableData<T>(data: T): T {
  return isSafe(data) ? data : printableCopy(data);
}

function isSafe(data: unknown): boolean {
  if (typeof data === 'string') return data.length <= LONGEST_TEXT && data.search(UNSAFE) < 0;
  if (typeof data !== 'object' || data === null) return true;
  if (Array.isArray(data)) return data.every(isSafe);
  for (const key in data) if (!isSafe((data as Readonly<Record<string, unknown>>)[key])) return false;
  return true;
}

function printableCopy<T>(data: T): T {
  // What is made of a text is a text, of a list a list: the type stays.
  if (typeof data === 'string') return printable(shortened(data, LONGEST_TEXT)) as T;
  if (Array.isArray(data)) return data.map((item: unknown) => printableCopy(item)) as T;
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([key, value]: [string, unknown]) => [key, printableCopy(value)]);
  return Object.fromEntries(entries) as T;
}
