import type { DocumentKind } from './lab';

const ENDINGS: readonly (readonly [string, DocumentKind])[] = [
  ['.vmtopology.json', 'topology'],
  ['.vmlayout.json', 'layout'],
  ['.vmexperiment.json', 'experiment'],
];

/** What a document is, by its name; null for other files. */
export function documentKind(path: string): DocumentKind | null {
  const found = ENDINGS.find(([ending]) => path.endsWith(ending));
  if (found !== undefined) return found[1];
  return /(^|[\\/])hosts\.json$/.test(path) ? 'hosts' : null;
}

/** A document's name without folder and ending: `a/first-cut.vmexperiment.json` -> `first-cut`. */
export function documentName(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return file.replace(/\.vm(topology|layout|experiment)\.json$/, '');
}
