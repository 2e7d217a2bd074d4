import {
  EventEmitter,
  l10n,
  Uri,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from 'vscode';
import type { OutputPart } from '../lab/lab';
import type { Context } from '../platform/context';
import { failureOf } from '../platform/failure';
import { outputScheme } from '../platform/outputUri';

/** Output is untrusted: the lab gives it as plain lines in which nothing controls anything. */
export function outputDocuments(context: Context): TextDocumentContentProvider & Disposable {
  const changed = new EventEmitter<Uri>();
  const moved = context.attemptsChanged.event(() => {
    for (const { uri } of workspace.textDocuments) if (grows(uri)) changed.fire(uri);
  });
  return {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const asked = parsed(uri);
      if (asked === null) return l10n.t('This address names no output.');
      try {
        const { text, leftOutBytes, path } = await context.lab().output(asked.attempt, asked.part);
        if (leftOutBytes === 0) return text;
        return `${l10n.t('[{0} bytes before this are not shown; all of it is in {1}]', leftOutBytes, path)}\n${text}`;
      } catch (error) {
        const { message, remedy } = failureOf(error);
        return `${message}\n${remedy}\n`;
      }
    },
    dispose() {
      moved.dispose();
      changed.dispose();
    },
  };
}

/** That of a whole session does while it runs; what a run has printed stays as it is. */
function grows(uri: Uri): boolean {
  return uri.scheme === outputScheme && parsed(uri)?.part.range === null;
}

function parsed({ query }: Uri): { readonly attempt: string; readonly part: OutputPart } | null {
  try {
    const value = JSON.parse(query) as { attempt?: unknown; part?: Partial<OutputPart> } | null;
    const { attempt, part } = value ?? {};
    if (typeof attempt !== 'string' || typeof part?.file !== 'string') return null;
    return { attempt, part: { file: part.file, range: part.range ?? null } };
  } catch {
    return null;
  }
}
