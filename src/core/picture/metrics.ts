/** Lengths of a picture in pixels: the more PUs, the smaller. */
export interface Metrics {
  readonly pu: { readonly width: number; readonly height: number };
  /** Between PUs, and between the threads of a core. */
  readonly gap: number;
  /** Between a box and what is in it. */
  readonly pad: number;
  /** Between boxes. */
  readonly boxGap: number;
}

const STEPS: readonly { readonly upTo: number; readonly metrics: Metrics }[] = [
  { upTo: 64, metrics: { pu: { width: 44, height: 34 }, gap: 4, pad: 8, boxGap: 10 } },
  { upTo: 144, metrics: { pu: { width: 38, height: 30 }, gap: 3, pad: 7, boxGap: 9 } },
  { upTo: 320, metrics: { pu: { width: 36, height: 27 }, gap: 3, pad: 6, boxGap: 8 } },
  { upTo: 640, metrics: { pu: { width: 26, height: 20 }, gap: 2, pad: 5, boxGap: 7 } },
];
const SMALLEST: Metrics = { pu: { width: 22, height: 15 }, gap: 2, pad: 4, boxGap: 6 };

export function metricsFor(pus: number): Metrics {
  return STEPS.find(({ upTo }) => pus <= upTo)?.metrics ?? SMALLEST;
}

/** Around the whole picture, and between its parts from above to below. */
export const MARGIN = 16;
export const SECTION_GAP = 18;

/** Heights of lines of text in pixels, with the space below them. */
export const LABEL_HEIGHT = 18;
export const SMALL_LABEL_HEIGHT = 14;

export const MEMORY_BAR_HEIGHT = 12;
/** Of what was found, below that: the line below makes room for it. */
export const MEASURED_BAR_HEIGHT = 4;
/** Of the bar with the line below it. */
export const MEMORY_HEIGHT = MEMORY_BAR_HEIGHT + 16;
export const HUGE_PAGES_HEIGHT = 14;
export const HUGE_PAGES_BAR = { width: 48, height: 6 } as const;
/** A node is at least as wide, so that its memory can be read. */
export const NODE_WIDTH = 200;

/** Sizes of letters in pixels. */
export const FONT = { label: 12, small: 10, tiny: 9 } as const;

/** Entries of the legend: a swatch, and words behind it. */
export const ENTRY = {
  height: 20,
  noteHeight: 14,
  gap: 14,
  swatch: { width: 26, height: 14 },
  textGap: 6,
} as const;
