const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// Character codes.
const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const STAR = 0x2a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** In the place of a value, where something is wrong. */
const WRONG = Symbol('wrong');

/**
 * The value of a document of JSON with comments and trailing commas, in one pass and without a tree. undefined where
 * anything is wrong, a key stands twice, the root is no object, or it nests deeper than `maxDepth`: such a text is for
 * the tolerant parser, which says what is wrong. Never throws. `npm run bench` shows what that is worth.
 */
export function parseStrict(text: string, maxDepth: number): object | undefined {
  let at = 0;
  /** Keys of the last object at each depth, by their place in it: those of its neighbour are mostly the same. */
  const usual: (string | undefined)[][] = [];
  const root = next() === OPEN_OBJECT ? parseObject(maxDepth - 1) : WRONG;
  return root !== WRONG && Number.isNaN(next()) ? root : undefined;

  /** Code of the next character that means something, on which `at` then stands; NaN at the end. */
  function next(): number {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === SPACE || code === LINE_FEED || code === RETURN || code === TAB) at++;
      else if (code !== SLASH || !passComment()) return code;
    }
  }

  /** False where no comment stands, or one that is not closed. */
  function passComment(): boolean {
    const kind = text.charCodeAt(at + 1);
    if (kind !== STAR && kind !== SLASH) return false;
    const end = kind === STAR ? text.indexOf('*/', at + 2) : lineEnd(at + 2);
    if (end < 0) return false;
    at = kind === STAR ? end + 2 : end;
    return true;
  }

  function lineEnd(from: number): number {
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === LINE_FEED || code === RETURN) return i;
    }
    return text.length;
  }

  function parseValue(depth: number): unknown {
    const code = next();
    if (code === QUOTE) return parseString();
    if (code === OPEN_OBJECT) return depth > 0 ? parseObject(depth - 1) : WRONG;
    if (code === OPEN_LIST) return depth > 0 ? parseArray(depth - 1) : WRONG;
    return code === MINUS || (code >= ZERO && code <= NINE) ? parseNumber() : parseWord();
  }

  function parseObject(depth: number): object | typeof WRONG {
    at++;
    const members: Record<string, unknown> = {};
    let count = 0;
    for (let code = next(); code !== CLOSE_OBJECT; code = next()) {
      if (code !== QUOTE || !parseMember(members, count, depth) || !separated(CLOSE_OBJECT)) return WRONG;
      count++;
    }
    at++;
    // A key that stands twice has a finding.
    return Object.keys(members).length === count ? members : WRONG;
  }

  /** False where something is wrong. */
  function parseMember(members: Record<string, unknown>, place: number, depth: number): boolean {
    const key = parseKey(place, depth);
    // `__proto__` needs more than an assignment.
    if (typeof key !== 'string' || key === '__proto__' || next() !== COLON) return false;
    at++;
    const value = parseValue(depth);
    members[key] = value;
    return value !== WRONG;
  }

  /** Looks first whether the key is the usual one in its place, which costs no new string. */
  function parseKey(place: number, depth: number): string | typeof WRONG {
    const keys = (usual[depth] ??= []);
    const expected = keys[place];
    const end = at + 1 + (expected?.length ?? 0);
    if (expected !== undefined && text.charCodeAt(end) === QUOTE && text.startsWith(expected, at + 1)) {
      at = end + 1;
      return expected;
    }
    const from = at;
    const key = parseString();
    // With escapes it is not what stands in the text.
    if (key !== WRONG) keys[place] = key.length === at - from - 2 ? key : undefined;
    return key;
  }

  function parseArray(depth: number): unknown[] | typeof WRONG {
    at++;
    const items: unknown[] = [];
    while (next() !== CLOSE_LIST) {
      const item = parseValue(depth);
      if (item === WRONG || !separated(CLOSE_LIST)) return WRONG;
      items.push(item);
    }
    at++;
    return items;
  }

  /** Passes over the comma after a member; without one the end must follow. */
  function separated(end: number): boolean {
    const code = next();
    if (code === COMMA) at++;
    return code === COMMA || code === end;
  }

  function parseString(): string | typeof WRONG {
    const from = at;
    let end = from + 1;
    let escaped = false;
    for (let code = text.charCodeAt(end); code !== QUOTE; code = text.charCodeAt(++end)) {
      // Also at the end of the text, where the code is NaN.
      if (!(code >= SPACE)) return WRONG;
      if (code !== BACKSLASH) continue;
      escaped = true;
      end++;
    }
    at = end + 1;
    return escaped ? unescaped(text.slice(from, at)) : text.slice(from + 1, end);
  }

  function parseNumber(): number | typeof WRONG {
    return parseNatural() ?? parseAnyNumber();
  }

  /** A number of a few digits, which most are; null, and nothing passed, for any other. */
  function parseNatural(): number | null {
    let value = 0;
    let end = at;
    let code = text.charCodeAt(end);
    if (code === ZERO) return null;
    for (; code >= ZERO && code <= NINE; code = text.charCodeAt(++end)) value = 10 * value + code - ZERO;
    const isWhole = code === COMMA || code === CLOSE_OBJECT || code === CLOSE_LIST || code <= SPACE;
    if (!isWhole || end === at || end - at > 15) return null;
    at = end;
    return value;
  }

  function parseAnyNumber(): number | typeof WRONG {
    NUMBER.lastIndex = at;
    if (!NUMBER.test(text)) return WRONG;
    const value = Number(text.slice(at, NUMBER.lastIndex));
    at = NUMBER.lastIndex;
    return Number.isFinite(value) ? value : WRONG;
  }

  function parseWord(): boolean | null | typeof WRONG {
    if (passed('true')) return true;
    if (passed('false')) return false;
    return passed('null') ? null : WRONG;
  }

  function passed(word: string): boolean {
    if (!text.startsWith(word, at)) return false;
    at += word.length;
    return true;
  }
}

function unescaped(quoted: string): string | typeof WRONG {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return WRONG;
  }
}
