import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot, until } from '../payload/helper';
import { eventsOf, insideOf, journalOf, makeAttempt, startAttempt } from '../payload/libraryBundle';
import { CUT, guestFiles, NAMES, newestKernel } from './guestBundle';

// What all of the harness costs while a program computes in four guests, beside what the guests cost.

const MOST = 0.01;
/** Of computing that is watched, seconds; the program goes on a little longer. */
const SECONDS = 60;
/** Let pass after the program's beginning. */
const SETTLE = 3;

/** Computes in every guest until so many seconds of its clock have passed. */
const PROGRAM = `
spin='read -r up rest </proc/uptime; end=$((\${up%.*} + ${SECONDS + 10})); while [ "\${up%.*}" -lt "$end" ]; do read -r up rest </proc/uptime; done'
for vm in ${NAMES.join(' ')}; do
  ssh -F /vmpart/ssh/config "$vm" "$spin" </dev/null &
done
wait
`;

const [, , root = '.'] = process.argv;
process.chdir(root);
const kernel = newestKernel();
if (!isRoot || kernel === null) {
  console.error('Guests need root, QEMU and a kernel in /boot with its modules.');
  process.exit(2);
}
const base = mkdtempSync(join(tmpdir(), 'vmpart-harness-'));
try {
  process.exitCode = (await measure(kernel)) ? 0 : 1;
} finally {
  rmSync(base, { recursive: true, force: true });
}

async function measure(boots: string): Promise<boolean> {
  const calls = [`session_begin s0001 0 ${CUT}`, 'run_program s0001 r0001 w1 warm 600', 'session_end s0001'];
  const attempt = makeAttempt({ calls, files: guestFiles(NAMES.length, boots, PROGRAM) }, 'h1', base);
  const running = startAttempt(attempt);
  await until('the run has begun', () => eventsOf(attempt, 'run_begin').length > 0, 600);
  const first = insideOf(attempt);
  // Run.sh is the first process of its namespaces and gathers the times of all that it has waited for.
  const whole = shellSeconds(first);
  await pause(SETTLE);
  const before = secondsUsed(attempt.folder);
  const began = performance.now();
  await pause(SECONDS);
  const after = secondsUsed(attempt.folder);
  const seconds = (performance.now() - began) / 1000;
  let atEnd = whole;
  await until(
    'the run has ended',
    () => {
      if (eventsOf(attempt, 'run_end').length > 0) return true;
      atEnd = shellSeconds(first);
      return false;
    },
    600,
  );
  await running.ended;
  if (eventsOf(attempt, 'run_end')[0]?.['state'] !== 'ok')
    throw new Error(JSON.stringify(journalOf(attempt).slice(-3)));
  const [guests, harness] = [after.guests - before.guests, after.harness - before.harness];
  return tell(seconds, guests, harness, atEnd - whole);
}

function tell(seconds: number, guests: number, harness: number, withBeginAndEnd: number): boolean {
  const share = harness / guests;
  const isMet = share < MOST;
  console.log(
    `A program computes in ${NAMES.length} emulated guests for ${seconds.toFixed(0)} s; processor time\n` +
      `  guests (QEMU)                       ${guests.toFixed(2)} s\n` +
      `  harness: sh, vmpart-host, ssh       ${harness.toFixed(2)} s\n` +
      `  share                               ${(100 * share).toFixed(3)} %  ${isMet ? 'met   ' : 'MISSED'} under ${100 * MOST} %\n` +
      `  harness from the run's beginning to its end, what it has waited for: ${withBeginAndEnd.toFixed(2)} s`,
  );
  return isMet;
}

interface Used {
  readonly guests: number;
  readonly harness: number;
}

/**
 * Seconds of processor time of all processes of the attempt, with those of their children that have ended and were waited
 * for. They are known by their working folder, which is the attempt's; nobody leaves it but sshs' masters, which have it
 * too.
 */
function secondsUsed(folder: string): Used {
  let [guests, harness] = [0, 0];
  for (const stat of statsIn(folder)) {
    if (stat.name.startsWith('qemu')) guests += stat.seconds;
    else harness += stat.seconds;
  }
  return { guests, harness };
}

function statsIn(folder: string): readonly Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const stat = statOf(pid);
      return stat !== null && isOf(pid, folder) ? [stat] : [];
    });
}

interface Stat {
  readonly name: string;
  /** Own time in user and system mode, and that of children that were waited for. */
  readonly seconds: number;
  readonly waitedSeconds: number;
}

/** Proc(5): utime, stime, cutime, cstime in hundredths of a second. */
function statOf(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(text) ?? [];
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = rest.split(' ').slice(11, 15).map(Number);
    const waitedSeconds = (childUser + childSystem) / 100;
    return { name, seconds: (user + system) / 100 + waitedSeconds, waitedSeconds };
  } catch {
    return null;
  }
}

function isOf(pid: string, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`ATTEMPT_DIR=${folder}\0`);
  } catch {
    return false;
  }
}

/** Of run.sh and what it has waited for; its guests are waited for when the session ends, after the run. */
function shellSeconds(pid: number): number {
  return statOf(String(pid))?.seconds ?? NaN;
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}
