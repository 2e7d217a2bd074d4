import { printable, printableLines } from '../core/text/printable';

/** Where a command writes and how it ends. Data goes to `out`, progress and errors to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when progress may overwrite its line. */
  readonly live: boolean;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Data on its way to `out`. Names of documents and words of hosts and guests are in it, so where it goes to a terminal
 * nothing in it may control that; a file or another program gets every byte as it is.
 */
export function dataFor(isTerminal: boolean, text: string): string {
  return isTerminal ? printableLines(text.replaceAll('\r\n', '\n')) : text;
}

/** 0 fine, 1 errors found or runs failed, 2 wrong usage or unreadable input. */
export type ExitCode = 0 | 1 | 2;

/**
 * A line that shows how far something is: overwritten on a terminal, printed when it changes elsewhere. `detail`
 * changes all the time and alone makes no new line.
 */
export function progressLine(terminal: Terminal): { show(text: string, detail?: string): void; end(): void } {
  let last = '';
  return {
    show(text, detail = '') {
      if (terminal.live) terminal.err(`\r\x1b[K${text}${detail}`);
      else if (text !== last) terminal.err(`${text}${detail}\n`);
      last = text;
    },
    end() {
      if (last !== '' && terminal.live) terminal.err('\r\x1b[K');
      last = '';
    },
  };
}

/** Shows the progress of `work`, and clears the line however that ends: a message of failure begins on a line of its own. */
export async function withProgress<T>(
  terminal: Terminal,
  work: (tell: (message: string) => void) => Promise<T>,
): Promise<T> {
  const line = progressLine(terminal);
  try {
    return await work((message) => line.show(printable(message)));
  } finally {
    line.end();
  }
}
