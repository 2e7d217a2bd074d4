import type { Action } from '../core/editing/action';
import type { PartitionRule } from '../core/layout/partition';
import type { CutView } from '../core/predict/cut/cutView';
import type { Scene } from '../core/picture/scene';
import type { PictureView } from '../core/editing/view';
import type { JsonPath } from '../core/text/document';
import type { Words } from './results';

/** What the page of the layout editor is told. `version` is the text document's, so that answers fit questions. */
export type ToLayout =
  | { readonly type: 'words'; readonly words: Words }
  | { readonly type: 'view'; readonly version: number; readonly view: PictureView }
  /** The text cannot be drawn now: what was drawn stays, greyed. Comes without a view before it where there never was one. */
  | { readonly type: 'stale'; readonly version: number; readonly stale: Stale }
  /** Of an action: `message` is null when it was done. */
  | {
      readonly type: 'acted';
      readonly request: number;
      readonly message: string | null;
      readonly first: { readonly title: string; readonly action: Action } | null;
      readonly select: readonly string[];
    }
  /** What a rule would make; `problem` says why it makes nothing. */
  | {
      readonly type: 'preview';
      readonly request: number;
      readonly scenes: readonly Scene[];
      readonly problem: string | null;
    }
  /** What the model says; null where there is nothing to say it of. Of questions that came before a newer one nothing may come. */
  | { readonly type: 'predicted'; readonly request: number; readonly view: CutView | null }
  /** A command of the editor's title or palette that the page carries out. */
  | { readonly type: 'export'; readonly format: 'svg' | 'png' };

/** Why there is no picture of the text as it is; lines and columns count from 1. */
export interface Stale {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type FromLayout =
  | { readonly type: 'ready' }
  /** Names what it is about, so that it holds for the text as it is then: several may be on their way at once. */
  | { readonly type: 'act'; readonly request: number; readonly action: Action }
  | { readonly type: 'preview'; readonly request: number; readonly rule: PartitionRule }
  /** What the model says of the text as it is then, or of what the action would make of it. */
  | {
      readonly type: 'predict';
      readonly request: number;
      /** As the view before named it; null for the one that is usual for the layout. */
      readonly program: string | null;
      readonly transport: CutView['transport'] | null;
      readonly action: Action | null;
    }
  /** A fix of a finding, both by position in the view of that version. */
  | {
      readonly type: 'fix';
      readonly request: number;
      readonly version: number;
      readonly finding: number;
      readonly fix: number;
    }
  /** Shows a place of the text beside the picture. */
  | { readonly type: 'reveal'; readonly path: JsonPath }
  /** `line` and `column` where the text is broken. */
  | { readonly type: 'openText'; readonly line: number; readonly column: number }
  | { readonly type: 'openLink'; readonly link: string }
  /** A finished drawing: text of an SVG, or a PNG in base64. */
  | { readonly type: 'exported'; readonly format: 'svg' | 'png'; readonly content: string };
