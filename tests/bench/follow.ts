import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { helper } from '../payload/helper';
import { type Followed, makeFollowed } from './followed';
import { shareOf } from './rounds';
import { openWindow, type Shown } from './window';
import { write } from './writer';

// 100,000 runs followed live, by the real helper over the local channel, as a window of the editor does it.

const SIZES = [1_000, 10_000, 100_000];
/** Events a second, and for how long. A run of 10 s with two VMs writes one or two a second. */
const RATES = [100, 1_000] as const;
const SECONDS = 15;
const MOST = { cpuShare: 0.5, lagSeconds: 5, growth: 2 };

const [, self = '', , ...words] = process.argv;
if (words[0] === 'write') {
  const [, remote = '', next = '', ...numbers] = words;
  const [skip = 0, first = 0, rate = 0, seconds = 0] = numbers.map(Number);
  await write(remote, next, skip, first, rate, seconds);
  process.exit(0);
}

interface Live {
  readonly rate: number;
  /** Of this process, of the helper: processor time over time. */
  readonly clientShare: number;
  readonly helperShare: number;
  /** From an event's own time to when a part shows it, seconds, of the oldest that was not shown before. */
  readonly lags: ReadonlyMap<string, readonly number[]>;
}

let missed = 0;
const sizes = words.length === 0 ? SIZES : words.map(Number);
const costs: number[] = [];
for (const runs of sizes) costs.push(await measure(runs));
grown();
console.log(missed === 0 ? '\nEvery goal is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

/** Milliseconds of processor time that an event costs while the most come in a second. */
async function measure(runs: number): Promise<number> {
  const base = mkdtempSync(join(tmpdir(), 'vmpart-follow-'));
  try {
    const events = RATES.reduce((sum, rate) => sum + rate * SECONDS, 0);
    const followed = makeFollowed(base, runs, Math.ceil(events / 4));
    const size = `${(followed.bytes / 2 ** 20).toFixed(0)} MiB`;
    console.log(`\n${followed.runs} runs, a journal of ${followed.events} events, ${size}`);
    await catchUp(followed);
    const lives: Live[] = [];
    let skip = 0;
    for (const rate of RATES) {
      lives.push(await live(followed, skip, rate));
      skip += rate * SECONDS;
    }
    lives.forEach((one) => tell(one, runs === Math.max(...sizes)));
    const last = lives.at(-1);
    return last === undefined ? NaN : (1000 * last.clientShare) / last.rate;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

async function catchUp(followed: Followed): Promise<void> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const window = await openWindow(followed, () => undefined);
  await window.lab.follow(followed.folder, window.observer);
  const seconds = (performance.now() - began) / 1000;
  await window.settled();
  await window.close();
  const settled = (performance.now() - began) / 1000;
  console.log(
    `  caught up from nothing in ${seconds.toFixed(1)} s, ${Math.round(followed.events / seconds)} events a second, ` +
      `everything shown after ${settled.toFixed(1)} s; ${(share(cpu) / 1e6).toFixed(1)} s of processor time`,
  );
}

function share(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Follows while another process writes. What was there before is copied and shown before it begins. */
async function live(followed: Followed, skip: number, rate: number): Promise<Live> {
  const lags = new Map<string, number[]>();
  const shownUntil = new Map<string, number>();
  let since = Infinity;
  const shown: Shown = (part, last) => {
    const before = Math.max(shownUntil.get(part) ?? 0, since);
    if (last === null || last <= before) return;
    shownUntil.set(part, last);
    lags.set(part, [...(lags.get(part) ?? []), Date.now() / 1000 - before - 1 / rate]);
  };
  const window = await openWindow(followed, shown);
  const gate = holdLock(followed);
  await gate.held;
  const stop = new AbortController();
  const following = window.lab.follow(followed.folder, window.observer, stop.signal);
  await window.lab.results(followed.folder);
  while (followerTicks(followed) === null) await new Promise((resolve) => setTimeout(resolve, 100));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await window.settled();
  const process0 = process.cpuUsage();
  const helper0 = followerTicks(followed) ?? 0;
  const began = performance.now();
  since = Date.now() / 1000;
  await written(followed, skip, rate);
  await window.settled();
  const microseconds = (performance.now() - began) * 1000;
  const result = {
    ...{ rate, lags },
    clientShare: share(process0) / microseconds,
    helperShare: (((followerTicks(followed) ?? NaN) - helper0) * 10_000) / microseconds,
  };
  gate.release();
  await following;
  await window.close();
  return result;
}

/** Somebody who holds the attempt's lock, as all of a live attempt does. */
function holdLock({ remote }: Followed): { readonly held: Promise<void>; readonly release: () => void } {
  const command = ['hold', '-', join(remote, 'lock'), '--', 'sh', '-c', 'echo held; read -r line'];
  const child = spawn(helper, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  return {
    held: new Promise((resolve) => child.stdout.once('data', () => resolve())),
    release: () => child.stdin.end(),
  };
}

function written(followed: Followed, skip: number, rate: number): Promise<void> {
  const { remote, next, events } = followed;
  const numbers = [skip, events + skip, rate, SECONDS].map(String);
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), self, 'write', remote, next, ...numbers],
    {
      stdio: 'inherit',
    },
  );
  return new Promise((resolve, reject) =>
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error('The writer failed.')))),
  );
}

/** Hundredths of a second that the helper which follows has used; null while none does. */
function followerTicks({ remote }: Followed): number | null {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (command[1] !== 'follow' || readlinkSync(`/proc/${pid}/cwd`) !== remote) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return null;
}

function tell({ rate, clientShare, helperShare, lags }: Live, isJudged: boolean): void {
  const goal = isJudged ? met(clientShare <= MOST.cpuShare, `at most ${percent(MOST.cpuShare)}`) : '';
  console.log(
    `  ${rate} events a second: client ${percent(clientShare)} of a processor, the host's helper ${percent(helperShare)} ${goal}`,
  );
  for (const [part, values] of lags) {
    const [median, late] = [0.5, 0.95].map((at) => shareOf(values, at));
    const isOwn = isJudged
      ? met((late ?? Infinity) <= MOST.lagSeconds, `p95 at most ${MOST.lagSeconds} s`)
      : '';
    console.log(
      `    ${part.padEnd(8)} shows an event ${median?.toFixed(2)} s after it was written (p95 ${late?.toFixed(2)}), ${values.length} times ${isOwn}`,
    );
  }
}

function grown(): void {
  const least = Math.min(...costs);
  console.log('\nProcessor time of the client for an event while the most come in a second');
  sizes.forEach((size, index) => {
    const cost = costs[index] ?? NaN;
    const isLast = index === sizes.length - 1 && sizes.length > 1;
    const goal = isLast ? met(cost <= MOST.growth * least, `at most ${MOST.growth} times the least`) : '';
    console.log(`  ${String(size).padStart(7)} runs ${cost.toFixed(3)} ms  ${goal}`);
  });
}

function met(isMet: boolean, words: string): string {
  if (!isMet) missed += 1;
  return `${isMet ? 'met   ' : 'MISSED'} ${words}`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
