import type { Action, Outcome } from '../core/editing/action';
import type { PictureView } from '../core/editing/view';
import type { PartitionRule } from '../core/layout/partition';
import type { PictureTheme } from '../core/picture/palette';
import type { Scene } from '../core/picture/scene';
import type { TextEdit } from '../core/text/document';
import type { CheckOptions } from './lab';

/**
 * A layout document as a picture that is edited. Each is asked with the text as it stands in the editor; what the
 * document names is read as the user sees it.
 */
export interface Pictures {
  view(path: string, text: string, options?: CheckOptions): Promise<Drawn | NotDrawn>;
  act(path: string, text: string, action: Action): Promise<Outcome>;
  /** What a rule would make of the document's machine, with its defaults; `problem` says why it makes nothing. */
  preview(path: string, text: string, rule: PartitionRule): Promise<Preview>;
  /** SVG of a scene a host with a legend, as files hold it. Throws a UserError where the document cannot be drawn. */
  svg(path: string, theme: PictureTheme): Promise<readonly DrawnHost[]>;
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
