import { printableLines } from '../../core/text/printable';
import type { Machine } from '../../core/topology/machine';
import type { Arguments } from '../arguments';
import type { Context } from '../context';
import { UsageError } from '../usage';

/** Options of `topology probe` that hold a topology against what was found. */
export const DRIFT_OPTIONS = ['against', 'update'] as const;

/** What a probe is held against. */
export interface Against {
  /** Built-in id or path; undefined when nothing is compared. */
  readonly machine: string | undefined;
  /** Topology file that is to say what was found. */
  readonly update: string | undefined;
}

/** Throws a UsageError for a file that could not be a topology. */
export function againstWhat(args: Arguments, context: Context): Against {
  const { against, update } = args.values;
  if (update !== undefined && !update.endsWith('.vmtopology.json'))
    throw new UsageError('--update takes a file that ends in .vmtopology.json.');
  const isPath = against?.endsWith('.json') === true;
  return {
    machine: isPath ? context.absolute(against) : against,
    update: update === undefined ? undefined : context.absolute(update),
  };
}

/** Says how the machine differs, and writes it down where that was asked for; what is wrong with the file then, too. */
export async function tellDrift(
  { machine, update }: Against,
  found: Machine,
  context: Context,
  tell: (text: string) => void,
): Promise<void> {
  const say = (text: string): void => tell(printableLines(text) + '\n');
  if (machine !== undefined) {
    const { differences } = await context.lab.topologyDrift(machine, found);
    say(differencesInWords(machine, differences));
  }
  if (update === undefined) return;
  const before = await context.lab.updateTopology(update, found);
  if (before !== null && update !== machine) say(differencesInWords(update, before.differences));
  if (before === null || before.edits.length > 0) say(`${before === null ? 'Made' : 'Updated'} ${update}.`);
  const { findings } = await context.lab.check(update);
  for (const finding of findings)
    context.terminal.err(printableLines(`${update}: ${finding.message}`) + '\n');
}

function differencesInWords(machine: string, differences: readonly string[]): string {
  return differences.length === 0
    ? `The host is as ${machine} says.`
    : [`The host is not as ${machine} says:`, ...differences.map((text) => `  ${text}`)].join('\n');
}
