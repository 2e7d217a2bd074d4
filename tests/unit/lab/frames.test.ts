import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, FrameError, frameReader } from '../../../src/lab/frames';

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    kind: fc.constant('journal' as const),
    offset: fc.nat(),
    bytes: fc.uint8Array({ maxLength: 50 }),
  }),
  fc.record({
    kind: fc.constant('raw' as const),
    file: fc.stringMatching(/^s[0-9]{1,4}\.txt$/),
    offset: fc.nat(),
    bytes: fc.uint8Array({ maxLength: 50 }),
  }),
  fc.record({ kind: fc.constant('alive' as const), alive: fc.boolean() }),
);

function encode(frames: readonly Frame[]): Buffer {
  return Buffer.concat(
    frames.map((one) => {
      switch (one.kind) {
        case 'alive':
          return Buffer.from(`A ${one.alive ? 'alive' : 'ended'} 0\n`);
        case 'journal':
          return Buffer.concat([Buffer.from(`J ${one.offset} ${one.bytes.length}\n`), one.bytes]);
        case 'raw':
          return Buffer.concat([Buffer.from(`R ${one.file} ${one.offset} ${one.bytes.length}\n`), one.bytes]);
      }
    }),
  );
}

function plain(frames: readonly Frame[]): unknown {
  return frames.map((one) => ('bytes' in one ? { ...one, bytes: [...one.bytes] } : one));
}

describe('the stream of an attempt', () => {
  it('gives the same frames however its bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 10 }),
        fc.array(fc.integer({ min: 1, max: 20 })),
        (frames, cuts) => {
          const bytes = encode(frames);
          const read = frameReader();
          const seen: Frame[] = [];
          let at = 0;
          for (const size of [...cuts, bytes.length]) {
            seen.push(...read(bytes.subarray(at, at + size)));
            at = Math.min(at + size, bytes.length);
          }
          expect(plain(seen)).toEqual(plain(frames));
        },
      ),
    );
  });

  it('takes frames of up to 16 MiB, and refuses a larger one before its bytes come', () => {
    const most = 2 ** 24;
    for (const head of ['J 0', 'R s1.txt 0']) {
      const read = frameReader();
      expect(read(Buffer.from(`${head} ${most}\n`))).toEqual([]);
      expect(read(new Uint8Array(most))).toHaveLength(1);
      expect(() => frameReader()(Buffer.from(`${head} ${most + 1}\n`))).toThrow(FrameError);
    }
  });

  it.each(['Welcome to quad\n', 'J -1 5\n', 'R ../x 0 1\n', 'J 0 99999999999\n', 'x'.repeat(300)])(
    'refuses %j',
    (text) => {
      expect(() => frameReader()(Buffer.from(text))).toThrow(FrameError);
    },
  );
});
