/** How a document is written: what a level is indented with, and what ends a line. */
export interface TextStyle {
  readonly indent: string;
  readonly eol: string;
}

/** Columns up to which a value stays on one line. */
const LINE = 100;

/** The style of a document: the first indented line tells; two spaces and LF where nothing does. */
export function styleOf(text: string): TextStyle {
  const indent = /[[{][^\S\r\n]*(?:\r\n|\n|\r)([ \t]+)/.exec(text)?.[1] ?? '  ';
  return { indent, eol: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n' };
}

/**
 * A value as JSON text: on one line where that fits, else one member a line.
 * `base` is the white space before the line on which it begins, `column` where on that line it begins; with `isSpread`
 * its own members have a line each even where one line would do.
 */
export function renderValue(
  value: unknown,
  style: TextStyle,
  base: string,
  column: number,
  isSpread = false,
): string {
  const flat = renderFlat(value);
  const fits = !isSpread && column + flat.length <= LINE;
  if (fits || value === null || typeof value !== 'object') return flat;
  const inner = base + style.indent;
  const members = membersOf(value).map(({ key, member }) => {
    const label = key === null ? '' : `${JSON.stringify(key)}: `;
    return inner + label + renderValue(member, style, inner, inner.length + label.length);
  });
  const [open, close] = bracketsOf(value);
  return members.length === 0
    ? open + close
    : `${open}${style.eol}${members.join(`,${style.eol}`)}${style.eol}${base}${close}`;
}

function renderFlat(value: unknown): string {
  if (value === undefined) return 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = membersOf(value).map(
    ({ key, member }) => (key === null ? '' : `${JSON.stringify(key)}: `) + renderFlat(member),
  );
  if (Array.isArray(value)) return `[${members.join(', ')}]`;
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function membersOf(value: object): { key: string | null; member: unknown }[] {
  if (Array.isArray(value)) return value.map((member: unknown) => ({ key: null, member }));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]: [string, unknown]) => ({ key, member }));
}

function bracketsOf(value: object): [string, string] {
  return Array.isArray(value) ? ['[', ']'] : ['{', '}'];
}
