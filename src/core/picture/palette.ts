/** Themes of the editor; files are drawn in `light` unless somebody says otherwise. */
export type PictureTheme = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

/** A VM's colour. Without `pattern` it is plain; patterns are drawn in `ink` over `fill`. */
export interface VmColour {
  /** `#rrggbb`, as all colours here. */
  readonly fill: string;
  /** Of text on `fill`: black or white. */
  readonly ink: string;
  readonly pattern: Pattern | null;
}

export type Pattern = 'stripes' | 'backStripes' | 'dots' | 'lines' | 'grid';

/** Colours of everything that is no VM. */
export interface Surroundings {
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  readonly packageFill: string;
  readonly nodeFill: string;
  readonly groupFill: string;
  readonly coreFill: string;
  /** Borders of boxes and of PUs. */
  readonly line: string;
  readonly faintLine: string;
  readonly freePu: string;
  readonly closedPu: string;
  readonly reserved: string;
  readonly region: string;
  readonly free: string;
  readonly missing: string;
  /** From the shortest distance to the longest. */
  readonly heat: readonly [string, string];
}

/**
 * Twelve fills a theme. They are told apart in normal sight and in that of people who see no red or no green (CIEDE2000
 * of any two at least 9), stand off the ground at 3:1 and carry black or white text at 4.5:1.
 */
const FILLS: Readonly<Record<PictureTheme, readonly string[]>> = {
  light: [
    '#0097f1',
    '#ac8f00',
    '#82003a',
    '#492696',
    '#23a1a3',
    '#965a00',
    '#a16979',
    '#3b66d0',
    '#782001',
    '#88976a',
    '#655a7f',
    '#055149',
  ],
  dark: [
    '#529fff',
    '#f8c936',
    '#8e6455',
    '#3ee5d1',
    '#de8d9a',
    '#5b63cc',
    '#aa4f79',
    '#d78401',
    '#5cd9ff',
    '#c7d598',
    '#886a00',
    '#9286ad',
  ],
  highContrast: [
    '#7b99ff',
    '#ffbf00',
    '#b75451',
    '#81fbef',
    '#2f7c8f',
    '#db9caf',
    '#d66200',
    '#00967b',
    '#bff6a8',
    '#8058e2',
    '#7bd6ff',
    '#b3b074',
  ],
  highContrastLight: [
    '#08008e',
    '#d67b00',
    '#698bfc',
    '#421f00',
    '#007667',
    '#b184a2',
    '#b83600',
    '#3e1a35',
    '#105977',
    '#991d3d',
    '#799a72',
    '#724dd7',
  ],
};

const PATTERNS: readonly (Pattern | null)[] = [null, 'stripes', 'dots', 'backStripes', 'grid', 'lines'];

/** Of the VM at this position in its layout. From the 13th on colours come again with a pattern. */
export function colourOf(colour: number, theme: PictureTheme): VmColour {
  const fills = FILLS[theme];
  const fill = fills[colour % fills.length] ?? '#000000';
  const pattern = PATTERNS[Math.floor(colour / fills.length) % PATTERNS.length] ?? null;
  return { fill, ink: inkOn(fill), pattern };
}

/** Black or white, whichever is easier to read on a colour. */
export function inkOn(fill: string): '#000000' | '#ffffff' {
  return contrast(fill, '#000000') >= contrast(fill, '#ffffff') ? '#000000' : '#ffffff';
}

/** Contrast of two colours, 1 to 21 (WCAG 2.1, contrast ratio). */
export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** A colour between two: 0 gives the first, 1 the second. */
export function between([from, to]: readonly [string, string], level: number): string {
  const [a, b] = [channels(from), channels(to)];
  return `#${a.map((value, i) => hex(value + ((b[i] ?? 0) - value) * level)).join('')}`;
}

/** Relative luminance (WCAG 2.1). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, '0');
}

export const SURROUNDINGS: Readonly<Record<PictureTheme, Surroundings>> = {
  light: {
    ground: '#ffffff',
    text: '#1f2328',
    muted: '#59636e',
    packageFill: '#f3f5f7',
    nodeFill: '#ffffff',
    groupFill: '#f3f5f7',
    coreFill: '#e2e7ed',
    line: '#868f99',
    faintLine: '#c3c9d0',
    freePu: '#ffffff',
    closedPu: '#e3e6ea',
    reserved: '#6e7781',
    region: '#b9c1ca',
    free: '#ffffff',
    missing: '#c4001d',
    heat: ['#eef4fb', '#f2b077'],
  },
  dark: {
    ground: '#1e1e1e',
    text: '#e6e6e6',
    muted: '#a3abb3',
    packageFill: '#262829',
    nodeFill: '#1e1e1e',
    groupFill: '#262829',
    coreFill: '#34383d',
    line: '#7d8590',
    faintLine: '#4a4f55',
    freePu: '#1e1e1e',
    closedPu: '#34373b',
    reserved: '#8b949e',
    region: '#565d66',
    free: '#1e1e1e',
    missing: '#ff7b72',
    heat: ['#22303f', '#8a4b12'],
  },
  highContrast: {
    ground: '#000000',
    text: '#ffffff',
    muted: '#ffffff',
    packageFill: '#000000',
    nodeFill: '#000000',
    groupFill: '#000000',
    coreFill: '#000000',
    line: '#ffffff',
    faintLine: '#ffffff',
    freePu: '#000000',
    closedPu: '#000000',
    reserved: '#b0b0b0',
    region: '#6e6e6e',
    free: '#000000',
    missing: '#ff8a8a',
    heat: ['#000000', '#8a4b12'],
  },
  highContrastLight: {
    ground: '#ffffff',
    text: '#000000',
    muted: '#000000',
    packageFill: '#ffffff',
    nodeFill: '#ffffff',
    groupFill: '#ffffff',
    coreFill: '#ffffff',
    line: '#000000',
    faintLine: '#000000',
    freePu: '#ffffff',
    closedPu: '#ffffff',
    reserved: '#4d4d4d',
    region: '#949494',
    free: '#ffffff',
    missing: '#b00000',
    heat: ['#ffffff', '#f2b077'],
  },
};
