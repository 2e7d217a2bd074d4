import { remembered } from '../text/remembered';

/** Schemas live as long as the editor, and what people mistype has no end. */
const MOST = 1000;

/**
 * The same function of a part of a schema and a word in the document, computed once for each pair: one mistake often
 * stands in every VM, and the nearest word that is known takes some time to find.
 */
export function told<K extends object>(
  make: (schema: K, word: string) => string,
): (schema: K, word: string) => string {
  const messages = remembered<K, Map<string, string>>(() => new Map());
  return (schema, word) => {
    const known = messages(schema);
    const message = known.get(word) ?? make(schema, word);
    if (known.size < MOST) known.set(word, message);
    return message;
  };
}
