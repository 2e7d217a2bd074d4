/** One piece of the stream that `vmpart-host follow` sends; see docs/bundle.md. */
export type Frame =
  | { readonly kind: 'journal'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'raw'; readonly file: string; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'alive'; readonly alive: boolean };

/** The stream is not what the helper sends: a shell's greeting in it, a helper of another version. */
export class FrameError extends Error {}

const MAX_HEADER = 200;
const MAX_PAYLOAD = 16 * 1024 * 1024;
const HEADER = /^(?:J (\d+) (\d+)|R ([A-Za-z0-9_.-]+) (\d+) (\d+)|A (alive|ended) 0)$/;

/**
 * Cuts a byte stream into frames, however the bytes arrive. Returns a function that takes the next bytes and gives
 * the frames that became whole; what is left over waits for more. Throws FrameError on anything else.
 */
export function frameReader(): (chunk: Uint8Array) => readonly Frame[] {
  let pending = new Uint8Array(0);
  return (chunk) => {
    pending = concat(pending, chunk);
    const frames: Frame[] = [];
    let at = 0;
    for (;;) {
      const next = frameAt(pending, at);
      if (next === null) break;
      frames.push(next.frame);
      at = next.end;
    }
    pending = pending.slice(at);
    return frames;
  };
}

function frameAt(bytes: Uint8Array, start: number): { frame: Frame; end: number } | null {
  const lineEnd = bytes.indexOf(0x0a, start);
  if (lineEnd < 0) {
    if (bytes.length - start > MAX_HEADER)
      throw new FrameError('The host sent something else than a journal.');
    return null;
  }
  const header = new TextDecoder().decode(bytes.subarray(start, lineEnd));
  const match = HEADER.exec(header);
  if (match === null) throw new FrameError(`The host sent "${header.slice(0, 80)}" instead of a journal.`);
  const [, journalOffset, journalBytes, file, rawOffset, rawBytes, alive] = match;
  if (alive !== undefined) return { frame: { kind: 'alive', alive: alive === 'alive' }, end: lineEnd + 1 };
  const length = Number(journalBytes ?? rawBytes);
  if (length > MAX_PAYLOAD) throw new FrameError(`The host announced a frame of ${length} bytes.`);
  const end = lineEnd + 1 + length;
  if (bytes.length < end) return null;
  const payload = bytes.slice(lineEnd + 1, end);
  const frame: Frame =
    file === undefined
      ? { kind: 'journal', offset: Number(journalOffset), bytes: payload }
      : { kind: 'raw', file, offset: Number(rawOffset), bytes: payload };
  return { frame, end };
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
