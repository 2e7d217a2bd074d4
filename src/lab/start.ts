import type { Experiment } from '../core/experiment/experiment';
import { describeEstimate } from '../core/plan/estimate';
import { attemptFolders, type MadeFrom, readRecord, resultsFolder, writeRecord } from './attemptFolder';
import { attemptName } from './attemptName';
import { type Planned, type StartedAttempt, type StartOptions, UserError } from './lab';
import type { LabOptions, PayloadFile } from './options';
import { planExperiment } from './planning';
import { sha256Of } from './sha256';
import { type Channel, HostError } from './ports';
import { tarOf } from './tar';

/** Checks, plans, puts the bundle on the host and starts it there, detached. */
export async function startExperiment(
  options: LabOptions,
  experimentPath: string,
  host: string,
  start: StartOptions,
): Promise<StartedAttempt> {
  const tell = start.onProgress ?? (() => undefined);
  tell('Checking');
  // Errors in the documents are told before a host is reached, which may take a machine's boot.
  await planExperiment(options, experimentPath, await options.targetOf(host), host);
  tell(`Connecting to ${host}`);
  const channel = await options.connect(host, tell, start.signal);
  try {
    const target = { accelerator: channel.accelerator, origin: channel.origin } as const;
    const planned = await planExperiment(options, experimentPath, target, host);
    tell(describeEstimate(planned.bundle.estimate).trimEnd());
    const earlier = start.resume === true ? await sameplan(options, experimentPath, host, planned) : null;
    if (start.failed === true && earlier === null) throw nothingFailed(experimentPath, host);
    const attempt = earlier ?? (await putBundle(options, channel, experimentPath, host, planned, tell));
    tell('Starting');
    await launch(channel, attempt.remote, start);
    return { attempt: attempt.attempt, folder: attempt.folder };
  } finally {
    await channel.close();
  }
}

function nothingFailed(path: string, host: string): UserError {
  return new UserError(
    `${path} has no attempt on ${host} with this plan, so nothing of it has failed.`,
    'Run it first; when the documents have changed since, undo that to go on with the earlier attempt.',
    path,
    1,
  );
}

interface Placed {
  readonly attempt: string;
  /** Local folder. */
  readonly folder: string;
  /** Folder on the host. */
  readonly remote: string;
}

/** The newest attempt on this host whose plan is the same; null when there is none, and a new one begins. */
async function sameplan(
  options: LabOptions,
  experimentPath: string,
  host: string,
  planned: Planned,
): Promise<Placed | null> {
  for (const folder of await attemptFolders(options.files, experimentPath)) {
    const record = await readRecord(options.files, folder);
    if (record.host === host && record.plan === planned.bundle.planHash) {
      return { attempt: record.attempt, folder, remote: record.remote };
    }
  }
  return null;
}

async function putBundle(
  options: LabOptions,
  channel: Channel,
  experimentPath: string,
  host: string,
  planned: Planned & { readonly experiment: Experiment },
  tell: (message: string) => void,
): Promise<Placed> {
  const { bundle } = planned;
  tell('Copying the bundle');
  const files = [...(await options.payload()), ...bundleBytes(planned)];
  const { attempt, remote } = await unpackAnew(options, channel, experimentPath, files, (milliseconds) =>
    attemptName(milliseconds, host, bundle.planHash),
  );
  const folder = `${resultsFolder(experimentPath)}/${attempt}`;
  await options.files.makeFolder(`${folder}/raw`);
  for (const { path, text } of bundle.files) {
    if (path === 'plan.json') await options.files.writeText(`${folder}/plan.json`, text);
  }
  const experiment = `../../${experimentPath.split(/[\\/]/).at(-1) ?? ''}`;
  const madeFrom = await madeFromOf(options, experimentPath, planned);
  const record = { attempt, host, remote, plan: bundle.planHash, experiment, madeFrom };
  await writeRecord(options.files, folder, record);
  return { attempt, folder, remote };
}

export async function madeFromOf(
  { version }: LabOptions,
  experimentPath: string,
  { findings, experiment }: Planned & { readonly experiment: Experiment },
): Promise<MadeFrom> {
  const beside = experimentPath.replace(/[^\\/]*$/, '');
  const documents = findings.map(async ({ path, text }) => ({
    path: path.startsWith(beside) ? path.slice(beside.length) : path,
    sha256: await sha256Of(new TextEncoder().encode(text)),
  }));
  return { tool: version, seed: experiment.seed, documents: await Promise.all(documents) };
}

export function bundleBytes(planned: Planned): readonly PayloadFile[] {
  const encoder = new TextEncoder();
  return planned.bundle.files.map(({ path, text, executable }) => ({
    path,
    bytes: encoder.encode(text),
    executable,
  }));
}

/** Names of attempts have seconds: who starts two within one gets the next second. */
const NAME_TRIES = 10;

async function unpackAnew(
  options: LabOptions,
  channel: Channel,
  experimentPath: string,
  files: readonly PayloadFile[],
  nameAt: (milliseconds: number) => string,
): Promise<{ readonly attempt: string; readonly remote: string }> {
  const now = options.clock.now();
  const local = new Set(await options.files.list(resultsFolder(experimentPath)));
  for (let later = 0; later < NAME_TRIES; later += 1) {
    const attempt = nameAt(now + 1000 * later);
    const remote = local.has(attempt) ? null : await unpack(channel, attempt, files);
    if (remote !== null) return { attempt, remote };
  }
  throw new HostError(
    `${channel.name} has attempts of these seconds already, the last ${nameAt(now + 1000 * (NAME_TRIES - 1))}.`,
    'Look at the clock of this machine, and try again.',
  );
}

/** The attempt's folder on the host, absolute; null when there is one of that name. */
async function unpack(
  channel: Channel,
  attempt: string,
  files: readonly PayloadFile[],
): Promise<string | null> {
  const name = { path: 'attempt.name', bytes: new TextEncoder().encode(`${attempt}\n`), executable: false };
  const result = await channel.exec(UNPACK, [channel.directory, attempt], { input: tarOf([...files, name]) });
  if (result.code === TAKEN) return null;
  const remote = result.stdout.replace(/\n$/, '');
  if (result.code === 0 && remote.startsWith('/')) return remote;
  throw new HostError(
    `The bundle could not be written on ${channel.name}: ${result.stderr.trim() || `exit code ${result.code}`}`,
    `Look at free space and rights of ${channel.directory} there, or name another folder as \`directory\` in the hosts file.`,
  );
}

const TAKEN = 17;

/**
 * The journal's lines are on the disk when they are told, and so must be the bundle: a host that goes down would keep
 * the lines alone. Where folders cannot be synced, everything is.
 */
const ON_DISK = '{ { find . -exec sync {} + && sync ..; } 2>/dev/null || sync; }';

const UNPACK = `
set -eu
case $1 in "~"*) base=$HOME\${1#"~"} ;; *) base=$1 ;; esac
umask 077
mkdir -p -- "$base/attempts"
cd -- "$base/attempts"
mkdir -- "$2" 2>/dev/null || { [ ! -e "$2" ] || exit ${TAKEN}; mkdir -- "$2"; }
cd -- "$2"
{ tar -xf - && ${ON_DISK}; } || { cd .. && rm -rf -- "$2"; exit 1; }
pwd -P
`;

/** Starts, or starts again, what is not running. Returns when the detached process has said that it is there. */
async function launch(
  channel: Channel,
  remote: string,
  { blocks, failed, queue }: StartOptions,
): Promise<void> {
  const result = await channel.exec(LAUNCH, [
    remote,
    ...(blocks === undefined ? [] : ['--blocks', String(blocks)]),
    ...(failed === true ? ['--failed'] : []),
    ...(queue === true ? ['--queue'] : []),
  ]);
  if (result.code === 0) return;
  if (result.code === RUNS) {
    throw new HostError(
      `The attempt runs on ${channel.name}: what has failed is run again when it has ended.`,
      'Wait for its end, or pause it (vmpart pause).',
    );
  }
  if (result.code === LOST) {
    throw new HostError(
      `The files of the attempt are not whole on ${channel.name}: it went down before they were on its disk.`,
      `Nothing more can be run of it. Run the experiment without --resume: that begins a new attempt.`,
    );
  }
  throw new HostError(
    `The attempt did not start on ${channel.name}: ${(result.stderr || result.stdout).trim()}`,
    `Its log is ${remote}/start.log on the host.`,
  );
}

const RUNS = 18;
const LOST = 19;

const LAUNCH = `
cd -- "$1" || exit 1
shift
for file in start.sh run.sh attempt.env plan.json lib/vmpart.sh; do
  [ -s "$file" ] || [ ! -e "$file" ] || exit ${LOST}
done
if [ -e lock ] && [ -x bin/vmpart-host ] && bin/vmpart-host alive lock; then
  case " $* " in *" --failed "*) exit ${RUNS} ;; esac
  exit 0
fi
rm -f started
setsid sh start.sh "$@" </dev/null >>start.log 2>&1 &
child=$!
tries=0
while [ ! -e started ] && kill -0 "$child" 2>/dev/null && [ "$tries" -lt 300 ]; do
  sleep 0.1 2>/dev/null || sleep 1
  tries=$((tries + 1))
done
[ -e started ] || { tail -n 5 start.log >&2; exit 1; }
`;
