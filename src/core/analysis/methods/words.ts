/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `The governor is not known.`; null where there is nothing that is not. */
export function notKnown(things: readonly string[]): string | null {
  if (things.length === 0) return null;
  const [first = '', ...more] = things;
  const subject = listed([`${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...more]);
  return `${subject} ${things.length === 1 ? 'is' : 'are'} not known.`;
}

/** Sentences without those that there are not. */
export function told(...sentences: readonly (string | null)[]): readonly string[] {
  return sentences.filter((sentence) => sentence !== null);
}
