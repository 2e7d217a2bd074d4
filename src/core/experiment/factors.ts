import { parseSize } from '../text/size';
import type { Experiment, FactorLevel, PoolLevel } from './experiment';

/** Levels of a session, a program or a cell: by factor, as text. */
export type Levels = Readonly<Record<string, string>>;

/**
 * What a level needs. `host`: a setting of the host, made before a session, for native ones too. `guest`: VMs that are
 * booted otherwise, so that native sessions do not have it. `program`: another start of the program, in any session.
 */
export type FactorKind = 'host' | 'guest' | 'program';

export function factorKind(name: string): FactorKind {
  if (name.startsWith('host.')) return 'host';
  return name.startsWith('guest.') || name === 'nic' || name === 'technique' ? 'guest' : 'program';
}

/** A level in words that tell it from the others of its factor: `never`, `numa=off quiet`, `2MiB pages, 1GiB a node`. */
export function levelText(level: FactorLevel): string {
  if (isPool(level)) return `${level.size} pages, ${level.perNode} a node`;
  if (typeof level !== 'object') return String(level);
  return level.length === 0 ? 'none' : level.join(' ');
}

export function isPool(level: FactorLevel | undefined): level is PoolLevel {
  return typeof level === 'object' && 'size' in level;
}

/** A pool in bytes and whole pages; zero of what is no size, which the schema rules out. */
export interface Pool {
  readonly sizeBytes: number;
  readonly pagesPerNode: number;
}

export function poolOf({ size, perNode }: PoolLevel): Pool {
  const sizeBytes = parseSize(size) ?? 0;
  return { sizeBytes, pagesPerNode: sizeBytes === 0 ? 0 : Math.floor((parseSize(perNode) ?? 0) / sizeBytes) };
}

/** The level of that text as the document writes it; undefined where the factor has none. */
export function levelOf(experiment: Experiment, factor: string, text: string): FactorLevel | undefined {
  return levelsOf(experiment.factors, factor).find((level) => levelText(level) === text);
}

function levelsOf(factors: Experiment['factors'], factor: string): readonly FactorLevel[] {
  return Object.hasOwn(factors, factor) ? (factors[factor] ?? []) : [];
}

/** Texts of all levels by factor, in document order. */
export function factorTexts({
  factors,
}: Pick<Experiment, 'factors'>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(factors).map(([name, levels]) => [name, levels.map(levelText)]));
}

/** Every combination of the levels of these kinds of factors, the last factor changing first. */
export function combinationsOf(
  { factors }: Pick<Experiment, 'factors'>,
  kinds: readonly FactorKind[],
): readonly Levels[] {
  return Object.entries(factors)
    .filter(([name]) => kinds.includes(factorKind(name)))
    .reduce<readonly Levels[]>(
      (all, [name, levels]) =>
        all.flatMap((one) => levels.map((level) => ({ ...one, [name]: levelText(level) }))),
      [{}],
    );
}

/** `host.thp=never, env.X=1`: levels in words, those of factors with one level alone left out. Empty for none. */
export function levelsInWords(levels: Levels, factors: Readonly<Record<string, readonly string[]>>): string {
  return Object.keys(factors)
    .filter((name) => (factors[name]?.length ?? 0) > 1 && Object.hasOwn(levels, name))
    .map((name) => `${name}=${levels[name] ?? ''}`)
    .join(', ');
}

/** The experiment with the first level of a factor alone. */
export function withOneLevel(experiment: Experiment, factor: string): Experiment {
  const levels = levelsOf(experiment.factors, factor).slice(0, 1);
  const kept = levels.map(levelText);
  return {
    ...experiment,
    factors: { ...experiment.factors, [factor]: levels },
    workloads: experiment.workloads.filter(({ levels: own }) => kept.includes(own[factor] ?? kept[0] ?? '')),
  };
}

/** Of a run's levels those for which its session was set up. */
export function sessionLevels(levels: Levels): Levels {
  return Object.fromEntries(Object.entries(levels).filter(([name]) => factorKind(name) !== 'program'));
}

/** The levels that a native cell has as well: of the host and of how its program is started, none of guests. */
export function nativeLevels(levels: Levels): Levels {
  return Object.fromEntries(Object.entries(levels).filter(([name]) => factorKind(name) !== 'guest'));
}
