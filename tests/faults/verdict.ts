/**
 * Whether an attempt kept its word: every planned run in the journal once and only once, with its raw output whole.
 * Written anew from the description of the journal, without the product's own reader, so that one does not believe the
 * other.
 */

export interface Evidence {
  /** Planned runs with the program of each. */
  readonly planned: ReadonlyMap<string, string>;
  /** Text of the journal. */
  readonly journal: string;
  /** Bytes of a file below `raw/`; null when it is not there. */
  readonly raw: (file: string) => Uint8Array | null;
  /** What a run of that program prints to its end. */
  readonly output: (program: string) => string;
}

export interface Verdict {
  /** Planned runs without an end, or whose output is not whole. */
  readonly lost: readonly string[];
  /** Runs and blocks that ended twice, output that belongs to two runs. */
  readonly doubled: readonly string[];
  /** Lines that no reader understands: a torn one each. */
  readonly badLines: number;
}

interface End {
  readonly run: string;
  readonly state: string;
  readonly raw: {
    readonly file: string;
    readonly offset: number;
    readonly bytes: number;
    readonly cut: boolean;
  };
}

type Line = Readonly<Record<string, unknown>> & { readonly event?: string };

export function judge(evidence: Evidence): Verdict {
  const { lines, badLines } = readLines(evidence.journal);
  const ends = new Map<string, End>();
  const doubled: string[] = [];
  const blocks = new Set<unknown>();
  for (const line of lines) {
    const run = String(line['run']);
    if (line.event === 'retry') ends.delete(run);
    if (line.event === 'run_end') {
      if (ends.has(run)) doubled.push(`${run} ended twice`);
      ends.set(run, line as unknown as End);
    }
    if (line.event === 'block_end') {
      if (blocks.has(line['block'])) doubled.push(`block ${String(line['block'])} ended twice`);
      blocks.add(line['block']);
    }
  }
  doubled.push(...overlaps([...ends.values()]));
  for (const run of ends.keys()) if (!evidence.planned.has(run)) doubled.push(`${run} was not planned`);
  const lost = [...evidence.planned].flatMap(([run, program]) => {
    const end = ends.get(run);
    if (end === undefined) return [`${run} has no end`];
    const fault = outputFault(end, evidence.output(program), evidence.raw(end.raw.file));
    return fault === null ? [] : [`${run} (${end.state}): ${fault}`];
  });
  return { lost, doubled, badLines };
}

function readLines(journal: string): { readonly lines: readonly Line[]; readonly badLines: number } {
  let badLines = 0;
  const lines = journal.split('\n').flatMap((text) => {
    if (text === '') return [];
    try {
      return [JSON.parse(text) as Line];
    } catch {
      badLines += 1;
      return [];
    }
  });
  return { lines, badLines };
}

/** What a shell adds when its program was ended by a signal. */
const SHELL_WORDS = /^(Killed|Segmentation fault|Terminated)[^\n]*\n/gm;

/** A run that ended well printed everything; any other printed so much of it. */
function outputFault(end: End, whole: string, file: Uint8Array | null): string | null {
  const { offset, bytes, cut } = end.raw;
  if (bytes > 0 && file === null) return `${end.raw.file} is not there`;
  if ((file?.length ?? 0) < offset + bytes) return `${end.raw.file} is shorter than the journal says`;
  const found = Buffer.from(file ?? []).toString('latin1', offset, offset + bytes);
  if (end.state === 'ok' && (cut || found !== whole)) return 'its output is not whole';
  return whole.startsWith(found.replace(SHELL_WORDS, '')) ? null : 'its output is another';
}

function overlaps(ends: readonly End[]): readonly string[] {
  const sorted = [...ends].sort(
    (a, b) => a.raw.file.localeCompare(b.raw.file) || a.raw.offset - b.raw.offset,
  );
  return sorted.flatMap((end, index) => {
    const before = sorted[index - 1];
    if (before === undefined || before.raw.file !== end.raw.file) return [];
    return before.raw.offset + before.raw.bytes > end.raw.offset
      ? [`${before.run} and ${end.run} share output`]
      : [];
  });
}
