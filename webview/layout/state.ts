import type { PictureView } from '../../src/core/editing/view';
import type { PartitionRule } from '../../src/core/layout/partition';
import type { Scene } from '../../src/core/picture/scene';
import type { Stale } from '../../src/protocol/layout';
import type { SceneIndex } from './sceneIndex';
import type { Selection } from './selection';

/** Everything that the page shows at a moment. What is drawn comes from the extension; the rest is the page's own. */
export interface PageState {
  readonly view: PictureView | null;
  /** Of the text from which the view was made. */
  readonly version: number;
  readonly stale: Stale | null;
  /** Host whose scene is shown; null where the layout names none. */
  readonly host: string | null;
  /** Of the shown scene: the view's, or the preview's while there is one. */
  readonly index: SceneIndex | null;
  readonly selection: Selection;
  /** PU on which the keyboard stands. */
  readonly cursor: number | null;
  readonly preview: Previewed | null;
  /** 1 is the scene's own size; null fits it into the page. */
  readonly zoom: number | null;
  /** Findings that a badge opened, by position in the view. */
  readonly opened: readonly number[];
}

/** What a rule would make, before it is taken. */
export interface Previewed {
  readonly rule: PartitionRule;
  readonly scenes: readonly Scene[];
  /** Why it makes nothing; null where it makes VMs. */
  readonly problem: string | null;
}

/** What the page remembers over a reload: where one was, never data. */
export interface Remembered {
  readonly host: string | null;
  readonly zoom: number | null;
  readonly selection: Selection;
  readonly cursor: number | null;
  readonly left: number;
  readonly top: number;
}

/** Scenes that are drawn now. */
export function scenesOf({ view, preview }: PageState): readonly Scene[] {
  if (preview !== null && preview.scenes.length > 0) return preview.scenes;
  return view?.scenes ?? [];
}

export function shownScene(state: PageState): Scene | null {
  const scenes = scenesOf(state);
  return scenes.find(({ host }) => host === state.host) ?? scenes[0] ?? null;
}

/** True while nothing can be edited: the text is broken, or a preview waits for its answer. */
export function isLocked({ view, stale, preview }: PageState): boolean {
  return view === null || stale !== null || preview !== null;
}
