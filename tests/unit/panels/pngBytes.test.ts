import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pngBytes } from '../../../src/panels/pngBytes';

/** CRC-32 of a chunk's name and data. */
function crc(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

/** A grey PNG. */
function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const rows = deflateSync(Buffer.alloc((Math.min(width, 4) + 1) * Math.min(height, 4)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

describe('the PNG of a page', () => {
  it('is taken byte by byte', () => {
    const made = png(4, 3);
    expect(made.equals(pngBytes(made.toString('base64')) ?? Buffer.alloc(0))).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['no base64', 'iVBORw0KGgo*'],
    ['an address', `data:image/png;base64,${png(1, 1).toString('base64')}`],
    ['another image', Buffer.from('GIF89a'.padEnd(80, ' ')).toString('base64')],
    ['a script', Buffer.from(`#!/bin/sh\n${'x'.repeat(80)}`).toString('base64')],
    ['one that ends early', png(4, 3).subarray(0, -1).toString('base64')],
    ['one with something behind it', Buffer.concat([png(4, 3), Buffer.from('PK')]).toString('base64')],
    ['one whose first chunk is another', Buffer.from(png(4, 3)).fill('IDAT', 12, 16).toString('base64')],
    ['one without pixels', png(0, 3).toString('base64')],
    ['one that is too wide', png(16_385, 1).toString('base64')],
    ['one that is too long', 'A'.repeat(2 ** 26 + 4)],
  ])('%s is none', (_, base64) => {
    expect(pngBytes(base64)).toBe(null);
  });

  it('no text breaks the look at it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(pngBytes(text)).toBe(null);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});
