/**
 * The one way in which a string reaches a shell: as a single word that any Bourne-like shell reads back unchanged.
 * Everything stands between single quotes, where POSIX gives no character a meaning; a single quote itself is
 * closed, escaped and opened again (POSIX.1-2017, Shell Command Language, 2.2.2).
 *
 * Throws RangeError for a NUL character, which no argument of a process can hold.
 */
export function quoteShell(text: string): string {
  if (text.includes('\0')) throw new RangeError('A NUL character cannot be passed to a program.');
  if (PLAIN.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Words that need no quotes and read better without. */
const PLAIN = /^[A-Za-z0-9_/.,:=@%+-]+$/;

/** A command line: every word quoted, `~` or a word with `=` in first place included. */
export function quoteCommand(words: readonly string[]): string {
  return words
    .map((word, index) =>
      index === 0 && word.includes('=') ? `'${word.replaceAll("'", `'\\''`)}'` : quoteShell(word),
    )
    .join(' ');
}

/** A value in one of QEMU's option lists, where a comma ends it unless it is doubled (qemu(1), "Invocation"). */
export function quoteOption(text: string): string {
  return text.replaceAll(',', ',,');
}
