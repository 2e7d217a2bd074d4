import type { PayloadFile } from './options';

const BLOCK = 512;
/** More than any attempt has files. */
const MOST_ENTRIES = 300_000;
/** Of a header of pax, bytes. */
const MOST_RECORDS = 64 * 1024;

/** Files in the order of the archive; or the first thing in it that is refused, in words. */
export type Untarred =
  | { readonly kind: 'files'; readonly files: readonly PayloadFile[] }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * The files of a tar archive (POSIX.1-2017: ustar, with the paths of pax). It may come from anyone: paths that leave its
 * folder, links, devices, a file twice, sizes beyond its end and wrong check sums refuse the whole of it. Never throws.
 */
export function untar(archive: Uint8Array): Untarred {
  const files = new Map<string, PayloadFile>();
  let named: string | null = null;
  for (let at = 0, entries = 0; at + BLOCK <= archive.length; entries += 1) {
    if (isEnd(archive.subarray(at, at + BLOCK))) return { kind: 'files', files: [...files.values()] };
    const entry = entries < MOST_ENTRIES ? entryAt(archive, at) : `it has more than ${MOST_ENTRIES} entries`;
    if (typeof entry === 'string') return { kind: 'refused', why: entry };
    at = entry.next;
    // Of pax: `x` is about the next entry, `g` about all of them and of no use here.
    if (entry.type === 'x') named = paxPath(entry.bytes);
    if (entry.type === 'x' || entry.type === 'g') continue;
    const file = fileOf({ ...entry, path: named ?? entry.path }, files);
    if (typeof file === 'string') return { kind: 'refused', why: file };
    if (file !== null) files.set(file.path, file);
    named = null;
  }
  return { kind: 'refused', why: 'it ends in the middle' };
}

function isEnd(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

interface Entry extends Header {
  readonly bytes: Uint8Array;
  /** Where the next one begins. */
  readonly next: number;
}

/** Or what is wrong with it. */
function entryAt(archive: Uint8Array, at: number): Entry | string {
  const header = headerOf(archive.subarray(at, at + BLOCK));
  if (header === null) return `at byte ${at} there is no header of a file`;
  const from = at + BLOCK;
  const end = from + header.size;
  if (end > archive.length) return `${header.path} is longer than the archive`;
  const next = from + Math.ceil(header.size / BLOCK) * BLOCK;
  return { ...header, bytes: archive.subarray(from, end), next };
}

/** null of a folder; or why it is refused. */
function fileOf(
  { path, type, bytes, executable }: Entry,
  files: ReadonlyMap<string, PayloadFile>,
): PayloadFile | string | null {
  const name = safePath(path);
  if (name === null) return `the path ${JSON.stringify(path)} leaves its folder`;
  if (type === '5') return null;
  if (name === '.') return 'a file in it has no name';
  if (type !== '0') return `${name} is no plain file (type ${JSON.stringify(type)})`;
  return files.has(name) ? `${name} is in it twice` : { path: name, bytes, executable };
}

interface Header {
  readonly path: string;
  readonly size: number;
  readonly type: string;
  readonly executable: boolean;
}

function headerOf(block: Uint8Array): Header | null {
  const size = octalAt(block, 124, 12);
  const mode = octalAt(block, 100, 8);
  if (size === null || mode === null || octalAt(block, 148, 8) !== checkSum(block)) return null;
  if (textAt(block, 257, 5) !== 'ustar') return null;
  // GNU's own format says `ustar  ` and keeps something else where the prefix would be.
  const prefix = block[262] === 0 ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  const type = String.fromCharCode(block[156] ?? 0);
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    size,
    type: type === '\0' ? '0' : type,
    executable: (mode & 0o100) !== 0,
  };
}

/** Of all bytes of a header, its own place taken as blanks. */
function checkSum(block: Uint8Array): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function textAt(block: Uint8Array, from: number, length: number): string {
  const bytes = block.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** null where there is anything but octal digits between blanks: sizes in base 256 are those of files over 8 GiB. */
function octalAt(block: Uint8Array, from: number, length: number): number | null {
  const text = textAt(block, from, length).trim();
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : null;
}

/** Of records `LENGTH KEY=VALUE` and a line end, the value of `path`; null without one. */
function paxPath(bytes: Uint8Array): string | null {
  if (bytes.length > MOST_RECORDS) return null;
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.flatMap((line) => /^\d+ path=(.*)$/.exec(line)?.[1] ?? []).at(-1) ?? null;
}

/** What no name of a file here may hold: control characters, and what is a slash elsewhere. */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const REFUSED = /[\u0000-\u001f\\]/;

/** The path without `./` and a last `/`; null for one that is absolute, goes up, or that cannot be a path. */
function safePath(path: string): string | null {
  const plain = path.replace(/^(\.\/)+/, '').replace(/\/$/, '');
  if (plain === '.' || plain === '') return '.';
  const isBad = (part: string): boolean => ['', '.', '..'].includes(part) || REFUSED.test(part);
  return plain.split('/').some(isBad) ? null : plain;
}
