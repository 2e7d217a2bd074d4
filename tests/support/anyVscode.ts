/**
 * A fake of the whole of the editor's API for what is not looked at: whatever is asked of it is there, can be called,
 * made and awaited, and does nothing. `parts` are those that a test looks at, by path: `window.showQuickPick`.
 */
export function anyVscode(parts: Readonly<Record<string, unknown>>): object {
  return anything('', parts);
}

function anything(path: string, parts: Readonly<Record<string, unknown>>): object {
  // Also with `new`, and as what a class extends.
  const called = function (): object {
    return anything(`${path}()`, parts);
  };
  return new Proxy(path === '' ? {} : called, {
    has: () => true,
    set: () => true,
    get(_target, key) {
      if (key === Symbol.toPrimitive) return () => path;
      if (typeof key === 'symbol') return undefined;
      // Neither a promise nor a module of two kinds.
      if (key === 'then' || key === '__esModule') return undefined;
      const inner = path === '' ? key : `${path}.${key}`;
      return Object.hasOwn(parts, inner) ? parts[inner] : anything(inner, parts);
    },
  });
}
