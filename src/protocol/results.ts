import type { Against } from '../core/analysis/against';
import type { Figure, FigureView, Link, NotDrawn } from '../core/analysis/figures/figure';
import type { CellResult, Comparison, Results } from '../core/analysis/results';
import type { AttemptState } from '../core/journal/state';
import type { Drift } from '../core/topology/drift';

/** Messages between the result panel and the extension. The panel says `ready` before it is sent anything. */
export type ToResults =
  | { readonly type: 'words'; readonly words: Words }
  | { readonly type: 'view'; readonly view: ResultsView }
  /** The answer to `view`: another figure of the results that the panel has. */
  | { readonly type: 'figure'; readonly shown: ShownFigure }
  /** The answer to `detail`, and what follows each view while something is asked for. */
  | { readonly type: 'detail'; readonly detail: Detail }
  /** Make pixels of a drawing; `drawn` or `notDrawn` with the same number is the answer. */
  | { readonly type: 'draw'; readonly request: number; readonly svg: string };

export type FromResults =
  | { readonly type: 'ready' }
  | { readonly type: 'run' }
  | { readonly type: 'openExperiment' }
  /** Show this attempt folder; null follows the newest. */
  | { readonly type: 'choose'; readonly attempt: string | null }
  /** Draw this figure. */
  | { readonly type: 'view'; readonly choice: FigureChoice }
  /** From now on tell this as well; nothing of it behind `ready`. */
  | { readonly type: 'detail'; readonly asked: DetailAsked }
  /** Stay with this experiment when another one becomes active, or follow again. */
  | { readonly type: 'pin'; readonly pinned: boolean }
  /** Ask which attempt this one is held against. */
  | { readonly type: 'compare' }
  | { readonly type: 'endComparison' }
  /** Write the chart that is shown to a file. */
  | { readonly type: 'saveChart' }
  /** A PNG in base64. */
  | { readonly type: 'drawn'; readonly request: number; readonly png: string }
  /** The browser cannot draw it. */
  | { readonly type: 'notDrawn'; readonly request: number }
  /** What the runs of a session have printed. */
  | { readonly type: 'output'; readonly link: Link }
  /** Where the text names it. */
  | { readonly type: 'source'; readonly named: Named }
  /** The layout as a picture. */
  | { readonly type: 'picture'; readonly layout: string };

/** Something of the results that the experiment's text names. */
export interface Named {
  readonly kind: 'layout' | 'workload' | 'factor';
  readonly name: string;
}

/** Texts of the panel in the editor's language, with {0}, {1} for values. */
export type Words = Readonly<Record<string, string>>;

/** What the panel remembers over a reload: documents and choices, never data. */
export interface ResultsPanelState {
  /** Absolute path. */
  readonly experiment: string;
  /** Attempt folder that was chosen; null for the newest. */
  readonly attempt: string | null;
  /** Folder of the attempt that it is held against; null for none. */
  readonly against: string | null;
  /** It stays with its experiment. */
  readonly pinned: boolean;
  readonly figure: FigureChoice;
}

/** The figure that a person has chosen. */
export interface FigureChoice {
  /** Id of its kind; null for the one that suits the results. */
  readonly kind: string | null;
  readonly view: FigureView;
}

export const firstChoice: FigureChoice = {
  kind: null,
  view: { shown: {}, group: null, colour: null, paper: false },
};

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
  readonly results: ShownResults;
  readonly kinds: readonly { readonly id: string; readonly title: string }[];
  readonly dimensions: readonly Dimension[];
  readonly shown: ShownFigure;
  /** null where nothing is compared. */
  readonly against: AgainstView | null;
}

/** Results as far as they are shown of every cell: a long attempt has megabytes of times and comparisons that nobody looks at. */
export type ShownResults = Pick<
  Results,
  | 'standing'
  | 'sequential'
  | 'runs'
  | 'origin'
  | 'drift'
  | 'findings'
  | 'means'
  | 'margin'
  | 'order'
  | 'placements'
> & {
  readonly cells: readonly ShownCell[];
  /** How many comparisons there are of each verdict. */
  readonly verdicts: Readonly<Record<Comparison['verdict']['kind'], number>>;
};

export type ShownCell = Omit<CellResult, 'times' | 'levels'>;

/** What a person looks at closer: a cell that is selected, the comparisons when they are unfolded. */
export interface DetailAsked {
  readonly cell: Link | null;
  readonly comparisons: boolean;
}

export interface Detail {
  readonly asked: DetailAsked;
  /** null where none is asked for. */
  readonly cell: CellDetail | null;
  /** All of them; null where they are not asked for. */
  readonly comparisons: readonly Comparison[] | null;
}

export interface CellDetail {
  readonly link: Link;
  /** Of the first sessions alone: the cell's `sessions` tells how many there are. */
  readonly times: CellResult['times'];
  /** Those in which it is held against another one. */
  readonly comparisons: readonly Comparison[];
}

/** What the attempt is held against. */
export type AgainstView = {
  /** File name of its experiment. */
  readonly title: string;
  /** What people call the attempt. */
  readonly label: string;
} & (
  | {
      readonly kind: 'held';
      readonly against: Against;
      /** What else is not alike, from the earlier of both to the later. */
      readonly differences: readonly Drift[];
    }
  /** It cannot be read. */
  | { readonly kind: 'problem'; readonly message: string; readonly remedy: string }
);

/** By what results can be filtered, grouped and coloured: `layout`, `workload`, `phase`, or the name of a factor. */
export interface Dimension {
  readonly id: string;
  /** In the order of the results; more than one. */
  readonly levels: readonly string[];
}

/** A figure, and the choice that it was made for. */
export interface ShownFigure {
  readonly choice: FigureChoice & { readonly kind: string };
  readonly drawn: Figure | NotDrawn;
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
