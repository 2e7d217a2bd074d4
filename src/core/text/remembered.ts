/** Objects for which an answer is kept, unless more are asked for: what is looked at, and what it is compared with. */
const KEPT = 2;

/**
 * The same function, computed once for each object as long as few others are asked about. For views of a machine or a
 * layout that many rules want: both are never changed after they are made. A WeakMap would keep what it has until the
 * next full collection of garbage, which costs more than all rules where each keystroke makes a new layout.
 */
export function remembered<K extends object, V>(make: (key: K) => V, kept = KEPT): (key: K) => V {
  const known: { readonly key: K; readonly made: V }[] = [];
  return (key) => {
    // The one that was asked about last is the first.
    if (known[0]?.key === key) return known[0].made;
    const at = known.findIndex((one) => one.key === key);
    const one = (at < 0 ? undefined : known.splice(at, 1)[0]) ?? { key, made: make(key) };
    known.unshift(one);
    if (known.length > kept) known.pop();
    return one.made;
  };
}
