import { journalReader, type JournalReader } from '../core/journal/reader';
import type { AttemptState } from '../core/journal/state';
import { fnv1a64 } from '../core/text/hash';
import { readRecord, type AttemptRecord } from './attemptFolder';
import { type Frame, FrameError, frameReader } from './frames';
import type { FollowObserver } from './lab';
import type { LabOptions } from './options';
import { type Channel, HostError } from './ports';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Copies an attempt's journal and raw output from its host until the attempt has ended or the signal fires, and
 * connects again by itself when the link drops. The local journal is always a verified prefix of the host's.
 *
 * Throws HostError when the host cannot be reached the first time.
 */
export async function followAttempt(
  options: LabOptions,
  folder: string,
  observer: FollowObserver,
  signal?: AbortSignal,
): Promise<AttemptState> {
  const record = await readRecord(options.files, folder);
  const copy = await openCopy(options, folder);
  observer.onState?.(copy.reader.state());
  let pause = FIRST_PAUSE_MS;
  let connectedOnce = false;
  // A function, since the compiler takes a signal that was read once as settled.
  const stopped = (): boolean => signal?.aborted === true;
  while (!stopped()) {
    try {
      const channel = await options.connect(record.host, () => undefined, signal);
      try {
        await discardUnlessPrefix(options, channel, record, copy);
        if (connectedOnce) observer.onLink?.(`Connected to ${record.host} again.`);
        connectedOnce = true;
        pause = FIRST_PAUSE_MS;
        if (await stream(options, channel, record, copy, observer, signal)) break;
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

/** The local copy of an attempt while it grows. Sizes in bytes. */
interface Copy {
  readonly folder: string;
  journalBytes: number;
  readonly rawBytes: Map<string, number>;
  reader: JournalReader;
}

async function openCopy(options: LabOptions, folder: string): Promise<Copy> {
  const { files } = options;
  const reader = journalReader();
  const path = `${folder}/journal.jsonl`;
  const size = (await files.size(path)) ?? 0;
  if (size > 0) reader.push(new TextDecoder().decode(await files.readBytes(path, 0, size)));
  const rawBytes = new Map<string, number>();
  for (const name of await files.list(`${folder}/raw`)) {
    rawBytes.set(name, (await files.size(`${folder}/raw/${name}`)) ?? 0);
  }
  return { folder, journalBytes: size, rawBytes, reader };
}

/**
 * A local journal that is no prefix of the host's (a disk restored from a backup, a folder copied by hand) is put
 * aside, never overwritten, and the copy begins again.
 */
async function discardUnlessPrefix(
  options: LabOptions,
  channel: Channel,
  record: AttemptRecord,
  copy: Copy,
): Promise<void> {
  if (copy.journalBytes === 0) return;
  const path = `${copy.folder}/journal.jsonl`;
  const bytes = await options.files.readBytes(path, 0, copy.journalBytes);
  const script = 'cd "$1" && exec bin/vmpart-host hash journal.jsonl "$2"';
  const { stdout } = await channel.exec(script, [record.remote, String(copy.journalBytes)]);
  if (stdout.trim() === fnv1a64(bytes)) return;
  options.log.warn(`${path} is not the beginning of the host's journal; it is kept as journal.other.jsonl.`);
  await options.files.writeText(`${copy.folder}/journal.other.jsonl`, new TextDecoder().decode(bytes));
  await options.files.writeText(path, '');
  for (const name of copy.rawBytes.keys()) await options.files.writeText(`${copy.folder}/raw/${name}`, '');
  copy.journalBytes = 0;
  copy.rawBytes.clear();
  copy.reader = journalReader();
}

/** True when the host said that the attempt has ended and everything of it is here. */
async function stream(
  options: LabOptions,
  channel: Channel,
  record: AttemptRecord,
  copy: Copy,
  observer: FollowObserver,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const read = frameReader();
  const said = { ended: false };
  let failure: unknown = null;
  // Frames are written in the order in which they came: each step waits for the one before it.
  let writing = Promise.resolve();
  const take = (frame: Frame): Promise<void> => store(options, copy, frame, observer);
  const abort = new AbortController();
  const onAbort = (): void => abort.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const positions = [...copy.rawBytes].map(([name, bytes]) => `${name}=${bytes}`);
  try {
    const result = await channel.exec(
      'cd "$1" && shift && exec bin/vmpart-host follow . "$@"',
      [record.remote, String(copy.journalBytes), ...positions],
      {
        signal: abort.signal,
        onStdout: (chunk) => {
          try {
            for (const frame of read(chunk)) {
              if (frame.kind === 'alive') said.ended ||= !frame.alive;
              else writing = writing.then(() => take(frame));
            }
          } catch (error) {
            failure = error;
            abort.abort();
          }
        },
      },
    );
    await writing;
    if (!said.ended) {
      throw new HostError(
        `${channel.name} stopped sending the journal of ${record.attempt}: ${result.stderr.trim()}`,
        'Look whether the attempt is still there: vmpart runs --host H.',
      );
    }
  } catch (error) {
    await writing;
    throw failure ?? error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  return said.ended;
}

async function store(options: LabOptions, copy: Copy, frame: Frame, observer: FollowObserver): Promise<void> {
  if (frame.kind === 'alive') return;
  if (frame.kind === 'raw') {
    const have = copy.rawBytes.get(frame.file) ?? 0;
    if (frame.offset !== have) throw new FrameError(`Output of ${frame.file} came out of order.`);
    await options.files.append(`${copy.folder}/raw/${frame.file}`, frame.bytes);
    copy.rawBytes.set(frame.file, have + frame.bytes.length);
    observer.onRaw?.(frame.file, frame.bytes);
    return;
  }
  if (frame.offset !== copy.journalBytes) throw new FrameError('The journal came out of order.');
  await options.files.append(`${copy.folder}/journal.jsonl`, frame.bytes);
  copy.journalBytes += frame.bytes.length;
  copy.reader.push(new TextDecoder().decode(frame.bytes));
  observer.onState?.(copy.reader.state());
}
