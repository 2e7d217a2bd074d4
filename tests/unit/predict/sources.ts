import { fittedParameters } from '../../../src/core/predict/fittedParameters';

interface Found {
  readonly path: string;
  readonly value: unknown;
  readonly source: unknown;
}

/** All numbers of the model in an object, at whatever depth, by where they are. */
export function sourcedNumbers(object: unknown, path = ''): readonly Found[] {
  if (typeof object !== 'object' || object === null) return [];
  if ('source' in object && 'value' in object) {
    return [{ path, value: object.value, source: object.source }];
  }
  return Object.entries(object).flatMap(([key, inner]) => sourcedNumbers(inner, `${path}/${key}`));
}

/** What is wrong with the numbers of an object: not finite, below zero, or without a source that can be followed. */
export function sourceProblems(object: unknown): readonly string[] {
  return sourcedNumbers(object).flatMap(({ path, value, source }) => {
    const problems: string[] = [];
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      problems.push(`${path}: ${String(value)}`);
    if (typeof source !== 'string' || source.length < 12) problems.push(`${path}: no source`);
    else problems.push(...unknownNames(source).map((name) => `${path}: ${name} is no fitted parameter`));
    return problems;
  });
}

/** Names behind `fitted: ` that fittedParameters.ts has not. */
function unknownNames(source: string): readonly string[] {
  const named = /fitted: ([A-Za-z, ]+)/.exec(source)?.[1] ?? '';
  return named
    .split(', ')
    .filter((name) => name !== '')
    .filter((name) => !(name in fittedParameters));
}
