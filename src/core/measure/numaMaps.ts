/** One line of /proc/PID/numa_maps, a mapping of the process (numa(7)). */
export interface NumaMapping {
  /** Start address, hexadecimal as printed. */
  readonly address: string;
  /** Memory policy as printed: `default`, `bind:1`, `interleave:0-3`. */
  readonly policy: string;
  /** Backing file, `heap`, `stack`, or null for anonymous memory. */
  readonly backing: string | null;
  readonly pageBytes: number;
  /** Bytes resident on each node, by node number. */
  readonly bytesByNode: Readonly<Record<string, number>>;
}

export interface NumaMaps {
  readonly mappings: readonly NumaMapping[];
  /** Lines that are none of numa_maps. */
  readonly badLines: number;
}

/** Reads the text of a numa_maps file. Page counts become bytes by the line's own `kernelpagesize_kB`. */
export function readNumaMaps(text: string): NumaMaps {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const mappings = lines.map(readMapping).filter((mapping) => mapping !== null);
  return { mappings, badLines: lines.length - mappings.length };
}

/** Bytes resident on each node over the mappings, by node number, nodes in ascending order. */
export function bytesPerNode(mappings: readonly NumaMapping[]): Readonly<Record<string, number>> {
  const sums = new Map<number, number>();
  for (const mapping of mappings) {
    for (const [node, bytes] of Object.entries(mapping.bytesByNode)) {
      sums.set(Number(node), (sums.get(Number(node)) ?? 0) + bytes);
    }
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => a - b));
}

/** `ADDRESS POLICY FIELD...`; a policy may hold spaces (`prefer (many):0-1`), fields never do. */
function readMapping(line: string): NumaMapping | null {
  const head = /^([0-9a-f]+) (default|local|bind|prefer|interleave|weighted)\S*/.exec(line);
  if (head?.[1] === undefined) return null;
  const [policy, fields] = splitPolicy(line.slice(head[1].length + 1));
  const pageKilobytes = valueOf(fields, 'kernelpagesize_kB') ?? '4';
  const pageBytes = /^\d+$/.test(pageKilobytes) ? 1024 * Number(pageKilobytes) : NaN;
  const bytesByNode = nodesOf(fields, pageBytes);
  // A number that cannot be counted with is none of the kernel's: the line was spoiled on its way.
  const numbers = [pageBytes, ...Object.values(bytesByNode)];
  if (!numbers.every((number) => Number.isSafeInteger(number))) return null;
  return { address: head[1], policy, backing: backingOf(fields), pageBytes, bytesByNode };
}

const FIELD =
  /^(file|heap|stack|huge|anon|dirty|mapped|mapmax|swapcache|active|writeback|N\d+|kernelpagesize_kB)(=|$)/;

function splitPolicy(rest: string): readonly [string, readonly string[]] {
  const words = rest.trim().split(' ');
  const first = words.findIndex((word) => FIELD.test(word));
  const end = first < 0 ? words.length : first;
  return [words.slice(0, end).join(' '), words.slice(end)];
}

function valueOf(fields: readonly string[], name: string): string | null {
  return fields.find((field) => field.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

function backingOf(fields: readonly string[]): string | null {
  const special = fields.find((field) => field === 'heap' || field === 'stack');
  return valueOf(fields, 'file') ?? special ?? null;
}

function nodesOf(fields: readonly string[], pageBytes: number): Readonly<Record<string, number>> {
  const nodes: Record<string, number> = {};
  for (const field of fields) {
    const match = /^N(\d+)=(\d+)$/.exec(field);
    if (match?.[1] !== undefined) nodes[match[1]] = Number(match[2]) * pageBytes;
  }
  return nodes;
}
