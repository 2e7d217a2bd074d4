import type { Random } from '../../src/core/experiment/random';

/** One way to spoil a text. `other` is another text from which it may take something. */
type Mutation = (text: string, other: string, random: Random) => string;

/** Texts stay below this, so that a case costs little. */
const MOST = 120_000;
const TOKEN = /"(?:[^"\\\r\n]|\\.)*"|[A-Za-z_][\w.-]*|-?\d+(?:\.\d+)?|\S/g;
const STRING = /"(?:[^"\\\r\n]|\\.)*"/g;
const NUMBER = /-?\d+(?:\.\d+)?/g;

const NUMBERS = (
  '0 1 2 3 4 7 8 15 16 31 64 127 128 255 256 511 4095 4096 65535 65536 1048575 1048576 2147483648 4294967296 ' +
  '9007199254740993 18446744073709551616 1e308 1e999 -1 -0 -2147483649 0.5 1e-7 00012 0x10 NaN Infinity 99999999999999999999'
).split(' ');
const STRINGS = [
  ...'0-3 4-7 0-15 8,1,2 0-65535 0-1048575 1-0 0-14:2 0-3:0 ,,, 3,3,3 0'.split(' '),
  ...'1GiB 0B 1.5GiB 2MiB 3MiB 99999999TiB 9007199254740993B 16EiB 7 10min 0s 1e9h'.split(' '),
  ...'bind firstTouch interleave preferred anon shared hugetlb perNode floating virtio rtl8139 vfio'.split(
    ' ',
  ),
  ...'openmp mpi hybrid upc native cold warm abba fixed one two wide left lan ring'.split(' '),
  ...'barcelona-4x4 tigerton-4x4 nehalem-2x4 no-such-machine odd.vmtopology.json'.split(' '),
  ...'__proto__ constructor toString hasOwnProperty accept CPU02 XYZ99 vms partition'.split(' '),
  'pack:65536 core:1 pu:1',
  'pack:2 [numa] core:32768 pu:1',
  'pack:1000000 pu:1',
  '(a+)+$',
  '[',
  '(?P<value>',
  '',
  ' ',
  '\\u0000',
  '\\ud800',
  'ä€𝄞\u202e\u2028',
  'x'.repeat(5000),
  '0,'.repeat(3000),
];
const UNICODE = [
  '\uFEFF',
  '\u0000',
  '\ud83d',
  '\udc00',
  '\u2028',
  '\u202e',
  '𝄞',
  'é',
  '\u00a0',
  '\u0085',
  '\r',
];
const OPENINGS = ['[', '{"a":', '{', '<a>', '(', '/*', '"', '//', '<!--', '&lt;', '['.repeat(50)];

const MUTATIONS: readonly Mutation[] = [
  flip,
  deleteToken,
  duplicateToken,
  swapTokens,
  otherNumber,
  otherNumber,
  otherString,
  otherString,
  nest,
  repeatPart,
  addUnicode,
  truncate,
  splice,
  dropLine,
  repeatLine,
  swapLines,
  otherLineEnds,
];
/** Those that leave the syntax of a document alone, so that schema and rules come to see it. */
const INSIDE: readonly Mutation[] = [
  otherNumber,
  smallNumber,
  smallNumber,
  otherString,
  otherString,
  otherString,
  repeatLine,
];

/** A spoiled text: one to four mutations; half of the texts keep their syntax as far as the mutations can. */
export function mutated(text: string, other: string, random: Random): string {
  const inside = random(2) === 0;
  let result = text;
  for (let times = 1 + random(inside ? 2 : 4); times > 0; times--)
    result = one(inside ? INSIDE : MUTATIONS, random)(result, other, random).slice(0, MOST);
  return result;
}

function one<T>(items: readonly T[], random: Random): T {
  return items[random(items.length)] as T;
}

function place(text: string, random: Random): number {
  return random(text.length + 1);
}

function replaced(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

/** The first match behind a random place, else the first of all. */
function match(pattern: RegExp, text: string, random: Random): { from: number; to: number } | null {
  for (const start of [place(text, random), 0]) {
    pattern.lastIndex = start;
    const found = pattern.exec(text);
    if (found !== null) return { from: found.index, to: found.index + found[0].length };
  }
  return null;
}

function flip(text: string, _other: string, random: Random): string {
  const at = place(text, random);
  const code = text.charCodeAt(at);
  return Number.isNaN(code) ? text : replaced(text, at, at + 1, String.fromCharCode(code ^ (1 << random(8))));
}

function deleteToken(text: string, _other: string, random: Random): string {
  const token = match(TOKEN, text, random);
  return token === null ? text : replaced(text, token.from, token.to, '');
}

function duplicateToken(text: string, _other: string, random: Random): string {
  const token = match(TOKEN, text, random);
  return token === null ? text : replaced(text, token.to, token.to, text.slice(token.from, token.to));
}

function swapTokens(text: string, _other: string, random: Random): string {
  const found = [match(TOKEN, text, random), match(TOKEN, text, random)].filter((token) => token !== null);
  const [a, b] = found.sort((x, y) => x.from - y.from);
  if (a === undefined || b === undefined || b.from < a.to) return text;
  const [first, second] = [text.slice(a.from, a.to), text.slice(b.from, b.to)];
  return replaced(replaced(text, b.from, b.to, first), a.from, a.to, second);
}

function otherNumber(text: string, _other: string, random: Random): string {
  const found = match(NUMBER, text, random);
  return found === null ? text : replaced(text, found.from, found.to, one(NUMBERS, random));
}

function smallNumber(text: string, _other: string, random: Random): string {
  const found = match(NUMBER, text, random);
  return found === null
    ? text
    : replaced(text, found.from, found.to, String(random(random(4) === 0 ? 300 : 20)));
}

function otherString(text: string, other: string, random: Random): string {
  const found = match(STRING, text, random);
  if (found === null) return text;
  const there = match(STRING, other, random);
  if (there !== null && random(4) === 0)
    return replaced(text, found.from, found.to, other.slice(there.from, there.to));
  const now = text.slice(found.from + 1, found.to - 1);
  // Mostly a word of the same sort, so that the schema lets it pass and the rules come to see it.
  const kin = random(4) === 0 ? STRINGS : STRINGS.filter((word) => sortOf(word) === sortOf(now));
  return replaced(text, found.from, found.to, `"${one(kin, random)}"`);
}

function sortOf(word: string): 'list' | 'size' | 'word' {
  if (/^[\d,:-]+$/.test(word)) return 'list';
  return /^[\d.]+([KMGT]i)?B$/.test(word) ? 'size' : 'word';
}

function nest(text: string, _other: string, random: Random): string {
  const at = place(text, random);
  return replaced(text, at, at, one(OPENINGS, random).repeat(1 + random(3) * random(2000)));
}

function repeatPart(text: string, _other: string, random: Random): string {
  const from = place(text, random);
  const part = text.slice(from, from + 1 + random(400));
  return replaced(
    text,
    from,
    from,
    part.repeat(1 + random(Math.max(1, Math.floor(40_000 / (part.length + 1))))),
  );
}

function addUnicode(text: string, _other: string, random: Random): string {
  const at = random(4) === 0 ? 0 : place(text, random);
  return replaced(text, at, at, one(UNICODE, random));
}

function truncate(text: string, _other: string, random: Random): string {
  return random(3) === 0 ? text.slice(place(text, random)) : text.slice(0, place(text, random));
}

function splice(text: string, other: string, random: Random): string {
  return text.slice(0, place(text, random)) + other.slice(place(other, random));
}

function line(text: string, random: Random): { from: number; to: number } {
  const at = place(text, random);
  const end = text.indexOf('\n', at);
  return { from: text.lastIndexOf('\n', at - 1) + 1, to: end < 0 ? text.length : end + 1 };
}

function dropLine(text: string, _other: string, random: Random): string {
  const { from, to } = line(text, random);
  return replaced(text, from, to, '');
}

function repeatLine(text: string, _other: string, random: Random): string {
  const { from, to } = line(text, random);
  const times = random(20) === 0 ? 1 + random(300) : 1;
  return replaced(text, from, from, text.slice(from, to).repeat(times));
}

function swapLines(text: string, _other: string, random: Random): string {
  const [a, b] = [line(text, random), line(text, random)].sort((x, y) => x.from - y.from);
  if (a === undefined || b === undefined || b.from < a.to) return text;
  return replaced(
    replaced(text, b.from, b.to, text.slice(a.from, a.to)),
    a.from,
    a.to,
    text.slice(b.from, b.to),
  );
}

function otherLineEnds(text: string, _other: string, random: Random): string {
  return text.replaceAll('\n', one(['\r\n', '\r', '\n\n', ' '], random));
}
