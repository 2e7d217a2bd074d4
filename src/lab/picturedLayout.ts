import { uncutLayout } from '../core/editing/uncut';
import { documentFindings } from '../core/check/engine';
import type { Finding } from '../core/check/rule';
import type { Layout } from '../core/layout/layout';
import type { LayoutDocument } from '../core/schema/generated/vmlayout.types';
import { rangeAt, type ParsedDocument } from '../core/text/parse';
import type { Problem, TextRange } from '../core/text/document';
import { indexLines, positionAt } from '../core/text/positions';
import { checkLoadedLayout } from './check';
import { layoutOf, loadLayout, type Loaded } from './documentGraph';
import { documentKind, documentName } from './documentKind';
import { UserError, type CheckOptions } from './lab';
import type { LabOptions } from './options';
import type { NotDrawn } from './picture';

/** A layout that can be drawn, with what is to be said of it. */
export interface PicturedLayout {
  readonly kind: 'pictured';
  readonly document: LayoutDocument;
  readonly layout: Layout;
  readonly findings: readonly Finding[];
}

/** Throws a UserError for a file that is no layout. */
export async function picturedLayout(
  options: LabOptions,
  path: string,
  text: string,
  check: CheckOptions = {},
): Promise<PicturedLayout | NotDrawn> {
  const loaded = documentKind(path) === 'layout' ? await loadLayout(options, path, text) : null;
  if (loaded === null) throw new UserError(`${path} is not a layout.`, 'Name a .vmlayout.json file.', path);
  const { doc, textProblems, problems, value } = loaded;
  const [broken] = textProblems;
  if (broken !== undefined)
    return (await uncut(options, loaded)) ?? notDrawn(doc, broken.message, broken.range);
  if (value === null) return unmade(doc, problems);
  const { findings } = await checkLoadedLayout(options, loaded, check);
  // The schema has been held against it: there would be no layout otherwise.
  return { kind: 'pictured', document: doc.value as LayoutDocument, layout: value, findings };
}

/** The machine alone, where a cut is all that lacks; null for what is broken otherwise. */
async function uncut(
  options: LabOptions,
  { path, doc, textProblems }: Loaded<Layout>,
): Promise<PicturedLayout | NotDrawn | null> {
  const document = doc.problems.length > 0 ? null : uncutLayout(doc.value);
  if (document === null) return null;
  const { value, problems } = await layoutOf(options, path, document, documentName(path), []);
  if (value === null) return unmade(doc, problems);
  return { kind: 'pictured', document, layout: value, findings: documentFindings(textProblems) };
}

/** Without its machine there is no layout. */
function unmade(doc: ParsedDocument, [problem]: readonly Problem[]): NotDrawn {
  const message = problem?.message ?? 'The layout is empty.';
  return notDrawn(doc, message, rangeAt(doc, problem?.path ?? []));
}

function notDrawn(doc: ParsedDocument, message: string, range: TextRange): NotDrawn {
  return { kind: 'notDrawn', message, ...positionAt(indexLines(doc.text), range.offset) };
}
