/** A text of the panel by its name, with values put in for {0}, {1}. A name that is not there shows itself. */
export type Say = (name: string, ...values: readonly (string | number)[]) => string;

export function sayWith(words: Readonly<Record<string, string>>): Say {
  return (name, ...values) =>
    (words[name] ?? name).replace(/\{(\d+)\}/g, (_all, index: string) => String(values[Number(index)] ?? ''));
}
