import { printable, shortened } from '../core/text/printable';
import type { Line } from './transcript';

/** Writes lines to a terminal, with one line of progress kept below them. All text is made harmless here. */
export interface Screen {
  line(line: Line): void;
  progress(text: string): void;
  endProgress(): void;
}

const colour: Readonly<Record<Line['tone'], string>> = {
  plain: '',
  dim: '\x1b[2m',
  good: '\x1b[32m',
  bad: '\x1b[31m',
};
/** Of a line, in characters, and of what is said at once, in lines: words of a host or guest may be of any length. */
const longestLine = 2000;
const mostLines = 100;
const clearLine = '\r\x1b[2K';

export function screen(write: (text: string) => void): Screen {
  let progress = '';
  const drawn = (): string =>
    progress === '' ? '' : `\x1b[1m${printable(shortened(progress, longestLine))}\x1b[0m`;
  return {
    line({ tone, text }) {
      const shown = text.split(/\r?\n/, mostLines).map((one) => printable(shortened(one, longestLine)));
      const lines = shown.map((one) => `${colour[tone]}${one}\x1b[0m\r\n`);
      write(clearLine + lines.join('') + drawn());
    },
    progress(text) {
      if (text === progress) return;
      progress = text;
      write(clearLine + drawn());
    },
    endProgress() {
      progress = '';
      write(clearLine);
    },
  };
}
