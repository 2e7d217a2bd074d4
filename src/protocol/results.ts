import type { Figure } from '../core/analysis/figure';
import type { Results } from '../core/analysis/results';
import type { AttemptState } from '../core/journal/state';

/** Messages between the result panel and the extension. The panel says `ready` before it is sent anything. */
export type ToResults =
  { readonly type: 'words'; readonly words: Words } | { readonly type: 'view'; readonly view: ResultsView };

export type FromResults =
  | { readonly type: 'ready' }
  | { readonly type: 'run' }
  | { readonly type: 'openExperiment' }
  /** Show this attempt folder; null follows the newest. */
  | { readonly type: 'choose'; readonly attempt: string | null };

/** Texts of the panel in the editor's language, with {0}, {1} for values. */
export type Words = Readonly<Record<string, string>>;

/** What the panel remembers over a reload: documents, never data. */
export interface ResultsPanelState {
  /** Absolute path. */
  readonly experiment: string;
  /** Attempt folder that was chosen; null for the newest. */
  readonly attempt: string | null;
}

export type ResultsView = EmptyView | ProblemView | FilledView;

interface ViewOf {
  readonly panel: ResultsPanelState;
  /** File name of the experiment. */
  readonly title: string;
}

/** There is no attempt yet. */
export interface EmptyView extends ViewOf {
  readonly kind: 'empty';
  /** The picked host; null when none is. */
  readonly host: string | null;
}

/** The attempt cannot be read. */
export interface ProblemView extends ViewOf {
  readonly kind: 'problem';
  readonly message: string;
  readonly remedy: string;
}

export interface FilledView extends ViewOf {
  readonly kind: 'filled';
  /** Attempt folders, newest first, with what people call them. */
  readonly attempts: readonly { readonly folder: string; readonly label: string }[];
  readonly folder: string;
  readonly life: AttemptLife;
  readonly results: Results;
  readonly figure: Figure;
}

/** How the attempt stands, of its journal. */
export type AttemptLife = Pick<AttemptState, 'state' | 'why' | 'problems' | 'badLines'> & {
  /** The session that is on: its block, layout and what runs in it. */
  readonly now: {
    readonly session: string;
    readonly block: number;
    readonly layout: string;
    readonly run: string | null;
  } | null;
};

export function isFromResults(message: unknown): message is FromResults {
  if (message === null || typeof message !== 'object' || !('type' in message)) return false;
  if (message.type === 'choose') {
    return 'attempt' in message && (message.attempt === null || typeof message.attempt === 'string');
  }
  return ['ready', 'run', 'openExperiment'].includes(String(message.type));
}

export function isPanelState(value: unknown): value is ResultsPanelState {
  if (value === null || typeof value !== 'object' || !('experiment' in value)) return false;
  return typeof value.experiment === 'string' && value.experiment !== '';
}
