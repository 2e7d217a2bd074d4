import type { RawRange, RunState } from '../core/journal/state';
import { groupBy } from '../core/text/groupBy';
import type { Files } from './ports';
import { isRawFile } from './rawFile';

/** Longest output of one run that is read for its numbers, bytes; they stand at its end, so the end is kept. */
const MAX_OUTPUT = 4 * 1024 * 1024;
/** Most that is read at once of a file, bytes. */
const MAX_STRETCH = 4 * 1024 * 1024;
/** Files that are read at the same time. */
const AT_ONCE = 32;

/**
 * Hands over what each run printed, at most the end of it: null where it is not here, or where the journal names no file
 * of output. Outputs of a session lie one behind the other in one file, which is read once for all of them; no more is
 * held at a time than is read at a time.
 */
export async function readOutputs(
  files: Files,
  folder: string,
  runs: readonly RunState[],
  take: (run: RunState, output: string | null) => void,
): Promise<void> {
  const byFile = [...groupBy(runs, ({ raw }) => (raw !== null && isRawFile(raw.file) ? raw.file : ''))];
  for (let first = 0; first < byFile.length; first += AT_ONCE) {
    const some = byFile.slice(first, first + AT_ONCE);
    await Promise.all(
      some.map(([file, own]) => readFile(files, file === '' ? '' : `${folder}/${file}`, own, take)),
    );
  }
}

/** A run and where the part of its output that is read begins and ends in its file, bytes. */
interface Part {
  readonly run: RunState;
  readonly from: number;
  readonly to: number;
}

/** `path` is empty for runs that have no file. */
async function readFile(
  files: Files,
  path: string,
  runs: readonly RunState[],
  take: (run: RunState, output: string | null) => void,
): Promise<void> {
  const parts: Part[] = [];
  let size: number | null | undefined;
  for (const run of runs) {
    const part = path === '' || run.raw === null ? null : partOf(run, run.raw);
    if (part === null) take(run, null);
    // As sampleOf takes it: where nothing was printed there may be no file, and none is waited for.
    else if (run.raw?.bytes === 0) take(run, '');
    else {
      size = size === undefined ? await files.size(path) : size;
      // Half of an output may lack the time, or end within its digits.
      if (size === null || part.to > size) take(run, null);
      else parts.push(part);
    }
  }
  const decoder = new TextDecoder();
  for (const { from, to, parts: touching } of stretchesOf(parts)) {
    const bytes = await files.readBytes(path, from, to - from);
    for (const part of touching)
      take(part.run, decoder.decode(bytes.subarray(part.from - from, part.to - from)));
  }
}

function partOf(run: RunState, { offset, bytes }: RawRange): Part {
  return { run, from: offset + Math.max(0, bytes - MAX_OUTPUT), to: offset + bytes };
}

interface Stretch {
  from: number;
  to: number;
  readonly parts: Part[];
}

/** Parts that touch are read together, as far as they are no longer than what is read at once. */
function stretchesOf(parts: readonly Part[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    const last = stretches.at(-1);
    if (last !== undefined && part.from <= last.to && part.to - last.from <= MAX_STRETCH) {
      last.to = Math.max(last.to, part.to);
      last.parts.push(part);
    } else stretches.push({ from: part.from, to: part.to, parts: [part] });
  }
  return stretches;
}
