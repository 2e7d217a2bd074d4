/** How a document in a folder names a file, both absolute: `../quad.vmtopology.json`; the path itself on another drive. */
export function relativePath(folder: string, file: string): string {
  const from = parts(folder);
  const to = parts(file);
  const differing = from.findIndex((part, index) => part !== to[index]);
  const common = differing === -1 ? from.length : differing;
  // On Windows the first part is the drive.
  if (from[0] !== to[0] && /:$/.test(from[0] ?? '')) return file;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

function parts(path: string): readonly string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '');
}
