import { printable, printableLines } from '../core/text/printable';
import { fileError } from '../lab/fileError';
import { UserError } from '../lab/lab';
import { HostError } from '../lab/ports';
import type { Context, Verb } from './context';
import type { ExitCode } from './terminal';
import { USAGE, UsageError } from './usage';
import { advise } from './verbs/advise';
import { calibrate } from './verbs/calibrate';
import { check } from './verbs/check';
import { claims } from './verbs/claims';
import { exportVms } from './verbs/export';
import { doctor, hosts, runs } from './verbs/hosts';
import { measure } from './verbs/measure';
import { picture } from './verbs/picture';
import { plan } from './verbs/plan';
import { predict } from './verbs/predict';
import { rehearse } from './verbs/rehearse';
import { results } from './verbs/results';
import { cancel, follow, pause, run } from './verbs/run';
import { topology } from './verbs/topology';

const VERBS: Readonly<Record<string, Verb>> = {
  check,
  topology,
  plan,
  export: exportVms,
  picture,
  run,
  predict,
  runs,
  follow,
  cancel,
  pause,
  doctor,
  results,
  measure,
  calibrate,
  claims,
  advise,
  rehearse,
  hosts,
};

/** Runs one command; every error that a user can put right becomes one message with its remedy. */
export async function main(argv: readonly string[], context: Context): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    context.terminal.out(USAGE);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    context.terminal.out(`${context.version}\n`);
    return 0;
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  try {
    if (verb === undefined) throw new UsageError(`There is no command "${name}".`);
    return await verb(rest, context);
  } catch (error) {
    return tell(error, context);
  }
}

function tell(error: unknown, context: Context): ExitCode {
  if (error instanceof UsageError) {
    context.terminal.err(`vmpart: ${printable(error.message)}\nvmpart help lists the commands.\n`);
    return 2;
  }
  if (context.terminal.signal.aborted) {
    context.terminal.err('Stopped.\n');
    return 1;
  }
  const user = error instanceof UserError ? error : fileError(error);
  if (user !== null) {
    const place = user.message.includes(user.place) ? '' : `${user.place}: `;
    context.terminal.err(printableLines(`${place}${user.message} ${user.remedy}`) + '\n');
    return user.exit;
  }
  if (error instanceof HostError) {
    context.terminal.err(printableLines(`${error.message} ${error.remedy}`) + '\n');
    return 1;
  }
  throw error;
}
