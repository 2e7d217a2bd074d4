import type { Lab } from '../lab/lab';
import type { Rehearsal } from '../lab/ports';
import type { ExitCode, Terminal } from './terminal';

/** What every command is given. */
export interface Context {
  readonly lab: Lab;
  readonly rehearsal: Rehearsal;
  readonly terminal: Terminal;
  /** Absolute path of what a user named relative to the current folder. */
  readonly absolute: (path: string) => string;
  readonly version: string;
}

export type Verb = (argv: readonly string[], context: Context) => Promise<ExitCode>;

/** One value as a line of JSON on stdout. */
export function printJson(context: Context, value: unknown): void {
  context.terminal.out(JSON.stringify(value) + '\n');
}
