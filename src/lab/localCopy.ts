import { journalReader, type JournalReader } from '../core/journal/reader';
import type { LabOptions } from './options';
import type { FollowObserver } from './lab';
import { type Frame, FrameError } from './frames';

/** The local copy of an attempt while it grows. Sizes in bytes. */
export interface LocalCopy {
  readonly folder: string;
  journalBytes: number;
  /** By name in `raw/`. */
  readonly rawBytes: Map<string, number>;
  reader: JournalReader;
}

/** What the host may name, and what is asked for again: other files in `raw/` are nobody's business. */
const RAW_NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,123}\.txt$/;

type Ports = Pick<LabOptions, 'files'>;

/** Opens what is there. A last line that this machine's own power cut tore is taken off: it will be sent again. */
export async function openCopy({ files }: Ports, folder: string): Promise<LocalCopy> {
  const path = journalPath(folder);
  const size = (await files.size(path)) ?? 0;
  const bytes = size === 0 ? new Uint8Array(0) : await files.readBytes(path, 0, size);
  const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
  if (whole.length < size) await files.writeBytes(path, whole, false);
  const reader = journalReader();
  reader.push(new TextDecoder().decode(whole));
  const rawBytes = new Map<string, number>();
  for (const name of await files.list(`${folder}/raw`)) {
    if (RAW_NAME.test(name)) rawBytes.set(name, (await files.size(`${folder}/raw/${name}`)) ?? 0);
  }
  return { folder, journalBytes: whole.length, rawBytes, reader };
}

export function journalPath(folder: string): string {
  return `${folder}/journal.jsonl`;
}

/**
 * Adds a frame to the copy. Throws FrameError for one that does not follow what is there. Another window may follow the
 * same attempt into the same files: both write the host's bytes at the host's offsets, so that neither harms the other.
 */
export async function storeFrame(
  { files }: Ports,
  copy: LocalCopy,
  frame: Frame,
  observer: FollowObserver,
): Promise<void> {
  if (frame.kind === 'alive') return;
  if (frame.kind === 'raw') {
    if (!RAW_NAME.test(frame.file)) throw new FrameError(`The host names a file of output "${frame.file}".`);
    const have = copy.rawBytes.get(frame.file) ?? 0;
    if (frame.offset !== have) throw new FrameError(`Output of ${frame.file} came out of order.`);
    await files.writeAt(`${copy.folder}/raw/${frame.file}`, have, frame.bytes);
    copy.rawBytes.set(frame.file, have + frame.bytes.length);
    observer.onRaw?.(frame.file, frame.bytes);
    return;
  }
  if (frame.offset !== copy.journalBytes) throw new FrameError('The journal came out of order.');
  await files.writeAt(journalPath(copy.folder), frame.offset, frame.bytes);
  copy.journalBytes += frame.bytes.length;
  copy.reader.push(new TextDecoder().decode(frame.bytes));
  observer.onState?.(copy.reader.state());
}

/** Shortens one file of output to `bytes`. */
export async function cutRaw({ files }: Ports, copy: LocalCopy, name: string, bytes: number): Promise<void> {
  const path = `${copy.folder}/raw/${name}`;
  await files.writeBytes(path, await files.readBytes(path, 0, bytes), false);
  copy.rawBytes.set(name, bytes);
}

/** Moves everything to a folder of its own, which is named in the return value, and begins again with nothing. */
export async function putAside({ files }: Ports, copy: LocalCopy): Promise<string> {
  const taken = new Set(await files.list(copy.folder));
  let number = 1;
  while (taken.has(`other-${number}`)) number += 1;
  const aside = `${copy.folder}/other-${number}`;
  const sizes = [...copy.rawBytes].map(([name, bytes]) => [`raw/${name}`, bytes] as const);
  for (const [name, bytes] of [['journal.jsonl', copy.journalBytes] as const, ...sizes]) {
    const path = `${copy.folder}/${name}`;
    await files.writeBytes(`${aside}/${name}`, await files.readBytes(path, 0, bytes), false);
    await files.writeBytes(path, new Uint8Array(0), false);
  }
  copy.journalBytes = 0;
  copy.rawBytes.clear();
  copy.reader = journalReader();
  return aside;
}
