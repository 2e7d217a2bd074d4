/** Where a command writes and how it ends. Data goes to `out`, progress and errors to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when progress may overwrite its line. */
  readonly live: boolean;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
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

/**
 * Text that came from a guest, a program or a file, safe to print: control characters are shown, not sent, so that
 * no output can move the cursor, set a title or hide a line.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) =>
    `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
