import { act } from '../core/editing/act';
import type { Action, Outcome } from '../core/editing/action';
import { refusal } from '../core/editing/draft';
import { groundOf } from '../core/editing/ground';
import { viewOf } from '../core/editing/pictureView';
import { ruled } from '../core/editing/ruled';
import type { PictureView } from '../core/editing/view';
import type { PartitionRule } from '../core/layout/partition';
import type { PictureTheme } from '../core/picture/palette';
import type { Scene } from '../core/picture/scene';
import { scenesOf } from '../core/picture/sceneOf';
import type { TextEdit } from '../core/text/document';
import { loadSubject } from './assistSubject';
import type { CheckOptions } from './lab';
import type { LabOptions } from './options';
import { picturedLayout } from './picturedLayout';
import { createPredictCut, type PredictCut } from './predictedCut';
import { createPictureNotes } from './pictureNotes';
import { drawnHosts, savePicture } from './pictureSvg';
import type { ResultsOf } from './results';

/**
 * A layout document as a picture that is edited. Each is asked with the text as it stands in the editor; what the
 * document names is read as the user sees it.
 */
export interface Pictures {
  view(path: string, text: string, options?: CheckOptions): Promise<Drawn | NotDrawn>;
  /**
   * Another text when the results that the last view of a layout is about have moved on, whoever runs the attempt. Costs
   * little enough to be asked for every second.
   */
  mark(path: string): Promise<string>;
  act(path: string, text: string, action: Action): Promise<Outcome>;
  /** What a rule would make of the document's machine, with its defaults; `problem` says why it makes nothing. */
  preview(path: string, text: string, rule: PartitionRule): Promise<Preview>;
  /** What the model says of the cut, or of what an action would make of it. */
  readonly predict: PredictCut;
  /** SVG of a scene a host with a legend, as files hold it. Throws a UserError where the document cannot be drawn. */
  svg(path: string, theme: PictureTheme, extra?: FileExtra): Promise<readonly DrawnHost[]>;
  /**
   * Writes the same as SVG or PNG files; returns their paths. Throws a UserError for a host that the layout does not
   * name, and where there is no program that makes PNG.
   */
  save(path: string, as: SavedPicture, signal?: AbortSignal): Promise<readonly string[]>;
}

/** What files show beside the cut and the notes of its VMs. */
export interface FileExtra {
  /** Where the newest attempt found the memory of the VMs, where it has read that. */
  readonly measured?: boolean;
}

export interface SavedPicture extends FileExtra {
  /** Ends in `.svg` or `.png`. With several hosts each gets a file, its name before that end. */
  readonly file: string;
  readonly theme: PictureTheme;
  /** The only host to draw; null for all. */
  readonly host: string | null;
}

export interface Drawn {
  readonly kind: 'drawn';
  readonly view: PictureView;
  /** Edits of each fix of each finding of the view, in the same order. */
  readonly fixes: readonly (readonly (readonly TextEdit[])[])[];
}

/** The text is broken, or the machine that it names cannot be read. Line and column count from 1. */
export interface NotDrawn {
  readonly kind: 'notDrawn';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface Preview {
  readonly scenes: readonly Scene[];
  readonly problem: string | null;
}

export interface DrawnHost {
  /** null where the layout names no hosts. */
  readonly host: string | null;
  readonly svg: string;
}

export function createPictures(options: LabOptions, resultsOf: ResultsOf): Pictures {
  const { notesOf, markOf, experimentsOf } = createPictureNotes(options, resultsOf);
  return {
    mark: markOf,
    async view(path, text, check) {
      const pictured = await picturedLayout(options, path, text, check);
      if (pictured.kind === 'notDrawn') return pictured;
      const { document, layout, findings } = pictured;
      const view = viewOf({ document, layout, findings, ...(await notesOf(path, layout)) });
      const fixes = findings.map((finding) => finding.fixes.map((fix) => fix.edits));
      return { kind: 'drawn', view, fixes };
    },
    async act(path, text, action) {
      const subject = await loadSubject(options, path, text);
      return subject === null ? refusal('This is no document of ours.') : act(subject, action);
    },
    predict: createPredictCut(options, experimentsOf),
    preview: (path, text, rule) => previewOf(options, path, text, rule),
    svg: (path, theme, extra) => drawnHosts(options, notesOf, path, theme, extra),
    save: (path, as, signal) => savePicture(options, notesOf, path, as, signal),
  };
}

async function previewOf(
  options: LabOptions,
  path: string,
  text: string,
  rule: PartitionRule,
): Promise<Preview> {
  const subject = await loadSubject(options, path, text);
  const ground = subject === null ? refusal('This is no document of ours.') : groundOf(subject);
  if ('kind' in ground) return { scenes: [], problem: ground.message };
  const { layout, problems } = ruled(ground, rule);
  const problem = layout.vms.length === 0 ? (problems[0]?.message ?? 'The rule makes no VM.') : null;
  return { scenes: scenesOf(layout), problem };
}
