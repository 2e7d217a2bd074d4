/**
 * About how wide a text is in a sans-serif face, whole pixels; rather too much than too little. There is nothing here to
 * measure it with: a picture is made before it is known where it will be seen.
 */
export function textWidth(text: string, fontSize: number, bold = false): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return Math.ceil(ems * emPixels(fontSize, bold));
}

/** The text, or as much of its beginning as goes into a width, with an ellipsis behind. */
export function fitted(text: string, width: number, fontSize: number, bold = false): string {
  if (textWidth(text, fontSize, bold) <= width) return text;
  let left = width / emPixels(fontSize, bold) - emsOf('…');
  let kept = '';
  for (const character of text) {
    left -= emsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept === '' ? '' : `${kept.trimEnd()}…`;
}

function emPixels(fontSize: number, bold: boolean): number {
  return fontSize * (bold ? 1.1 : 1);
}

function emsOf(character: string): number {
  if (/[iljtfrI.,:;'|!()[\] ·]/.test(character)) return 0.38;
  if (/[mwMW%@—…]/.test(character)) return 0.98;
  if (/[A-Z]/.test(character)) return 0.7;
  return character > '\u2e80' ? 1.05 : 0.63;
}
