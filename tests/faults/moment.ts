import type { Random } from '../../src/core/experiment/random';

/** When a fault strikes: so many lines after the start, and then a little later. */
export interface Moment {
  /** Lines of the journal since the start or resume that is to be struck; 0: while the attempt is being put there. */
  readonly lines: number;
  /** Not before a guest is there. */
  readonly guest: boolean;
  readonly delaySeconds: number;
}

/** How an attempt goes to which nothing happens. */
export interface Pace {
  /** Of its journal. */
  readonly lines: number;
  /** Longest between two lines, seconds. */
  readonly pauseSeconds: number;
  /** From the start of a VM to its end, seconds. */
  readonly guestSeconds: number;
}

/** Any moment of an attempt, or of the time that a guest is there. */
export function randomMoment(random: Random, pace: Pace, guest: boolean): Moment {
  const lines = guest ? 0 : random(pace.lines);
  return {
    lines,
    guest,
    delaySeconds: (random(1000) / 1000) * (guest ? pace.guestSeconds : pace.pauseSeconds),
  };
}

/** For scripts that wait for nothing. */
export const noMoment: Moment = { lines: 0, guest: false, delaySeconds: 0 };

export interface Target {
  /** Directory on the host. */
  readonly base: string;
  /** Attempts that were there before, by name. */
  readonly known: readonly string[];
  /** Lines of the journal before the start or resume. */
  readonly linesBefore: number;
}

/**
 * A script that waits on the host for the moment and then strikes, so that no way to the host lies between the two. It
 * prints `struck`, or `missed` when the attempt has ended before. SCRIPT may use `$base`, `$attempt` (its folder),
 * `$random` (a number), `ended` and `missed`.
 */
export function strikeScript(script: string): string {
  return `${PRELUDE}
tries=0
until find_attempt; do
  tries=$((tries + 1)); [ "$tries" -lt 4000 ] || missed
  sleep 0.05
done
until [ "$(count)" -ge "$((before + lines))" ] && { [ "$guest" = no ] || pgrep qemu-system >/dev/null; }; do
  ! ended || missed
  tries=$((tries + 1)); [ "$tries" -lt 4000 ] || missed
  sleep 0.05
done
sleep "$delay"
! ended || missed
${script}
echo struck
`;
}

/** For scripts that need not wait. */
export function atOnce(script: string): string {
  return `${PRELUDE}\nfind_attempt || true\n${script}\n`;
}

export function strikeArguments(target: Target, moment: Moment, seed: number): readonly string[] {
  const known = `|${target.known.join('|')}|`;
  const { lines, delaySeconds, guest } = moment;
  const numbers = [target.linesBefore, lines, delaySeconds.toFixed(3), seed].map(String);
  return [target.base, known, ...numbers, guest ? 'yes' : 'no'];
}

const PRELUDE = `# observer
set -u
base=$1 known=$2 before=$3 lines=$4 delay=$5 random=$6 guest=$7 attempt=
missed() { echo missed; exit 0; }
count() { if [ -e "$attempt/journal.jsonl" ]; then wc -l <"$attempt/journal.jsonl"; else echo 0; fi; }
ended() { [ "$(count)" -gt "$before" ] && tail -n 1 "$attempt/journal.jsonl" | grep -q '"event":"attempt_end"'; }
find_attempt() {
  for found in "$base"/attempts/*; do
    [ -d "$found" ] || continue
    case $known in *"|\${found##*/}|"*) ;; *) attempt=$found ;; esac
  done
  [ -n "$attempt" ]
}`;
