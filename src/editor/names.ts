import {
  DocumentHighlight,
  DocumentHighlightKind,
  Location,
  Range,
  Uri,
  WorkspaceEdit,
  type DefinitionProvider,
  type DocumentHighlightProvider,
  type LocationLink,
  type Position,
  type ReferenceProvider,
  type RenameProvider,
  type TextDocument,
} from 'vscode';
import type { Occurrence } from '../core/assist/symbols';
import type { Leads } from '../lab/assist';
import type { Lab } from '../lab/lab';
import { asked } from './asked';
import { editorEdit, editorSpan } from './ranges';

/** From a name to where it is declared, from a machine or a layout to its file. */
export function definitions(lab: () => Lab): DefinitionProvider {
  return {
    async provideDefinition(document, position) {
      const offset = document.offsetAt(position);
      const found = await asked(document, ({ path, text }) => lab().assist.definition(path, text, offset));
      return found === null || found === undefined ? [] : linksOf(document, found);
    },
  };
}

export function references(lab: () => Lab): ReferenceProvider {
  return {
    async provideReferences(document, position, { includeDeclaration }) {
      const found = await occurrences(lab, document, position);
      return found
        .filter(({ declares }) => includeDeclaration || !declares)
        .map(({ range }) => new Location(document.uri, editorSpan(document, range)));
    },
  };
}

/** The places of a name, instead of every word that looks like it. */
export function highlights(lab: () => Lab): DocumentHighlightProvider {
  return {
    async provideDocumentHighlights(document, position) {
      const found = await occurrences(lab, document, position);
      return found.map(
        ({ range, declares }) =>
          new DocumentHighlight(
            editorSpan(document, range),
            declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
          ),
      );
    },
  };
}

/** What cannot be renamed is said by throwing: the editor shows the words at the cursor. */
export function renames(lab: () => Lab): RenameProvider {
  return {
    async prepareRename(document, position) {
      const offset = document.offsetAt(position);
      const found = await asked(document, ({ path, text }) => lab().assist.renameable(path, text, offset));
      if (found === undefined) return null;
      if ('problem' in found) throw new Error(found.problem);
      return { range: editorSpan(document, found.range), placeholder: found.name };
    },
    async provideRenameEdits(document, position, name) {
      const offset = document.offsetAt(position);
      const found = await asked(document, ({ path, text }) => lab().assist.rename(path, text, offset, name));
      if (found === undefined) return null;
      if ('problem' in found) throw new Error(found.problem);
      const edit = new WorkspaceEdit();
      edit.set(
        document.uri,
        found.map((one) => editorEdit(document, one)),
      );
      return edit;
    },
  };
}

async function occurrences(
  lab: () => Lab,
  document: TextDocument,
  position: Position,
): Promise<readonly Occurrence[]> {
  const offset = document.offsetAt(position);
  return (await asked(document, ({ path, text }) => lab().assist.occurrences(path, text, offset))) ?? [];
}

const top = new Range(0, 0, 0, 0);

/** Only places of the same document have ranges: of other files it is the beginning. */
function linksOf(document: TextDocument, { from, to }: Leads): LocationLink[] {
  return to.map(({ path, range }) => ({
    originSelectionRange: editorSpan(document, from),
    targetUri: range === null ? Uri.file(path) : document.uri,
    targetRange: range === null ? top : editorSpan(document, range),
  }));
}
