import type { Completion } from '../core/assist/completion';
import { completionsAt, nearbyAt } from '../core/assist/completions';
import { definitionAt } from '../core/assist/definition';
import { hintsOf, type Hint } from '../core/assist/hints';
import { hoverAt, type Hover } from '../core/assist/hover';
import { renameableAt, renameAt, type Renameable } from '../core/assist/rename';
import { rewritesAt, type Rewrite } from '../core/assist/rewrite';
import { namedPlace, type NamedPart } from '../core/assist/namedPlace';
import { occurrenceAt, sameName, type Occurrence } from '../core/assist/symbols';
import type { Results } from '../core/analysis/results';
import type { PictureTheme } from '../core/picture/palette';
import type { TextEdit, TextRange } from '../core/text/document';
import { hoverPicture, type HoverPicture } from './hoverPicture';
import { loadSubject, machineFile, textOf } from './assistSubject';
import { measuredHints, type MeasuredHint } from './measuredHints';
import { nearby } from './nearby';
import type { LabOptions } from './options';

/**
 * What the editor offers in a document. Each is asked with the text as it stands there; what the document names is read
 * as the user sees it. Offsets and ranges count UTF-16 code units of that text. Nothing is offered for other files.
 */
export interface Assistance {
  completions(path: string, text: string, offset: number): Promise<readonly Completion[]>;
  /** With a theme the cut that it is about comes as a picture too. */
  hover(path: string, text: string, offset: number, theme?: PictureTheme): Promise<ShownHover | null>;
  hints(path: string, text: string): Promise<readonly Hint[]>;
  /** What the given results say at each layout and program of an experiment; `results` null: that there are none yet. */
  measured(path: string, text: string, results: Results | null): Promise<readonly MeasuredHint[]>;
  /** null where nothing leads anywhere, and for a file that is not there. */
  definition(path: string, text: string, offset: number): Promise<Leads | null>;
  /** All places of the name at an offset. */
  occurrences(path: string, text: string, offset: number): Promise<readonly Occurrence[]>;
  renameable(path: string, text: string, offset: number): Promise<Renameable>;
  rename(
    path: string,
    text: string,
    offset: number,
    name: string,
  ): Promise<readonly TextEdit[] | { readonly problem: string }>;
  rewrites(path: string, text: string, selection: TextRange): Promise<readonly Rewrite[]>;
  /** Where an experiment names something of its results; null where it does so no longer. */
  named(path: string, text: string, part: NamedPart): Promise<NamedLead | null>;
}

export interface NamedLead {
  readonly range: TextRange;
  /** Absolute path of the layout file that is named there. */
  readonly file: string | null;
}

export interface ShownHover extends Omit<Hover, 'layout'> {
  readonly picture: HoverPicture | null;
}

export interface Leads {
  /** What was asked about, with its quotes. */
  readonly from: TextRange;
  /** Absolute paths; `range` is null for the beginning of the file. */
  readonly to: readonly { readonly path: string; readonly range: TextRange | null }[];
}

export function createAssistance(options: LabOptions): Assistance {
  const subject = (path: string, text: string) => loadSubject(options, path, text);
  return {
    async completions(path, text, offset) {
      const here = await subject(path, text);
      if (here === null) return [];
      const wanted = nearbyAt(here, offset);
      return completionsAt(here, offset, wanted === null ? undefined : await nearby(options, path, wanted));
    },
    async hover(path, text, offset, theme) {
      const here = await subject(path, text);
      const found = here === null ? null : hoverAt(here, offset);
      if (found === null) return null;
      const { layout, ...words } = found;
      const picture = layout === null || theme === undefined ? null : hoverPicture(layout, theme);
      return { ...words, picture };
    },
    async hints(path, text) {
      const here = await subject(path, text);
      return here === null ? [] : hintsOf(here);
    },
    async measured(path, text, results) {
      const here = await subject(path, text);
      return here === null ? [] : measuredHints(here, results);
    },
    definition: (path, text, offset) => leadsFrom(options, path, text, offset),
    async occurrences(path, text, offset) {
      const here = await subject(path, text);
      const found = here === null ? null : occurrenceAt(here, offset);
      return here === null || found === null ? [] : sameName(here, found);
    },
    async renameable(path, text, offset) {
      const here = await subject(path, text);
      return here === null ? { problem: 'This is no document of ours.' } : renameableAt(here, offset);
    },
    async rename(path, text, offset, name) {
      const here = await subject(path, text);
      return here === null ? [] : renameAt(here, offset, name);
    },
    async rewrites(path, text, selection) {
      const here = await subject(path, text);
      return here === null ? [] : rewritesAt(here, selection);
    },
    async named(path, text, part) {
      const here = await subject(path, text);
      const found = here === null ? null : namedPlace(here, part);
      if (found === null) return null;
      return { range: found.range, file: found.file === null ? null : options.beside(path, found.file) };
    },
  };
}

async function leadsFrom(
  options: LabOptions,
  path: string,
  text: string,
  offset: number,
): Promise<Leads | null> {
  const here = await loadSubject(options, path, text);
  const found = here === null ? null : definitionAt(here, offset);
  if (found === null) return null;
  const { from, to } = found;
  if (to.kind === 'here') return { from, to: to.ranges.map((range) => ({ path, range })) };
  const file = to.kind === 'machine' ? machineFile(options, path, to.name) : options.beside(path, to.path);
  const isThere = file !== null && (await textOf(options, file)) !== null;
  return isThere ? { from, to: [{ path: file, range: null }] } : null;
}
