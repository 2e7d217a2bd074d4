/** The file in which ranks of a guest leave their frames, and what is sent of it (src/payload/host/framefile.c). */

/** Frames from `start`, in the guest's pages. */
export interface FrameRun {
  readonly start: number;
  readonly count: number;
}

export interface FramesThread {
  readonly seen: number;
  /** CPU list. */
  readonly allowed: string;
}

export interface FramesProcess {
  readonly threads: readonly FramesThread[];
  /** In the order of frames, apart from each other. */
  readonly runs: readonly FrameRun[];
}

export interface FramesOfRank {
  readonly rank: number;
  readonly at: number;
  readonly seconds: number;
  readonly processes: readonly FramesProcess[];
}

export function sentFrames(now: number, ranks: readonly FramesOfRank[], pageBytes = 4096): Uint8Array {
  return Buffer.concat([
    Buffer.from(`now ${now}\n`),
    ...ranks.flatMap(({ rank, at, seconds, processes }) => [
      Buffer.from(
        `vmpart-frames 1\nrank ${rank}\npage ${pageBytes}\nat ${at}\nseconds ${seconds}\ncost 0.01\n`,
      ),
      ...processes.map(processBytes),
      Buffer.from('end\n'),
    ]),
  ]);
}

function processBytes({ threads, runs }: FramesProcess): Uint8Array {
  const bytes = runBytes(runs);
  const lines = threads.map(({ seen, allowed }) => `thread ${seen} ${allowed}\n`).join('');
  return Buffer.concat([
    Buffer.from(`${lines}process 100 ${bytes.length}\n`),
    Buffer.from(bytes),
    Buffer.from('\n'),
  ]);
}

function runBytes(runs: readonly FrameRun[]): readonly number[] {
  let end = 0;
  return runs.flatMap(({ start, count }) => {
    const bytes = [...leb128(start - end), ...leb128(count)];
    end = start + count;
    return bytes;
  });
}

function leb128(number: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    const low = rest % 128;
    if (rest < 128) return [...bytes, low];
    bytes.push(low + 128);
  }
}

export interface ReadProcess {
  readonly pid: number;
  readonly threads: readonly FramesThread[];
  readonly frames: ReadonlySet<number>;
}

export interface ReadFrames {
  readonly rank: number;
  readonly pageBytes: number;
  readonly seconds: number;
  /** CPU seconds that the reading took. */
  readonly cost: number;
  readonly processes: readonly ReadProcess[];
}

/** Reads the file of one rank. */
export function readFrames(file: Buffer): ReadFrames {
  const values = new Map<string, number>();
  const processes: ReadProcess[] = [];
  let threads: FramesThread[] = [];
  for (let at = 0; at < file.length;) {
    const newline = file.indexOf('\n', at);
    const [name = '', first = '', second = ''] = file.toString('latin1', at, newline).split(' ');
    at = newline + 1;
    if (name === 'thread') threads.push({ seen: Number(first), allowed: second });
    else if (name === 'process') {
      const bytes = Number(second);
      processes.push({ pid: Number(first), threads, frames: framesIn(file.subarray(at, at + bytes)) });
      threads = [];
      at += bytes + 1;
    } else values.set(name, Number(first));
  }
  const value = (name: string): number => values.get(name) ?? NaN;
  return {
    ...{ rank: value('rank'), pageBytes: value('page'), seconds: value('seconds'), cost: value('cost') },
    processes,
  };
}

function framesIn(bytes: Uint8Array): ReadonlySet<number> {
  const frames = new Set<number>();
  let at = 0;
  const take = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  for (let end = 0; at < bytes.length;) {
    const start = end + take();
    end = start + take();
    for (let frame = start; frame < end; frame++) frames.add(frame);
  }
  return frames;
}
