import type { TextDocument } from 'vscode';

/** What is asked about a document: its path, and its text as it stands now. */
export interface Asked {
  readonly path: string;
  readonly text: string;
}

/**
 * The answer to a question about a document; undefined when the document changed meanwhile: the answer's offsets would be
 * those of another text, and the editor asks again by itself.
 */
export async function asked<T>(
  document: TextDocument,
  ask: (about: Asked) => Promise<T>,
): Promise<T | undefined> {
  const { version } = document;
  const answer = await ask({ path: document.uri.fsPath, text: document.getText() });
  return document.isClosed || document.version !== version ? undefined : answer;
}
