/** A comma right behind a value and before a line with a closing bracket. A string with it is broken, and stays so: the line break is left in it. */
const TRAILING_COMMA = /,(?<=["\w}\]],)(?=[ \t]*[\r\n]\s*[}\]])/g;

/**
 * The value of a document without comments and escapes, by the engine's own parser, which takes half the time of
 * {@link parseStrict}. undefined where the text is not as plain as that, or where anything is wrong: a key that stands
 * twice, a number too large, a root that is no object, more levels than `maxDepth`. Never throws.
 */
export function parsePlain(text: string, maxDepth: number): object | undefined {
  // A string may hold what looks like a comment; such a text is for the other parser as well.
  if (text.includes('\\') || text.includes('//') || text.includes('/*')) return undefined;
  const value = parsed(text.replace(TRAILING_COMMA, ''));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // Of keys that stand twice the engine keeps the last: then there are more colons than keys.
  return colonsOf(value, maxDepth) === colonsIn(text) ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Colons that a text needs for a value: behind each key, and in strings. NaN for a value that no document may have. */
function colonsOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return colonsIn(value);
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : NaN;
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === 0) return NaN;
  return Array.isArray(value) ? colonsOfItems(value, depth - 1) : colonsOfMembers(value, depth - 1);
}

function colonsOfItems(items: readonly unknown[], depth: number): number {
  let colons = 0;
  for (const item of items) colons += colonsOf(item, depth);
  return colons;
}

/** One in a key is not counted, so that a text with such a key is not taken for plain. */
function colonsOfMembers(members: object, depth: number): number {
  let colons = 0;
  // What JSON.parse makes has own keys alone; a list of them would be made for each of many small objects.
  for (const key in members) colons += 1 + colonsOf((members as Record<string, unknown>)[key], depth);
  return colons;
}

function colonsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) count++;
  return count;
}
