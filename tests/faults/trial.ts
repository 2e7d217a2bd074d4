import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../src/core/experiment/random';
import { type Ended, type Running, startVmpart, vmpart } from '../support/vmpart';
import { judged, newestAttempt } from './evidence';
import { trialExperiment } from './experiment';
import type { FaultHost } from './host';
import type { FaultKind } from './kinds';
import { observe, staying } from './leftovers';
import {
  atOnce,
  type Moment,
  noMoment,
  type Pace,
  randomMoment,
  strikeArguments,
  strikeScript,
  type Target,
} from './moment';

/** One attempt, what struck it, and what became of it. */
export interface Outcome {
  readonly kinds: readonly string[];
  readonly seed: number;
  /** Faults that came before the attempt had ended. */
  readonly struck: readonly string[];
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly leaked: readonly string[];
  /** Starts of the command line until everything was done. */
  readonly starts: number;
  /** Lines of the journal, and those of them that are torn. */
  readonly lines: number;
  readonly badLines: number;
  readonly seconds: number;
  /** What clients said on stderr, for whoever looks for the cause. */
  readonly said: readonly string[];
}

export interface TrialSettings {
  readonly host: FaultHost;
  readonly blocks: number;
  readonly timeLimitSeconds: number;
  readonly bootLimitSeconds: number;
  readonly pace: Pace;
  /** For a client to end by itself, seconds. */
  readonly patienceSeconds: number;
}

const MOST_STARTS = 6;
const NOTHING_BEGUN = { lost: ['no attempt was begun'], doubled: [], lines: 0, badLines: 0 } as const;

/** An attempt under way: its documents and copies on this side, its directory on the other. */
interface Course {
  readonly settings: TrialSettings;
  readonly folder: string;
  readonly experiment: string;
  readonly spec: string;
  target: Target;
  readonly said: string[];
  starts: number;
  client: Running;
}

/** Runs an experiment, strikes it with each fault in turn, goes on after each, and judges what is there in the end. */
export async function trial(
  settings: TrialSettings,
  kinds: readonly FaultKind[],
  seed: number,
): Promise<Outcome> {
  const began = Date.now();
  const before = await observe(settings.host);
  const course = await begin(settings, kinds, seed);
  try {
    const random = seededRandom(seed);
    const struck: string[] = [];
    const leaked: string[] = [];
    for (const kind of kinds) {
      // Later faults find less to do.
      const pace = { ...settings.pace, lines: Math.ceil(settings.pace.lines / kinds.length) };
      const moment = randomMoment(random, pace, kind.duringGuest === true);
      if (!(await strike(course, kind, moment, random(1_000_000)))) continue;
      struck.push(kind.id);
      if (kind.bad === null) leaked.push(...(await recover(course, kind, before, random(2) === 0)));
    }
    await finish(course);
    leaked.push(...(await leftBehind(course, before)));
    const attempt = newestAttempt(course.folder);
    const verdict =
      attempt === null ? NOTHING_BEGUN : await judged(settings.host, course.target.base, attempt);
    return {
      ...{ kinds: kinds.map(({ id }) => id), seed, struck, ...verdict, leaked },
      ...{ starts: course.starts, seconds: (Date.now() - began) / 1000, said: course.said },
    };
  } finally {
    course.client.child.kill('SIGKILL');
    await endAttempt(course);
    rmSync(course.folder, { recursive: true, force: true });
  }
}

async function begin(settings: TrialSettings, kinds: readonly FaultKind[], seed: number): Promise<Course> {
  const { host } = settings;
  const asUser = kinds.some((kind) => kind.asUser);
  const bad = kinds.find((kind) => kind.bad !== null)?.bad ?? null;
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-trial-'));
  const experiment = join(folder, 'trial.vmexperiment.json');
  writeFileSync(experiment, JSON.stringify(trialExperiment({ ...settings, seed, bad, asUser })));
  const base = asUser ? host.directories.user : host.directories.root;
  const spec = asUser ? host.specs.user : host.specs.root;
  const { stdout } = await host.onHost('ls "$1/attempts" 2>/dev/null', [base]);
  const target = { base, known: stdout.split('\n').filter((name) => name !== ''), linesBefore: 0 };
  const course = { settings, folder, experiment, spec, target, said: [], starts: 0 };
  return Object.assign(course, { client: startClient({ ...course, starts: 0 }, []), starts: 1 });
}

function startClient(course: Omit<Course, 'client'>, words: readonly string[]): Running {
  const { experiment, spec, settings } = course;
  return startVmpart(['run', experiment, '--host', spec, '--json', ...words], settings.host.env);
}

function goOn(course: Course): void {
  course.starts += 1;
  course.client = startClient(course, ['--resume']);
}

/** True when it came in time. */
async function strike(course: Course, kind: FaultKind, moment: Moment, seed: number): Promise<boolean> {
  if (kind.bad !== null) return true;
  const { host } = course.settings;
  const args = strikeArguments(course.target, moment, seed);
  const { stdout, stderr, code } = await host.onHost(strikeScript(kind.script ?? ''), args);
  if (stdout.trim() === 'missed') return false;
  if (stdout.trim() !== 'struck') throw new Error(`${kind.id} did not strike (${code}): ${stdout} ${stderr}`);
  await kind.act?.(host);
  if (kind.killsClient === true) course.client.child.kill('SIGKILL');
  if (kind.after !== undefined) await host.onHost(atOnce(kind.after), args);
  return true;
}

async function linesNow(course: Course): Promise<number> {
  const args = strikeArguments(course.target, noMoment, 0);
  return Number((await course.settings.host.onHost(atOnce('count'), args)).stdout.trim());
}

/** Waits for what the client makes of it, looks at what is left, and starts again where that is needed. */
async function recover(
  course: Course,
  kind: FaultKind,
  before: readonly string[],
  cleaned: boolean,
): Promise<readonly string[]> {
  const { host } = course.settings;
  await clientEnd(course);
  if (kind.heal !== undefined) {
    const args = strikeArguments(course.target, noMoment, 0);
    await host.onHost(atOnce(kind.heal), args);
  }
  const leaked: string[] = [];
  if (!(await alive(course))) {
    // Settings and the attempt's own state are doctor's to clean; everything else must be gone by itself.
    const now = await staying(host, before, (line) => !/^(setting|state|cache) /.test(line));
    // A client that was killed may have asked for the start already, and the host begins now: that is no leak.
    const isBegun = now.length > 0 && (await alive(course));
    if (!isBegun) leaked.push(...now.map((line) => `${kind.id}: ${line}`));
    if (cleaned && !isBegun) await doctor(course, ['--clean']);
  }
  // Before it goes on: it may have ended when the next fault is ready.
  course.target = { ...course.target, linesBefore: await linesNow(course) };
  goOn(course);
  return leaked;
}

/** The next trial needs the host, whatever became of this one. */
async function endAttempt(course: Course): Promise<void> {
  const script = 'sh "$attempt/lib/control.sh" cancel now 2>/dev/null; true';
  await course.settings.host.onHost(atOnce(script), strikeArguments(course.target, noMoment, 0));
}

async function alive(course: Course): Promise<boolean> {
  const args = strikeArguments(course.target, noMoment, 0);
  const script = '[ -n "$attempt" ] && sh "$attempt/lib/control.sh" alive && echo alive; true';
  return (await course.settings.host.onHost(atOnce(script), args)).stdout.trim() === 'alive';
}

/** Until everything planned has ended. */
async function finish(course: Course): Promise<void> {
  for (;;) {
    const { code } = await clientEnd(course);
    if (code === 0 || finished(course) || course.starts >= MOST_STARTS) return;
    goOn(course);
  }
}

/** Failed runs make the command line end with 1 although there is nothing to go on with. */
function finished(course: Course): boolean {
  const attempt = newestAttempt(course.folder);
  const path = attempt === null ? '' : join(attempt, 'journal.jsonl');
  return (
    existsSync(path) && /"event":"attempt_end".*"state":"finished"\}\n$/.test(readFileSync(path, 'utf8'))
  );
}

async function clientEnd(course: Course): Promise<Ended> {
  const { patienceSeconds } = course.settings;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const late = (): void => reject(new Error(`No end of the client within ${patienceSeconds} s`));
    timer = setTimeout(late, patienceSeconds * 1000);
  });
  try {
    const ended = await Promise.race([course.client.ended, limit]);
    course.said.push(ended.stderr);
    return ended;
  } finally {
    clearTimeout(timer);
  }
}

async function doctor(course: Course, words: readonly string[]): Promise<readonly string[]> {
  const { spec, settings } = course;
  const ended = await vmpart(['doctor', '--host', spec, '--json', ...words], settings.host.env);
  if (ended.code === null || ended.code > 1) throw new Error(`doctor: ${ended.stderr}`);
  return (JSON.parse(ended.stdout) as { what: string; cleaned: boolean }[]).map(
    ({ what, cleaned }) => `${cleaned ? 'cleaned' : 'open'}: ${what}`,
  );
}

/** Doctor cleans what it finds, finds nothing then, and the host is as it was. */
async function leftBehind(course: Course, before: readonly string[]): Promise<readonly string[]> {
  const first = await doctor(course, ['--clean']);
  const second = await doctor(course, []);
  return [
    ...first.filter((line) => line.startsWith('open')),
    ...second.map((line) => `doctor again: ${line}`),
    ...(await staying(course.settings.host, before)),
  ];
}
