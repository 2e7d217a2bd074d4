import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot } from '../payload/helper';
import { type Attempt, type BundleText, journalOf, makeAttempt, runAttempt } from '../payload/libraryBundle';
import { journalText, placement, type Said } from '../unit/journal/lines';
import { CUT, guestFiles, newestKernel } from './guestBundle';
import { spreadOf, type Spread } from './rounds';

// What the library adds between two warm runs of a session: from the end of a program to the beginning of the next.

const MOST_MS = 50;
const LINES = [10, 1_000, 10_000] as const;
/** Guests of which each is logged into and read back. */
const GUESTS = [1, 2] as const;

/** Stands before ssh on the PATH: a line `BEGAN ENDED program|other` for each call, in nanoseconds since 1970. */
const SSH = `#!/bin/sh
began=$(date +%s%N)
/usr/bin/ssh "$@"
code=$?
case $* in */programs/w1/*) kind=program ;; *) kind=other ;; esac
printf '%s %s %s\\n' "$began" "$(date +%s%N)" "$kind" >>"$ATTEMPT_DIR/logins"
exit "$code"
`;

const [, , root = '.', ...words] = process.argv;
const runs = Number(words[0] ?? 21);
process.chdir(root);
const base = mkdtempSync(join(tmpdir(), 'vmpart-warm-'));
let missed = 0;
let attempts = 0;
try {
  await natively();
  await inGuests();
} finally {
  rmSync(base, { recursive: true, force: true });
}
console.log(missed === 0 ? '\nEvery goal is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

/** A program that says when it began and when it ended: seconds since 1970, a line each. */
function noting(): string {
  return 'date +%s.%N\ndate +%s.%N\n';
}

function session(layout: string, more: readonly string[] = []): readonly string[] {
  const ids = Array.from({ length: runs + 1 }, (_, index) => `r${String(index).padStart(4, '0')}`);
  return [
    `session_begin s0001 0 ${layout}`,
    ...ids.map((id) => `run_program s0001 ${id} w1 warm 60`),
    ...more,
    'session_end s0001',
  ];
}

async function natively(): Promise<void> {
  console.log(`\nNatively, ${runs} times from the end of a program to the beginning of the next`);
  const medians: number[] = [];
  for (const lines of LINES) {
    const attempt = make({ calls: session('native'), program: noting() }, lines);
    await ended(attempt);
    const added = spreadOf(gapsIn(attempt));
    medians.push(added.median);
    tell(`journal of ${lines} lines before`, added, true);
  }
  const [first = NaN, last = NaN] = [medians[0], medians.at(-1)];
  console.log(
    `  ${((1000 * (last - first)) / (LINES[2] - LINES[0])).toFixed(2)} us more for each line of the journal`,
  );
}

async function inGuests(): Promise<void> {
  const kernel = newestKernel();
  if (!isRoot || kernel === null || !existsSync('/usr/bin/qemu-system-x86_64')) {
    console.log('\nNo guests: they need root, QEMU and a kernel in /boot with its modules.');
    return;
  }
  for (const guests of GUESTS) {
    for (const lines of [LINES[0], LINES[2]]) await inSomeGuests(guests, lines, kernel);
  }
}

/** What passes between the two logins that run programs while no other login is under way. */
async function inSomeGuests(guests: number, lines: number, kernel: string): Promise<void> {
  const files = {
    ...guestFiles(guests, kernel, 'date\n'),
    'bench/ssh': SSH,
  };
  const calls = ['chmod +x bench/ssh', 'PATH=$ATTEMPT_DIR/bench:$PATH', ...session(CUT)];
  const attempt = make({ calls, files }, lines);
  await ended(attempt);
  const between = betweenPrograms(loginsIn(join(attempt.folder, 'logins')));
  console.log(`\nIn ${guests} emulated guests, journal of ${lines} lines before, ${between.length} times`);
  tell('between two logins with programs', spreadOf(between.map(({ seconds }) => seconds)), false);
  tell('in other logins', spreadOf(between.map(({ logins }) => logins)), false);
  tell('added beside logins', spreadOf(between.map(({ seconds, logins }) => seconds - logins)), true);
}

interface Login {
  readonly began: number;
  readonly ended: number;
  readonly isProgram: boolean;
}

/** Seconds, counted from the first one; in the order in which they began. */
function loginsIn(path: string): readonly Login[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const words = lines.map((line) => line.split(' '));
  const zero = BigInt(words[0]?.[0] ?? 0);
  const seconds = (text = ''): number => Number(BigInt(text) - zero) / 1e9;
  return words
    .map(([began, end, kind]) => ({
      ...{ began: seconds(began), ended: seconds(end), isProgram: kind === 'program' },
    }))
    .sort((a, b) => a.began - b.began);
}

/** `logins`: how long at least one of them was under way, seconds. */
function betweenPrograms(logins: readonly Login[]): readonly { seconds: number; logins: number }[] {
  const programs = logins.filter(({ isProgram }) => isProgram);
  return programs.slice(2).map((next, index) => {
    const from = programs[index + 1]?.ended ?? NaN;
    let [reached, covered] = [from, 0];
    for (const { began, ended: end, isProgram } of logins) {
      if (isProgram || end <= from || began >= next.began) continue;
      covered += Math.max(0, end - Math.max(began, reached));
      reached = Math.max(reached, end);
    }
    return { seconds: next.began - from, logins: covered };
  });
}

function make(text: BundleText, lines: number): Attempt {
  attempts += 1;
  const attempt = makeAttempt(text, `w${attempts}`, base);
  // Of a session that this start does not touch.
  const before: Said = placement('s0000', { run: 'r9999' });
  writeFileSync(
    join(attempt.folder, 'journal.jsonl'),
    journalText([
      { event: 'attempt_begin', block: null, attempt: 'bench', plan: 'cafe', tool: '0' },
      ...Array.from({ length: lines - 1 }, () => before),
    ]),
  );
  return attempt;
}

async function ended(attempt: Attempt): Promise<void> {
  if ((await runAttempt(attempt)) === 0) return;
  throw new Error(JSON.stringify(journalOf(attempt).slice(-5)));
}

/** Seconds from the end of each program to the beginning of the next; the first ones are left out. */
function gapsIn(attempt: Attempt): readonly number[] {
  const times = numbersIn(join(attempt.folder, 'raw/s0001.txt'));
  return Array.from({ length: runs }, (_, run) => (times[2 * run + 2] ?? NaN) - (times[2 * run + 1] ?? NaN));
}

function numbersIn(path: string): readonly number[] {
  return readFileSync(path, 'utf8').trim().split('\n').map(Number);
}

/** Seconds, told in milliseconds. */
function tell(name: string, { median, low, high }: Spread, isJudged: boolean): void {
  const [middle, from, to] = [median, low, high].map((one) => (1000 * one).toFixed(1).padStart(7));
  const isMet = 1000 * median < MOST_MS;
  if (isJudged && !isMet) missed += 1;
  const goal = isJudged ? `  ${isMet ? 'met   ' : 'MISSED'} under ${MOST_MS} ms` : '';
  console.log(`  ${name.padEnd(36)}${middle} ms (quartiles ${from} to ${to})${goal}`);
}
