/** Offset at which the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  if (offset === 0) return 0;
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** Offset at which the line of an offset ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const ends = [text.indexOf('\n', offset), text.indexOf('\r', offset)].filter((end) => end !== -1);
  return Math.min(text.length, ...ends);
}
