import { type Matcher, RE2JS } from 're2js';

/** Characters at the end of a text that are looked at first; eight times as many where nothing is found. */
const TAIL = 65_536;
/** How far around the last place a longer match is looked for, characters. */
const BEFORE = 256;
const BEHIND = 16_384;
/** Lines that are passed over because the group has no part in a match, and characters that are gone through for them. */
const MOST_LINES = 64;
const MOST_CHARACTERS = 2 ** 21;

/**
 * What the group of a pattern holds in its last match in which it takes part: `value`, else the first group, else the
 * whole match; null without any. The pattern is a regular expression in RE2 syntax; `^` and `$` match at every line.
 *
 * The engine goes through a text once for each search, and no pattern can make that longer. But going on from match to
 * match can: `a.*b|a` looks at the rest of the line for every `a`. So the last place where a match can begin is found
 * in one pass, and only what lies around it is gone through match by match. A match over several lines counts from the
 * last line in which one can begin.
 */
export function lastMatch(pattern: string, output: string): string | null {
  const expression = RE2JS.compile(pattern, RE2JS.MULTILINE);
  const last = behindAnything(pattern);
  if (last === null || !expression.test(output)) return null;
  const group = groupOf(expression);
  let text = output;
  for (let lines = 0, gone = 0; lines < MOST_LINES && gone < MOST_CHARACTERS; lines += 1) {
    const place = lastPlace(last, text);
    if (place === null) return null;
    const from = Math.max(lineStart(text, place.start), place.start - BEFORE);
    const found = groupAround(expression, group, text.slice(0, endAround(text, place)), from, place);
    if (found !== null || from === 0) return found;
    gone += text.length - place.from;
    // Without the end of the line before, which would be a last place again.
    text = text.slice(0, text[from - 1] === '\n' ? from - 1 : from);
  }
  return null;
}

type Group = 'value' | 0 | 1;

function groupOf(expression: RE2JS): Group {
  if (Object.keys(expression.namedGroups()).includes('value')) return 'value';
  return expression.groupCount() > 0 ? 1 : 0;
}

/** The same group where the pattern is one itself. */
function behind(group: Group): string | number {
  return group === 'value' ? group : group + 1;
}

/** The pattern as group 1, as far behind as it can be; null where it is too large for that. */
function behindAnything(pattern: string): RE2JS | null {
  // Where a quotation is open at the end, it would take in the parenthesis.
  for (const text of [`(?s:.*)(${pattern})`, `(?s:.*)(${pattern}\\E)`]) {
    try {
      return RE2JS.compile(text, RE2JS.MULTILINE);
    } catch {
      continue;
    }
  }
  return null;
}

interface Place {
  /** From where it was looked for. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly match: Matcher;
}

function lastPlace(last: RE2JS, text: string): Place | null {
  for (let size = TAIL; ; size *= 8) {
    const from = size < text.length ? lineStart(text, text.length - size) : 0;
    const match = last.matcher(text.slice(from));
    if (match.lookingAt()) return { from, start: from + match.start(1), end: from + match.end(1), match };
    if (from === 0) return null;
  }
}

/** A longer match than the last place has ends in the same line, or not far behind. */
function endAround(text: string, { start, end }: Place): number {
  const lineEnd = text.indexOf('\n', end);
  return Math.min(lineEnd < 0 ? text.length : lineEnd, start + BEHIND);
}

/** From match to match until the last place is reached; where that is never met, the match there is the last one. */
function groupAround(
  expression: RE2JS,
  group: Group,
  text: string,
  from: number,
  { start, match }: Place,
): string | null {
  const matcher = expression.matcher(text);
  let found: string | null = null;
  for (let isThere = matcher.find(from); isThere; isThere = matcher.find()) {
    found = matcher.group(group) ?? found;
    if (matcher.end() > start || matcher.start() >= start) return found;
  }
  return match.group(behind(group)) ?? found;
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}
