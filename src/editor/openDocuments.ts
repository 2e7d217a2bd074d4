import { Uri, workspace } from 'vscode';

/** A document's text as the person sees it, saved or not; null when it is not open. By absolute path. */
export function openText(path: string): string | null {
  const uri = Uri.file(path).toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === uri)?.getText() ?? null;
}
