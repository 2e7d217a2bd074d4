import { againstTable } from '../../core/analysis/againstTable';
import type { HeldAttempts } from '../../lab/heldAttempts';
import { type Context, printJson } from '../context';
import type { ExitCode } from '../terminal';

/** One attempt beside another, and what else differs; exit code 1 where neither times nor counts are compared. */
export function printAgainst(
  { against, differences }: HeldAttempts,
  asJson: boolean,
  context: Context,
): ExitCode {
  if (asJson) printJson(context, { ...against, differences });
  else context.terminal.out(againstTable(against, differences));
  return against.refused === null || against.counts !== null ? 0 : 1;
}
