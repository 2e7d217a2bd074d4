import { type AttemptState, isLive } from '../core/journal/state';
import { type AttemptRecord, readRecord } from './attemptFolder';
import { FrameError, frameReader } from './frames';
import type { FollowHow, FollowObserver } from './lab';
import { type LocalCopy, openCopy, storeFrame } from './localCopy';
import type { LabOptions } from './options';
import { type Channel, HostError } from './ports';
import { verifyCopy } from './verifyCopy';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Copies an attempt's journal and raw output from its host until the attempt has ended or the signal fires, and
 * connects again by itself when the link drops. The local journal is always a verified prefix of the host's.
 *
 * Throws HostError when the host cannot be reached the first time, UserError when the attempt is not there.
 */
export async function followAttempt(
  options: LabOptions,
  folder: string,
  observer: FollowObserver,
  signal?: AbortSignal,
  how: FollowHow = {},
): Promise<AttemptState> {
  const record = await readRecord(options.files, folder);
  const copy = await openCopy(options, folder);
  observer.onState?.(copy.reader.state());
  // A prediction is whole: there is nobody to ask for more of it.
  if (copy.reader.state().origin === 'predicted') return copy.reader.state();
  let pause = FIRST_PAUSE_MS;
  let connectedOnce = false;
  // A function, since the compiler takes a signal that was read once as settled.
  const stopped = (): boolean => signal?.aborted === true;
  while (!stopped()) {
    try {
      if (how.onlyWhenUp === true && !(await options.isUp(record.host))) throw notUp(record.host);
      const channel = await options.connect(record.host, () => undefined, signal);
      try {
        await verifyCopy(options, channel, record, copy, signal);
        if (connectedOnce) observer.onLink?.(`Connected to ${record.host} again.`);
        connectedOnce = true;
        const sink = frameSink(options, copy, observer, () => (pause = FIRST_PAUSE_MS));
        if (await stream(channel, record, copy, sink, signal)) {
          return withLastWord(copy.reader.state(), record.host);
        }
      } finally {
        await channel.close();
      }
    } catch (error) {
      if (stopped()) break;
      if (!(error instanceof HostError || error instanceof FrameError) || !connectedOnce) throw error;
      observer.onLink?.(`${error.message} The attempt goes on; trying again in ${pause / 1000} s.`);
      await options.clock.sleep(pause, signal).catch(() => undefined);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  }
  return copy.reader.state();
}

function notUp(host: string): HostError {
  return new HostError(`${host} does not run.`, 'Attach to the attempt: that starts the machine again.');
}

/** The host says that it is over; where the journal does not say so too, something ended it from outside. */
function withLastWord(state: AttemptState, host: string): AttemptState {
  if (!isLive(state)) return state;
  const what = `The attempt ended on ${host} without a last word: it was killed, or the host went down.`;
  const remedy = 'What has ended is kept; `vmpart run EXPERIMENT --host H --resume` runs the rest.';
  return { ...state, state: 'failed', why: what, problems: [...state.problems, { what, remedy }] };
}

/** Takes the bytes of one connection and writes what they hold, in the order in which it came. */
interface FrameSink {
  /** Calls `fail` once when the bytes make no sense or cannot be written; what comes later is passed over. */
  take(chunk: Uint8Array, fail: () => void): void;
  /** Resolves when everything taken is written. Rejects with what went wrong. True: the host said that it was the end. */
  finished(): Promise<boolean>;
}

function frameSink(
  options: LabOptions,
  copy: LocalCopy,
  observer: FollowObserver,
  onFrame: () => void,
): FrameSink {
  const read = frameReader();
  let ended = false;
  let failure: { readonly error: unknown } | null = null;
  let writing = Promise.resolve();
  return {
    take(chunk, fail) {
      const failed = (error: unknown): void => {
        failure ??= { error };
        fail();
      };
      try {
        for (const frame of failure === null ? read(chunk) : []) {
          onFrame();
          if (frame.kind === 'alive') ended ||= !frame.alive;
          else {
            const write = (): Promise<void> | undefined =>
              failure === null ? storeFrame(options, copy, frame, observer) : undefined;
            writing = writing.then(write).catch(failed);
          }
        }
      } catch (error) {
        failed(error);
      }
    },
    async finished() {
      await writing;
      if (failure !== null) throw failure.error;
      return ended;
    },
  };
}

/** True when the host said that the attempt has ended and everything of it is here. */
async function stream(
  channel: Channel,
  record: AttemptRecord,
  copy: LocalCopy,
  sink: FrameSink,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const abort = new AbortController();
  const onAbort = (): void => abort.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) abort.abort();
  const positions = [...copy.rawBytes].map(([name, bytes]) => `${name}=${bytes}`);
  try {
    const result = await channel.exec(
      'cd -- "$1" && shift && exec bin/vmpart-host follow . "$@"',
      [record.remote, String(copy.journalBytes), ...positions],
      { signal: abort.signal, onStdout: (chunk) => sink.take(chunk, onAbort) },
    );
    if (await sink.finished()) return true;
    throw new HostError(
      `${channel.name} stopped sending the journal of ${record.attempt}: ${result.stderr.trim() || `exit code ${result.code}`}`,
      'Look whether the attempt is still there: vmpart runs --host H.',
    );
  } catch (error) {
    // What went wrong with the bytes says more than that the command was ended for it.
    await sink.finished();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
