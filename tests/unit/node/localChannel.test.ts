import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localChannel } from '../../../src/node/localChannel';
import { runProcess } from '../../../src/node/process';
import { frameScript } from '../../../src/node/scriptFrame';
import { hostileString } from '../../support/hostile';

const host = localChannel();
let canary: string;

beforeAll(() => {
  canary = mkdtempSync(join(tmpdir(), 'vmpart-canary-'));
});

afterAll(() => {
  rmSync(canary, { recursive: true, force: true });
});

describe('the local channel', () => {
  it('brings hostile arguments back unchanged and runs none of them', async () => {
    const sets = fc.sample(
      fc.array(hostileString(`touch ${canary}/ran`), { minLength: 2000, maxLength: 2100 }),
      {
        numRuns: 5,
        seed: 7,
      },
    );
    for (const args of sets) {
      const script = 'cd "$1" && shift && printf "%s\\0" "$@"';
      const { stdout } = await host.exec(script, [canary, ...args]);
      expect(stdout.split('\0').slice(0, -1)).toEqual(args);
    }
    expect(readdirSync(canary)).toEqual([]);
  });

  it('runs the script with the arguments as its own and the input left to it', async () => {
    const script = 'echo "$0 $# $2"\ncat\nexit 9';
    const result = await host.exec(script, ['a', 'b c'], {
      input: new Uint8Array([0, 255, 10]),
      maxBytes: 100,
    });
    expect(result.code).toBe(9);
    expect(result.stdout.startsWith('vmpart 2 b c\n')).toBe(true);
  });

  it('refuses a NUL character', async () => {
    await expect(host.exec('true', ['a\0b'])).rejects.toThrow(RangeError);
    await expect(host.exec('true\0', [])).rejects.toThrow(RangeError);
  });

  it('marks emulated guests', () => {
    expect(localChannel({ emulate: true })).toMatchObject({ origin: 'rehearsed', accelerator: 'tcg' });
    expect(host).toMatchObject({ name: 'local', origin: 'measured', accelerator: 'kvm' });
  });
});

describe('a frame', () => {
  it('runs nothing when it was cut on its way', async () => {
    const { loader, bytes } = frameScript('echo one\necho two\necho three', []);
    for (let length = 0; length < bytes.length - 2; length += 3) {
      const { stdout } = await runProcess('sh', ['-c', loader], { input: bytes.subarray(0, length) });
      expect(stdout).toBe('');
    }
  });

  it('is read whole when it comes in pieces, and no further', async () => {
    const { loader, bytes } = frameScript('printf "<%s>" "$1"; cat', ['x'.repeat(100_000)]);
    const feed = '{ head -c 10; sleep 0.2; head -c 70000; sleep 0.2; cat; } | sh -c "$1"';
    const { stdout } = await runProcess('sh', ['-c', feed, 'feed', loader], {
      input: Buffer.concat([bytes, Buffer.from('rest')]),
    });
    expect(stdout).toBe(`<${'x'.repeat(100_000)}>rest`);
  });

  it('needs nothing of the login shell', () => {
    fc.assert(
      fc.property(fc.array(hostileString('touch /nowhere/ran'), { maxLength: 5 }), (args) => {
        expect(frameScript('exit 0', args).loader).not.toMatch(/['\\!\n]/);
      }),
      { numRuns: 50 },
    );
  });
});
