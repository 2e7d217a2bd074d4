import type { PayloadFile } from './options';

const BLOCK = 512;

/**
 * Files as a tar archive (POSIX.1-2017, pax, ustar format), folders before what they hold, owner 0, time 0: the same
 * files give the same bytes. Throws RangeError for a path that ustar cannot hold (over 255 bytes) or that leaves the
 * folder.
 */
export function tarOf(files: readonly PayloadFile[]): Uint8Array {
  const entries = [
    ...foldersOf(files).map((path) => header(`${path}/`, 0, 0o755, '5')),
    ...files.flatMap((file) => [
      header(file.path, file.bytes.length, file.executable ? 0o755 : 0o644, '0'),
      padded(file.bytes),
    ]),
    new Uint8Array(2 * BLOCK),
  ];
  const archive = new Uint8Array(entries.reduce((sum, entry) => sum + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    archive.set(entry, at);
    at += entry.length;
  }
  return archive;
}

function foldersOf(files: readonly PayloadFile[]): readonly string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_part, index) => folders.add(parts.slice(0, index + 1).join('/')));
  }
  return [...folders].sort();
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  whole.set(bytes);
  return whole;
}

function header(path: string, size: number, mode: number, type: '0' | '5'): Uint8Array {
  if (path.startsWith('/') || path.split('/').includes('..'))
    throw new RangeError(`${path} leaves the bundle.`);
  const [prefix, name] = split(path);
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, text: string): void => block.set(new TextEncoder().encode(text), offset);
  const octal = (offset: number, value: number, width: number): void =>
    put(offset, value.toString(8).padStart(width - 1, '0'));
  put(0, name);
  octal(100, mode, 8);
  octal(108, 0, 8);
  octal(116, 0, 8);
  octal(124, size, 12);
  octal(136, 0, 12);
  put(148, '        ');
  put(156, type);
  put(257, 'ustar');
  put(263, '00');
  put(345, prefix);
  octal(
    148,
    block.reduce((sum, byte) => sum + byte, 0),
    7,
  );
  block[154] = 0;
  block[155] = 0x20;
  return block;
}

/** A path as ustar's prefix (155 bytes) and name (100 bytes). */
function split(path: string): readonly [string, string] {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  if (bytes(path) <= 100) return ['', path];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const prefix = path.slice(0, at);
    const name = path.slice(at + 1);
    if (bytes(prefix) <= 155 && bytes(name) <= 100 && name !== '') return [prefix, name];
  }
  throw new RangeError(`The path ${path} is too long for an archive.`);
}
