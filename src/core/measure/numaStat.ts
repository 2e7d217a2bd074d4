/** Bytes by number of the host's node. */
type BytesByNode = Readonly<Record<string, number>>;

/** What a VM had of the host's memory at one moment, as `memory.numa_stat` of its control group says. */
export interface MemorySample {
  /** Seconds since 1970, as `t` of the journal. */
  readonly t: number;
  readonly vm: string;
  /** By the kernel's name: `anon`, `shmem`, `file` (which has `shmem` in it), `pagetables`... */
  readonly bytes: Readonly<Record<string, BytesByNode>>;
}

export interface MemorySamplesRead {
  /** In the order of the file; between two of a VM it had what the first of them says. */
  readonly samples: readonly MemorySample[];
  /** Lines that `vmpart-host sample` does not write; a sample with one of them is left out. */
  readonly badLines: number;
}

/** A sample under way: null members when it began nowhere or has a bad line. */
interface Draft {
  readonly head: { readonly t: number; readonly vm: string } | null;
  readonly bytes: Record<string, BytesByNode>;
  isBad: boolean;
}

/**
 * Reads what `vmpart-host sample` wrote (docs/bundle.md): for each sample a line `TIME VM`, the kernel's lines, and an
 * empty line. What has no empty line behind it was torn, and is no sample and no bad line either.
 */
export function readNumaStat(text: string): MemorySamplesRead {
  const samples: MemorySample[] = [];
  let badLines = 0;
  let draft: Draft = fresh(null);
  for (const line of text.split('\n').slice(0, -1)) {
    if (line === '') {
      if (draft.head !== null && !draft.isBad) samples.push({ ...draft.head, bytes: draft.bytes });
      draft = fresh(null);
      continue;
    }
    const head = readHead(line);
    // A sample in which another begins was torn by the end of its sampler.
    if (head !== null) draft = fresh(head);
    else if (!takeLine(draft, line)) badLines += 1;
  }
  return { samples, badLines };
}

/** Bytes that may hold the guest's own memory, by node: anonymous and shared ones. Huge pages of a pool are none. */
export function guestBytesByNode({ bytes }: MemorySample): BytesByNode {
  const sums: Record<string, number> = {};
  for (const kind of [bytes['anon'], bytes['shmem']]) {
    for (const [node, more] of Object.entries(kind ?? {})) sums[node] = (sums[node] ?? 0) + more;
  }
  return sums;
}

function fresh(head: Draft['head']): Draft {
  return { head, bytes: {}, isBad: false };
}

function readHead(line: string): Draft['head'] {
  const match = /^(\d+\.\d{3}) ([\w.-]+)$/.exec(line);
  return match?.[2] === undefined ? null : { t: Number(match[1]), vm: match[2] };
}

/** `anon N0=104857600 N1=8192`; false when it is no such line. */
function takeLine(draft: Draft, line: string): boolean {
  const [name = '', ...words] = line.split(' ');
  const bytes = bytesOf(words);
  if (!/^[a-z_]+$/.test(name) || bytes === null) {
    draft.isBad = true;
    return false;
  }
  draft.bytes[name] = bytes;
  return draft.head !== null;
}

function bytesOf(words: readonly string[]): BytesByNode | null {
  const bytes: Record<string, number> = {};
  for (const word of words) {
    const match = /^N(\d+)=(\d+)$/.exec(word);
    const value = Number(match?.[2]);
    if (match?.[1] === undefined || !Number.isSafeInteger(value)) return null;
    bytes[match[1]] = value;
  }
  return words.length === 0 ? null : bytes;
}
