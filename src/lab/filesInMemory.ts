import type { Files } from './ports';

/**
 * Files that are held in memory below a folder that is none, for reading. Elsewhere there is nothing, but for what lies
 * below `beyond`, which is read from the real ones. Nothing can be written.
 */
export function filesInMemory(
  root: string,
  held: ReadonlyMap<string, Uint8Array>,
  real: Files,
  beyond: string,
): Files {
  const nameOf = (path: string): string | null => {
    const plain = path.replaceAll('\\', '/');
    const start = `${root.replaceAll('\\', '/')}/`;
    return plain.startsWith(start) ? plain.slice(start.length) : null;
  };
  const bytesOf = (path: string): Uint8Array | null => held.get(nameOf(path) ?? '') ?? null;
  const isReal = (path: string): boolean => path.startsWith(`${beyond}/`);
  const refuse = (): Promise<never> => Promise.reject(new Error('What is in an archive is read alone.'));
  return {
    readText: (path) => {
      if (isReal(path)) return real.readText(path);
      const bytes = bytesOf(path);
      return Promise.resolve(bytes === null ? null : new TextDecoder().decode(bytes));
    },
    readBytes: (path, offset, length) =>
      isReal(path)
        ? real.readBytes(path, offset, length)
        : Promise.resolve((bytesOf(path) ?? new Uint8Array(0)).slice(offset, offset + length)),
    size: (path) => (isReal(path) ? real.size(path) : Promise.resolve(bytesOf(path)?.length ?? null)),
    list: (path) => {
      if (isReal(path)) return real.list(path);
      const folder = nameOf(`${path}/`) ?? '';
      const below = [...held.keys()].filter((name) => folder !== '' && name.startsWith(folder));
      const names = below.map((name) => name.slice(folder.length).split('/')[0] ?? '');
      return Promise.resolve([...new Set(names)].sort());
    },
    ...{ writeText: refuse, writeBytes: refuse, writeAt: refuse, makeFolder: refuse },
  };
}
