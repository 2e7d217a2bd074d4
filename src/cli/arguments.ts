import { parseArgs } from 'node:util';
import { UsageError } from './usage';

export interface Arguments {
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string>>;
  /** Of options that may be given several times, in their order. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

export interface Accepted {
  readonly flags?: readonly string[];
  readonly values?: readonly string[];
  /** May be given several times. */
  readonly lists?: readonly string[];
}

/** Splits a command's words from its options. Throws UsageError for an option that it does not know. */
export function parse(argv: readonly string[], accepted: Accepted): Arguments {
  const options: Record<string, { type: 'boolean' | 'string'; multiple?: true }> = {
    json: { type: 'boolean' },
  };
  for (const name of accepted.flags ?? []) options[name] = { type: 'boolean' };
  for (const name of accepted.values ?? []) options[name] = { type: 'string' };
  for (const name of accepted.lists ?? []) options[name] = { type: 'string', multiple: true };
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const entries = Object.entries(values);
    return {
      words: positionals,
      flags: new Set(entries.filter(([, value]) => value === true).map(([name]) => name)),
      values: Object.fromEntries(
        entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      ),
      lists: Object.fromEntries(
        entries.filter((entry): entry is [string, string[]] => Array.isArray(entry[1])),
      ),
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The single word that a command takes. */
export function oneWord(args: Arguments, what: string): string {
  const [word, ...more] = args.words;
  if (word === undefined || more.length > 0) throw new UsageError(`Exactly one ${what} is needed.`);
  return word;
}

/** For commands that take options only: a word would be passed over in silence. */
export function noWords(args: Arguments): void {
  const [word] = args.words;
  if (word !== undefined) throw new UsageError(`"${word}" means nothing here.`);
}

export function needValue(args: Arguments, name: string, example: string): string {
  const value = args.values[name];
  if (value === undefined || value === '')
    throw new UsageError(`--${name} is missing, for example --${name} ${example}.`);
  return value;
}

/** A whole number of at least 1, or undefined when the option is absent. */
export function countValue(args: Arguments, name: string): number | undefined {
  const value = args.values[name];
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new UsageError(`--${name} takes a whole number from 1, not "${value}".`);
  return Number(value);
}
