import { fnv1a64 } from '../../../src/core/text/hash';
import { type Channel, type ExecOptions, type ExecResult, HostError } from '../../../src/lab/ports';

/** What one connection does after it has sent so many bytes of its frames. */
type End = 'ended' | 'drops' | 'hangs';

/** One connection of the script: how its frames are cut, and how it ends. */
export interface Connection {
  readonly end: End;
  /** Frames that are sent beyond what the files hold, for a host that sends nonsense. */
  readonly extra?: string;
  /** Bytes that are sent; everything when absent. */
  readonly bytes?: number;
  /** Size of the pieces in which they come. */
  readonly piece?: number;
}

/** A host whose attempt folder is data, and whose connections do what a script says: not a real host. */
export interface ScriptedHost {
  journal: Buffer;
  readonly raw: Map<string, Buffer>;
  /** Connections that are still to come, the next one first. */
  readonly connections: Connection[];
  /** Offsets that each `follow` was asked to go on from. */
  readonly asked: string[][];
  readonly connect: () => Promise<Channel>;
}

export function scriptedHost(
  journal: string,
  raw: Readonly<Record<string, string>>,
  connections: readonly Connection[],
): ScriptedHost {
  const host: ScriptedHost = {
    journal: Buffer.from(journal),
    raw: new Map(Object.entries(raw).map(([name, text]) => [name, Buffer.from(text, 'latin1')])),
    connections: [...connections],
    asked: [],
    connect: () => Promise.resolve(channel(host)),
  };
  return host;
}

function channel(host: ScriptedHost): Channel {
  return {
    name: 'scripted',
    origin: 'measured',
    accelerator: 'kvm',
    directory: '/nowhere',
    exec: (script, args, options = {}) =>
      script.includes('vmpart-host follow')
        ? follow(host, args, options)
        : Promise.resolve(verify(host, args)),
    close: () => Promise.resolve(),
  };
}

/** What the script of src/lab/verifyCopy.ts prints on a host. tests/payload/follow-copy.test.ts runs it for real. */
function verify(host: ScriptedHost, [, journalBytes = '0', ...rest]: readonly string[]): ExecResult {
  const prefix = (bytes: Buffer | undefined, size: string): string =>
    bytes === undefined || bytes.length < Number(size) ? 'shorter' : fnv1a64(bytes.subarray(0, Number(size)));
  const lines = [prefix(host.journal, journalBytes)];
  for (let at = 0; at < rest.length; at += 2) {
    const bytes = host.raw.get(rest[at] ?? '');
    const wanted = rest[at + 1] ?? '';
    lines.push(`${bytes?.length ?? 0} ${wanted === '' ? '-' : prefix(bytes, wanted)}`);
  }
  return { code: 0, stdout: `${lines.join('\n')}\n`, stderr: '' };
}

async function follow(
  host: ScriptedHost,
  [, journalOffset = '0', ...positions]: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const { end, extra = '', bytes, piece = 7 } = host.connections.shift() ?? { end: 'drops' };
  host.asked.push([journalOffset, ...positions]);
  const all = Buffer.concat([frames(host, Number(journalOffset), positions), Buffer.from(extra)]);
  const sent = Buffer.concat([
    all.subarray(0, bytes ?? all.length),
    Buffer.from(end === 'ended' ? 'A ended 0\n' : ''),
  ]);
  for (let at = 0; at < sent.length; at += piece) options.onStdout?.(sent.subarray(at, at + piece));
  if (end === 'hangs') await aborted(options);
  if (end === 'drops') throw new HostError('scripted is no longer connected.', 'Try again.');
  return { code: 0, stdout: '', stderr: '' };
}

function aborted({ signal }: ExecOptions): Promise<void> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => {
      reject(new Error('The command was ended.'));
    };
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);
  });
}

function frames(host: ScriptedHost, journalOffset: number, positions: readonly string[]): Buffer {
  const have = new Map(positions.map((text) => text.split('=') as [string, string]));
  const raw = [...host.raw].map(([name, bytes]) => {
    const from = Number(have.get(name) ?? 0);
    const rest = bytes.subarray(from);
    return Buffer.concat([Buffer.from(`R ${name} ${from} ${rest.length}\n`), rest]);
  });
  let at = journalOffset;
  const lines = host.journal
    .subarray(journalOffset)
    .toString('utf8')
    .split(/(?<=\n)/)
    .filter((line) => line !== '')
    .map((line) => {
      const bytes = Buffer.from(line);
      const frame = Buffer.concat([Buffer.from(`J ${at} ${bytes.length}\n`), bytes]);
      at += bytes.length;
      return frame;
    });
  return Buffer.concat([Buffer.from('A alive 0\n'), ...raw, ...lines]);
}
