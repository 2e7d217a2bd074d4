import { FileSystemError, Uri, workspace } from 'vscode';

/** Where the lab takes documents from. */
export interface Sources {
  /** By absolute path; null when there is no such file. */
  readText(path: string): Promise<string | null>;
}

/** Documents as the person sees them: an open editor's text, saved or not, before the file's. */
export const openEditorsFirst: Sources = {
  async readText(path) {
    const uri = Uri.file(path);
    const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    return open?.getText() ?? (await fileText(uri));
  },
};

async function fileText(uri: Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return null;
    throw error;
  }
}
