import type { DocumentFilter, TextDocument, Uri } from 'vscode';

export type OurKind = 'topology' | 'layout' | 'experiment';

const kinds: readonly OurKind[] = ['topology', 'layout', 'experiment'];

/** What a file is by its name; null for everything that is not ours. */
export function kindOf(path: string): OurKind | null {
  return kinds.find((kind) => path.endsWith(`.vm${kind}.json`)) ?? null;
}

/** Only files of this machine: the lab reads and runs by path. */
export function isOurs(document: TextDocument): boolean {
  return document.uri.scheme === 'file' && kindOf(document.uri.fsPath) !== null;
}

export function isExperiment(uri: Uri): boolean {
  return uri.scheme === 'file' && kindOf(uri.fsPath) === 'experiment';
}

/** For language features; the language stays the editor's own. */
export function selector(...of: readonly OurKind[]): DocumentFilter[] {
  return of.map((kind) => ({ language: 'jsonc', scheme: 'file', pattern: `**/*.vm${kind}.json` }));
}
