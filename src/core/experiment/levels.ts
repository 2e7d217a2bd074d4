import type { Problem } from '../text/document';
import type { LayoutLevel } from './experiment';

/** A level's name is a folder of the bundle and a word of run.sh; the schema says the same of given names. */
const safeName = /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/;

/** The levels that can be told apart by name, and a problem for each of the others. */
export function usableLevels(levels: readonly LayoutLevel[]): {
  readonly levels: readonly LayoutLevel[];
  readonly problems: readonly Problem[];
} {
  const problems = levels.map((level, index) => {
    const message = nameProblem(level, levels.slice(0, index));
    return message === null ? null : { message, path: level.path };
  });
  return {
    levels: levels.filter((_, index) => problems[index] === null),
    problems: problems.filter((problem) => problem !== null),
  };
}

function nameProblem(level: LayoutLevel, earlier: readonly LayoutLevel[]): string | null {
  const remedy = `Give it another one: { "name": "...", "layout": ... }.`;
  if (level.name === 'native') return `A layout cannot be named "native": that is the baseline. ${remedy}`;
  if (!safeName.test(level.name)) {
    return `"${level.name}" cannot name a layout: a name starts with a letter and has letters, digits, "_", "." and "-", at most 63. ${remedy}`;
  }
  if (earlier.some((other) => other.name === level.name)) {
    return `Two layouts are named "${level.name}". ${remedy}`;
  }
  return null;
}
