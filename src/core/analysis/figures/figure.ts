import type { Results } from '../results';

/** A figure as plain data, with the table that says the same. Whoever draws it computes nothing. */
export interface Figure {
  /** Id of its kind. */
  readonly kind: string;
  readonly title: string;
  /** Standing and origin, to be shown with the chart. */
  readonly note: string;
  /** What error bars, boxes and shades stand for: `bars: 95 % interval of the slowdown, Student's on log ratios, n = 5 blocks`. */
  readonly legend: string;
  readonly chart: Chart;
  readonly table: FigureTable;
}

export type Chart = BarChart | PointChart | MatrixChart;

export interface BarChart {
  readonly type: 'bars';
  readonly unit: Unit;
  /** What is counted, where the unit does not say it: title of the axis. */
  readonly title?: string;
  /** A group is one bar, in which the series lie one behind the other; no value is below zero then. */
  readonly stacked?: true;
  /** A group of bars each. */
  readonly labels: readonly string[];
  /** A bar in each group; null where there is nothing yet. */
  readonly series: readonly (Series & { readonly marks: readonly (Mark | null)[] })[];
  readonly lines: readonly ReferenceLine[];
  /** Least and greatest value to which error bars are drawn; absent where all are drawn to their ends. */
  readonly cutAt?: readonly [number, number];
}

export interface PointChart {
  readonly type: 'points';
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly (Series & {
    readonly joined: boolean;
    readonly points: readonly (Mark & { readonly x: number })[];
  })[];
  /** Shades behind the points, in values of x. */
  readonly bands: readonly { readonly from: number; readonly to: number; readonly label: string }[];
  /** Upright lines where something happened. */
  readonly moments?: readonly { readonly x: number; readonly label: string }[];
  readonly boxes: readonly Box[];
  readonly lines: readonly ReferenceLine[];
  /** As of bars, on y. */
  readonly cutAt?: readonly [number, number];
}

export interface MatrixChart {
  readonly type: 'matrix';
  /** Rows are held against columns. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly (MatrixCell | null)[])[];
}

/** Number of its colour, and what it stands for. */
export interface Series {
  readonly name: string;
  readonly colour: number;
  /** Tells series of one colour apart: 0 or absent is plain, each further number is drawn in a way of its own. */
  readonly pattern?: number;
}

export interface Mark {
  readonly value: number;
  /** Ends of its error bar. */
  readonly interval: readonly [number, number] | null;
  /** All of it in words, for whoever points at it. */
  readonly text: string;
  readonly link: Link | null;
}

export interface MatrixCell {
  readonly text: string;
  readonly tone: 'better' | 'worse' | 'equivalent' | 'undecided';
  readonly link: Link | null;
}

/** What a mark or a row leads to: a cell, and of it a session where the mark is one. */
export interface Link {
  readonly layout: string;
  readonly setting: string;
  readonly workload: string;
  readonly phase: 'cold' | 'warm';
  readonly session?: string;
}

/** `%`: more or less than something, with its sign. `share`: of all, 0 to 100 %. */
export type Unit = '%' | 'share' | 's' | '';

export interface Axis {
  readonly title: string;
  readonly unit: Unit;
  /** Names of whole numbers, where the axis counts things. */
  readonly ticks?: readonly string[];
}

/** Quartiles at a place on x; whiskers to the last values within 1.5 times their distance. */
export interface Box {
  readonly x: number;
  readonly colour: number;
  readonly low: number;
  readonly quartiles: readonly [number, number, number];
  readonly high: number;
}

export interface ReferenceLine {
  readonly value: number;
  readonly label: string;
  /** `paper`: a number that the paper states, marked as its own. */
  readonly source: 'baseline' | 'paper';
}

export interface FigureTable {
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly { readonly cells: readonly string[]; readonly link: Link | null }[];
}

/** A kind of figure: one file. */
export interface FigureKind {
  readonly id: string;
  readonly title: string;
  /** Figures of the paper that it is for. */
  readonly paper: readonly number[];
  /** The figure, or why these results do not make one. `other`: the attempt that a person holds them against. */
  readonly draw: (results: Results, view: FigureView, other: Results | null) => Figure | NotDrawn;
}

export interface NotDrawn {
  readonly why: string;
}

/** What a person has chosen. */
export interface FigureView {
  /** Levels that are shown, by dimension; a dimension that is not named is shown whole. */
  readonly shown: Readonly<Record<string, readonly string[]>>;
  /** Dimension of the groups on the x axis; null: as the kind likes it. */
  readonly group: string | null;
  /** Dimension of the colours; null: as the kind likes it. */
  readonly colour: string | null;
  /** Show what the paper states. */
  readonly paper: boolean;
}
