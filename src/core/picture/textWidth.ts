/**
 * About how wide a text is in a sans-serif face, whole pixels; rather too much than too little. There is nothing here to
 * measure it with: a picture is made before it is known where it will be seen.
 */
export function textWidth(text: string, fontSize: number, bold = false): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return Math.ceil(ems * fontSize * (bold ? 1.1 : 1));
}

/** The text, or as much of its beginning as goes into a width, with an ellipsis behind. */
export function fitted(text: string, width: number, fontSize: number, bold = false): string {
  if (textWidth(text, fontSize, bold) <= width) return text;
  const characters = Array.from(text);
  let length = characters.length;
  while (length > 0 && textWidth(`${characters.slice(0, length).join('')}…`, fontSize, bold) > width)
    length--;
  return length === 0 ? '' : `${characters.slice(0, length).join('').trimEnd()}…`;
}

function emsOf(character: string): number {
  if (/[iljtfrI.,:;'|!()[\] ·]/.test(character)) return 0.38;
  if (/[mwMW%@—]/.test(character)) return 0.98;
  if (/[A-Z]/.test(character)) return 0.7;
  return character > '\u2e80' ? 1.05 : 0.63;
}
