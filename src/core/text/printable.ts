/**
 * One line of text that came from a guest, a program or a file, safe to show: control characters, line ends and marks
 * that turn the direction of writing are shown as codes, so that no output can move a cursor, set a title or hide text.
 */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  );
}

/** The same for text of several lines, whose line ends stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
