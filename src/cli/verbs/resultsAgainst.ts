import { heldAgainst } from '../../core/analysis/against';
import { againstTable } from '../../core/analysis/againstTable';
import type { AttemptResults } from '../../lab/lab';
import { type Context, printJson } from '../context';
import type { ExitCode } from '../terminal';
import { UsageError } from '../usage';

/** One attempt beside another; exit code 1 where they are not compared. */
export function printAgainst(
  one: AttemptResults,
  other: AttemptResults,
  asJson: boolean,
  context: Context,
): ExitCode {
  if (other.folder === one.folder)
    throw new UsageError(`--against names the same attempt, ${one.results.attempt}.`);
  const held = heldAgainst(one.results, other.results);
  if (asJson) printJson(context, held);
  else context.terminal.out(againstTable(held));
  return held.refused === null ? 0 : 1;
}
