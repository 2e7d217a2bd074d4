/** One file of an archive. */
export interface TarEntry {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly content: Uint8Array | string;
  /** Permission bits, for example 0o644. */
  readonly mode: number;
}

const BLOCK = 512;
const NAME_BYTES = 100;

/**
 * A POSIX ustar archive of regular files. Names over 100 bytes get a pax header, which every tar of this century reads.
 * `time` is the files' time in seconds since 1970. Throws RangeError for a path that would leave its folder.
 */
export function tarOf(entries: readonly TarEntry[], time: number): Buffer {
  const blocks = entries.flatMap((entry) => entryBlocks(entry, Math.floor(time)));
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function entryBlocks(entry: TarEntry, time: number): readonly Buffer[] {
  const path = checkedPath(entry.path);
  const content =
    typeof entry.content === 'string' ? Buffer.from(entry.content, 'utf8') : Buffer.from(entry.content);
  const name = Buffer.from(path, 'utf8');
  const pax = name.length <= NAME_BYTES ? [] : paxBlocks(path, time);
  return [...pax, header(name, entry.mode, content.length, '0', time), padded(content)];
}

function checkedPath(path: string): string {
  const parts = path.split('/');
  if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new RangeError(`${JSON.stringify(path)} is no path inside an archive.`);
  }
  return path;
}

/** A record's length counts its own digits. */
function paxBlocks(path: string, time: number): readonly Buffer[] {
  const rest = Buffer.byteLength(` path=${path}\n`);
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  const record = Buffer.from(`${length} path=${path}\n`, 'utf8');
  return [header(Buffer.from('pax'), 0o644, record.length, 'x', time), padded(record)];
}

/** Fields and their places: IEEE Std 1003.1, pax, "ustar Interchange Format". Numbers are octal text. */
function header(name: Buffer, mode: number, size: number, type: '0' | 'x', time: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  name.subarray(0, NAME_BYTES).copy(block);
  block.write(octal(mode & 0o7777, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(time, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.write('root', 265);
  block.write('root', 297);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0');
}

function padded(content: Buffer): Buffer {
  const rest = content.length % BLOCK;
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(BLOCK - rest)]);
}
