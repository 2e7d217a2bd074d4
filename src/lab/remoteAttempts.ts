import type { AttemptState } from '../core/journal/state';
import { isAttemptName } from './attemptName';
import { expectFine, onHost } from './hostCommands';
import type { RemoteAttempt } from './lab';
import type { LabOptions } from './options';

/** Attempts on a host, newest first. */
export async function listAttempts(options: LabOptions, host: string): Promise<readonly RemoteAttempt[]> {
  return onHost(options, host, async (channel) => {
    const result = await channel.exec(LIST, [channel.directory]);
    expectFine(channel, result, 'its attempts could not be listed');
    return result.stdout
      .split('\n')
      .flatMap(attemptOf)
      .sort((one, other) => (one.attempt < other.attempt ? 1 : -1));
  });
}

/** Any attempt's helper can list all of them; the newest knows most. */
const LIST = `
case $1 in "~"*) base=$HOME\${1#"~"} ;; *) base=$1 ;; esac
newest=
for helper in "$base"/attempts/*/bin/vmpart-host; do
  [ -x "$helper" ] && newest=$helper
done
[ -z "$newest" ] || exec "$newest" attempts "$base/attempts"
`;

function attemptOf(line: string): readonly RemoteAttempt[] {
  const value = parsed(line);
  const { name, alive, lastEvent, bytes, state, activeSeconds } = value;
  if (typeof name !== 'string' || !isAttemptName(name)) return [];
  const [runs, blocks] = [counts(value['runs']), counts(value['blocks'])];
  return [
    {
      attempt: name,
      alive: alive === true,
      state: standing(alive === true, state),
      lastEvent: typeof lastEvent === 'string' ? lastEvent : '',
      bytes: natural(bytes),
      runs: {
        ended: natural(runs['ended']),
        failed: natural(runs['failed']),
        planned: natural(runs['planned']),
      },
      blocks: {
        ended: natural(blocks['ended']),
        planned: natural(blocks['planned']),
        least: natural(blocks['least']) || null,
      },
      secondsLeft: alive === true ? secondsLeft(natural(activeSeconds), runs) : null,
    },
  ];
}

const ENDS = ['finished', 'failed', 'cancelled', 'partial', 'paused'] as const;

/** What is not alive and has no end was broken off, whatever its last line says. */
function standing(alive: boolean, state: unknown): RemoteAttempt['state'] {
  if (alive) return state === 'queued' ? 'queued' : 'running';
  return ENDS.find((end: AttemptState['state']) => end === state) ?? 'broken';
}

/** By the pace so far, as for an attempt that is followed. */
function secondsLeft(activeSeconds: number, runs: Readonly<Record<string, unknown>>): number | null {
  const [ended, planned] = [natural(runs['ended']), natural(runs['planned'])];
  return ended === 0 ? null : (activeSeconds / ended) * Math.max(0, planned - ended);
}

function natural(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
}

function counts(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** What is no JSON says nothing. */
function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return counts(JSON.parse(line));
  } catch {
    return {};
  }
}
