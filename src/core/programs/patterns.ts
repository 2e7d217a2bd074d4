import { RE2JS } from 're2js';
import type { MetricPattern } from '../experiment/workload';
import { lastMatch } from './lastMatch';
import { parseNumber } from './numbers';
import type { Metric } from './program';

// Users' regular expressions, in RE2 syntax: an engine without backtracking, so that no pattern can hang the editor.
// `^` and `$` match at the ends of every line, since output is read by the line.

/** What is wrong with a pattern, in words; null when it is a regular expression in RE2 syntax. */
export function patternProblem(pattern: string): string | null {
  try {
    // Without the flag, which would stand in the message as if the user had written it.
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    return `This is no regular expression in RE2 syntax: ${why}.`;
  }
}

/** The number in the last match of the pattern, by its group `value`, else its first group, else the whole match. */
export function readPattern(metric: MetricPattern, output: string): Metric | null {
  const found = patternProblem(metric.pattern) === null ? lastMatch(metric.pattern, output) : null;
  const value = parseNumber(found);
  return value === null ? null : { value, unit: metric.unit, better: metric.better };
}

/** Does the output match? A pattern that is no regular expression matches nothing. */
export function matchesPattern(pattern: string, output: string): boolean {
  return patternProblem(pattern) === null && RE2JS.compile(pattern, RE2JS.MULTILINE).test(output);
}
