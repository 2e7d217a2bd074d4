import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot } from '../payload/helper';
import { type Attempt, eventsOf, journalOf, makeAttempt, runAttempt } from '../payload/libraryBundle';
import { ratioOfMedians } from './bootstrap';
import { CUT, guestFiles, NAMES, newestKernel } from './guestBundle';
import { spreadOf } from './rounds';

// Guests ready: by the library, and by hand with the same QEMU commands, started in parallel and polled.

const COUNTS = [1, 2, 4] as const;
const MOST = 1.15;
const SEED = 5;

/**
 * By hand, in the same namespaces, with the kernel, the root image and the last session's initrd: the same commands
 * without -S, all at once; each tap put on the bridge as it comes; then every console read until it says that its guest
 * is ready. \`now\` is in hundredths of a second since boot.
 */
const BY_HAND = `
now() { read -r up rest </proc/uptime; echo "\${up%.*}\${up#*.}"; }

# by_hand PAIR NAME...
by_hand() (
  pair=$1
  shift
  RUN_DIR=/dev/shm/byhand INITRD=/dev/shm/byhand.initrd
  export RUN_DIR INITRD
  mkdir "$RUN_DIR"
  sync
  root_verb drop-caches >/dev/null
  root_verb compact-memory >/dev/null
  began=$(now)
  pids=
  for vm; do
    (
      . "$ATTEMPT_DIR/vms/${CUT}/$vm.sh"
      for word; do
        shift
        [ "$word" = -S ] || set -- "$@" "$word"
      done
      exec "$@"
    ) </dev/null >"$RUN_DIR/$vm.qemu" 2>&1 &
    pids="$pids $!"
  done
  tap=1
  in_time() { [ "$(now)" -lt $((began + BOOT_LIMIT * 100)) ]; }
  while [ "$tap" -le "$#" ] && in_time; do
    if ip link set "vmtap$tap" master vmpart0 up 2>/dev/null; then tap=$((tap + 1)); else sleep 0.1; fi
  done
  while [ "$#" -gt 0 ] && in_time; do
    unseen=$#
    while [ "$unseen" -gt 0 ]; do
      unseen=$((unseen - 1))
      vm=$1
      shift
      grep -q 'vmpart: ready' "$RUN_DIR/$vm.console" 2>/dev/null || set -- "$@" "$vm"
    done
    [ "$#" -eq 0 ] || sleep 0.1
  done
  if [ "$#" -eq 0 ]; then echo "$pair hand $began $(now)"; else tail -n 5 "$RUN_DIR/$1.console" >&2; fi >>"$ATTEMPT_DIR/times"
  kill -KILL $pids
  wait
  rm -rf "$RUN_DIR"
)

# by_library PAIR: a session of its own.
by_library() {
  SAID=$(now)
  session_begin "s$1" 0 ${CUT}
  echo "$1 library $SAID $(cat "$ATTEMPT_DIR/qemu") $(now)" >>"$ATTEMPT_DIR/times"
  cp "$INITRD" /dev/shm/byhand.initrd
  rm -f "$ATTEMPT_DIR/qemu"
  session_end "s$1"
}
`;

/** Before the first QEMU of a session: when that is. It starts no process. */
const NOTE = `[ "$RUN_DIR" = /dev/shm/byhand ] || [ -e "$ATTEMPT_DIR/qemu" ] || {
  read -r up rest </proc/uptime
  echo "\${up%.*}\${up#*.}" >"$ATTEMPT_DIR/qemu"
}
`;

const [, , root = '.', ...words] = process.argv;
const pairs = Number(words[0] ?? 15);
const counts = words.length > 1 ? words.slice(1).map(Number) : COUNTS;
process.chdir(root);
const kernel = newestKernel();
if (!isRoot || kernel === null) {
  console.error('Guests need root, QEMU and a kernel in /boot with its modules.');
  process.exit(2);
}
const base = mkdtempSync(join(tmpdir(), 'vmpart-guests-bench-'));
let missed = 0;
try {
  console.log(`Guests are emulated (TCG): all of their own work is slow, and so are both ways.`);
  for (const count of counts) await measure(count, kernel);
} finally {
  rmSync(base, { recursive: true, force: true });
}
console.log(missed === 0 ? '\nEvery goal is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

/** One pair to warm up, then the pairs, each beginning with the way with which the one before ended. */
async function measure(count: number, boots: string): Promise<void> {
  const names = NAMES.slice(0, count).join(' ');
  const ids = Array.from({ length: pairs + 1 }, (_, pair) => String(pair).padStart(3, '0'));
  const ways = (id: string, at: number): readonly string[] => {
    const both = [`by_library ${id}`, `by_hand ${id} ${names}`];
    return at % 2 === 0 ? both : both.reverse();
  };
  const files = Object.entries(guestFiles(count, boots, 'true\n')).map(([path, text]): [string, string] =>
    /^vms\/.*\.sh$/.test(path) ? [path, NOTE + text] : [path, text],
  );
  const calls = ['. ./byhand.sh', ...ids.flatMap(ways)];
  // The sessions have a run that is never started, so that they begin.
  const open = ids.map((id) => `: <<'END'\nrun_program s${id} r${id} w1 cold 60\nEND`);
  const attempt = makeAttempt(
    { calls: [...open, ...calls], files: { ...Object.fromEntries(files), 'byhand.sh': BY_HAND } },
    `n${count}`,
    base,
  );
  await runAttempt(attempt);
  // A guest that did not come up in time has left its last words in start.log.
  const all = timesOf(attempt).slice(1);
  const times = all.filter(({ hand, library }) => Number.isFinite(hand + library));
  if (times.length < all.length)
    console.log(`\n${all.length - times.length} pairs left out: a guest did not come up`);
  tell(count, times);
}

interface Times {
  /** Seconds. */
  readonly hand: number;
  readonly library: number;
  /** From the first QEMU until the guests are let go: QEMU's answer, pinning, reading back. Part of `library`. */
  readonly held: number;
  /** From the call of the session to the first QEMU, and from the last guest's word to the session's first run. */
  readonly before: number;
  readonly after: number;
}

function timesOf(attempt: Attempt): readonly Times[] {
  const lines = readFileSync(join(attempt.folder, 'times'), 'utf8').trim().split('\n');
  const found = new Map(lines.map((line) => [line.split(' ').slice(0, 2).join(' '), numbers(line)]));
  // The journal's clock and that of the notes, which count from different beginnings.
  const offset = Date.now() / 1000 - Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return Array.from({ length: pairs + 1 }, (_, pair) => {
    const id = String(pair).padStart(3, '0');
    const [handBegan = NaN, handReady = NaN] = found.get(`${id} hand`) ?? [];
    const [called = NaN, began = NaN, ended = NaN] = found.get(`${id} library`) ?? [];
    const told = eventsOf(attempt, 'guest_ready').filter(({ session }) => session === `s${id}`);
    const ready = Math.max(...told.map(({ t }) => Number(t))) - offset;
    if (told.length === 0) throw new Error(JSON.stringify(journalOf(attempt).slice(-5)));
    const library = ready - began;
    return {
      ...{ hand: handReady - handBegan, library, before: began - called, after: ended - ready },
      held: library - Math.max(...told.map(({ seconds }) => Number(seconds))),
    };
  });
}

/** Seconds, from hundredths. */
function numbers(line: string): readonly number[] {
  return line
    .split(' ')
    .slice(2)
    .map((word) => Number(word) / 100);
}

function tell(count: number, times: readonly Times[]): void {
  const { ratio, low, high } = ratioOfMedians(
    times.map(({ library, hand }) => [library, hand]),
    SEED,
  );
  const isMet = high <= MOST;
  if (!isMet) missed += 1;
  console.log(`\n${count} guests, ${times.length} pairs, seconds from the first QEMU to all of them ready`);
  for (const [name, key] of [
    ['by the library', 'library'],
    ['by hand', 'hand'],
    ['library, until they are let go', 'held'],
    ['library, before the first QEMU', 'before'],
    ['library, after they are ready', 'after'],
  ] as const) {
    const spread = spreadOf(times.map((one) => one[key]));
    const [median, from, to] = [spread.median, spread.low, spread.high].map((one) => one.toFixed(2));
    console.log(`  ${name.padEnd(32)}${median} (quartiles ${from} to ${to})`);
  }
  console.log(
    `  ratio ${ratio.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})  ${isMet ? 'met   ' : 'MISSED'} upper end at most ${MOST}`,
  );
}
