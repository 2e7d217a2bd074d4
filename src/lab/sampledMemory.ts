import type { SessionMemory } from '../core/analysis/timelines';
import type { MemorySamples, SessionState } from '../core/journal/state';
import { guestBytesByNode, readNumaStat } from '../core/measure/numaStat';
import type { Files } from './ports';
import { isRawFile } from './rawFile';

/** Longest part of a file of samples that is read, bytes: one VM that changes every second writes less in two days. */
const MAX_SAMPLES = 64 * 1024 * 1024;

export interface SampledMemory {
  readonly memory: readonly SessionMemory[];
  /** False while samples of a session are not here. */
  readonly isWhole: boolean;
}

/**
 * What hosts have sampled of the memory of these sessions, asked for again and again while an attempt goes on. A file is
 * read once, again where it was not here or where more was sampled; what is too long, or named strangely, is passed over.
 */
export function rememberedMemory(
  files: Files,
  folder: string,
): (sessions: readonly SessionState[]) => Promise<SampledMemory> {
  const known = new WeakMap<SessionState, SessionMemory>();
  return async (sessions) => {
    const read = await Promise.all(
      sessions.map(async (session) => {
        const memory = known.get(session) ?? (await readSession(files, folder, session));
        if (memory !== null) known.set(session, memory);
        return memory;
      }),
    );
    return { memory: read.filter((one) => one !== null), isWhole: read.every((one) => one !== null) };
  };
}

/** null while some of it is not here. */
async function readSession(
  files: Files,
  folder: string,
  { session, memorySamples }: SessionState,
): Promise<SessionMemory | null> {
  const texts = await Promise.all(memorySamples.map((part) => readPart(files, folder, part)));
  const here = texts.filter((text) => text !== null);
  if (here.length < texts.length) return null;
  const samples = here
    .flatMap((text) => readNumaStat(text).samples)
    .map((sample) => ({ t: sample.t, vm: sample.vm, bytes: guestBytesByNode(sample) }));
  return { session, samples };
}

async function readPart(
  files: Files,
  folder: string,
  { file, offset, bytes }: MemorySamples,
): Promise<string | null> {
  if (!isRawFile(file) || bytes > MAX_SAMPLES) return '';
  const path = `${folder}/${file}`;
  const size = await files.size(path);
  if (size === null || size < offset + bytes) return null;
  return new TextDecoder().decode(await files.readBytes(path, offset, bytes));
}
