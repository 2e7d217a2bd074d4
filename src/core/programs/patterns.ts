import { RE2JS } from 're2js';
import type { MetricPattern } from '../experiment/workload';
import { parseNumber } from './numbers';
import type { Metric } from './program';

/**
 * Users' regular expressions, in RE2 syntax: an engine without backtracking, so that no pattern can hang the
 * editor. `^` and `$` match at the ends of every line, since output is read by the line.
 */
function compile(pattern: string): RE2JS {
  return RE2JS.compile(pattern, RE2JS.MULTILINE);
}

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
  const found = lastMatch(metric.pattern, output);
  const value = parseNumber(found);
  return value === null ? null : { value, unit: metric.unit, better: metric.better };
}

/** Does the output match? A pattern that is no regular expression matches nothing. */
export function matchesPattern(pattern: string, output: string): boolean {
  return patternProblem(pattern) === null && compile(pattern).test(output);
}

function lastMatch(pattern: string, output: string): string | null {
  if (patternProblem(pattern) !== null) return null;
  const expression = compile(pattern);
  const group = groupOf(expression);
  const matcher = expression.matcher(output);
  let found: string | null = null;
  while (matcher.find()) found = matcher.group(group) ?? found;
  return found;
}

function groupOf(expression: RE2JS): string | number {
  if (Object.keys(expression.namedGroups()).includes('value')) return 'value';
  return expression.groupCount() > 0 ? 1 : 0;
}
