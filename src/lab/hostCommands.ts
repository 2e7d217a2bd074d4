import { readRecord } from './attemptFolder';
import { type DoctorFinding, UserError } from './lab';
import type { LabOptions } from './options';
import { type Channel, type ExecResult, HostError } from './ports';

/** Ends an attempt: at once, or after the run or block that is under way. */
export async function cancelAttempt(
  options: LabOptions,
  folder: string,
  mode: 'now' | 'run' | 'block',
): Promise<void> {
  await control(options, folder, ['cancel', mode], 'cancelled');
}

/** Ends an attempt after the run or block that is under way, to be resumed; its host is free meanwhile. */
export async function pauseAttempt(
  options: LabOptions,
  folder: string,
  after: 'run' | 'block',
): Promise<void> {
  await control(options, folder, ['pause', after], 'paused');
}

async function control(
  options: LabOptions,
  folder: string,
  words: readonly string[],
  done: string,
): Promise<void> {
  const record = await readRecord(options.files, folder);
  if (record.remote === '') throw nothingRuns(record.attempt);
  await onHost(options, record.host, async (channel) => {
    const script = 'cd -- "$1" && shift && exec sh lib/control.sh "$@"';
    const result = await channel.exec(script, [record.remote, ...words]);
    expectFine(channel, result, `${record.attempt} could not be ${done}`);
  });
}

/** A prediction is whole as soon as it is there. */
function nothingRuns(attempt: string): UserError {
  return new UserError(
    `${attempt} is a prediction: nothing of it runs anywhere.`,
    'Predict the experiment again where another one is wanted.',
    '',
    1,
  );
}

/** What dead attempts left on a host; with `clean` it is put right. */
export async function doctorHost(
  options: LabOptions,
  host: string,
  clean: boolean,
): Promise<readonly DoctorFinding[]> {
  return onHost(options, host, async (channel) => {
    const result = await channel.exec(DOCTOR, [channel.directory, ...(clean ? ['--clean'] : [])]);
    expectFine(channel, result, 'it could not be looked at');
    return result.stdout.split('\n').flatMap((line) => {
      const [what, remedy, state] = line.split('\t');
      if (what === undefined || remedy === undefined || what === '') return [];
      return [{ what, remedy, cleaned: state === 'cleaned' }];
    });
  });
}

const DOCTOR = `
case $1 in "~"*) base=$HOME\${1#"~"} ;; *) base=$1 ;; esac
shift
for control in "$base"/attempts/*/lib/control.sh; do
  [ -f "$control" ] && exec sh "$control" doctor "$@"
done
exit 0
`;

/** Connects for one thing that is asked of a host. */
export async function onHost<T>(
  options: LabOptions,
  host: string,
  act: (channel: Channel) => Promise<T>,
): Promise<T> {
  const channel = await options.connect(host, () => undefined);
  try {
    return await act(channel);
  } finally {
    await channel.close();
  }
}

/** Throws a HostError with what the host said when a command did not end well. */
export function expectFine(channel: Channel, result: ExecResult, what: string): void {
  if (result.code === 0) return;
  throw new HostError(
    `On ${channel.name} ${what}: ${result.stderr.trim() || `exit code ${result.code}`}`,
    'vmpart doctor --host H looks at what is left there.',
  );
}
