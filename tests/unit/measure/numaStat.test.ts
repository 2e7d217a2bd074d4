import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guestBytesByNode, type MemorySample, readNumaStat } from '../../../src/core/measure/numaStat';

// Linux 6.1 on an emulated machine of two nodes. Two processes of 100 MiB stand for VMs, vm1 on node 0 and vm2 on node 1;
// then the pages of vm1 were moved to node 1, and it touched 20 MiB more on node 0.
const CAPTURE = readFileSync(join(import.meta.dirname, 'captured/s0001-memory.txt'), 'utf8');

const MIB = 1024 * 1024;

const name = fc.constantFrom('anon', 'file', 'shmem', 'pagetables', 'sec_pagetables', 'anon_thp');
const byNode = fc.dictionary(fc.nat(63).map(String), fc.maxSafeNat(), { minKeys: 1, maxKeys: 4 });
const samples: fc.Arbitrary<readonly MemorySample[]> = fc.array(
  fc.record({
    t: fc.nat(4e9 * 10).map((tenths) => tenths / 10),
    vm: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
    bytes: fc.dictionary(name, byNode, { minKeys: 1 }),
  }),
  { maxLength: 8 },
);

/** As the helper writes it. */
function print({ t, vm, bytes }: MemorySample): string {
  const lines = Object.entries(bytes).map(([kind, nodes]) =>
    [kind, ...Object.entries(nodes).map(([node, count]) => `N${node}=${count}`)].join(' '),
  );
  return [`${t.toFixed(3)} ${vm}`, ...lines, '', ''].join('\n');
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('samples of memory by node', () => {
  it('of a real kernel show pages that were moved, and new ones', () => {
    const { samples: read, badLines } = readNumaStat(CAPTURE);
    expect(badLines).toBe(0);
    const mebibytes = (vm: string): unknown =>
      read
        .filter((sample) => sample.vm === vm)
        .map((sample) => Object.values(guestBytesByNode(sample)).map((bytes) => Math.round(bytes / MIB)));
    expect(mebibytes('vm1')).toEqual([
      [100, 0],
      [48, 52],
      [0, 100],
      [20, 100],
    ]);
    expect(mebibytes('vm2')).toEqual([
      [0, 100],
      [0, 100],
    ]);
    expect(read[0]).toMatchObject({
      t: 1795958387.3,
      vm: 'vm1',
      bytes: { file: { 0: 4096, 1: 0 }, pagetables: { 0: 212992, 1: 16384 } },
    });
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(samples, (wanted) => {
        const read = readNumaStat(wanted.map(print).join(''));
        expect(plain(read)).toEqual(plain({ samples: wanted, badLines: 0 }));
      }),
      { seed: 1 },
    );
  });

  it('that a kill tore are left out, and those before them stay', () => {
    fc.assert(
      fc.property(samples, fc.nat(), (wanted, cut) => {
        const text = wanted.map(print).join('');
        const left = text.slice(0, cut % (text.length + 1));
        const whole = left.split('\n\n').length - 1;
        const read = readNumaStat(left);
        expect(plain(read)).toEqual(plain({ samples: wanted.slice(0, whole), badLines: 0 }));
      }),
      { seed: 2 },
    );
  });

  it('with a line of something else are left out, and the line is counted', () => {
    const bad = fc.constantFrom(
      'anon',
      'anon N0',
      'anon N0=x',
      'anon=12 N0=12',
      'anon N0=99999999999999999999',
      '?',
    );
    fc.assert(
      fc.property(samples, fc.nat(), bad, (wanted, which, line) => {
        fc.pre(wanted.length > 0);
        const at = which % wanted.length;
        const texts = wanted.map(print);
        const spoiled = texts.with(at, texts[at]?.replace(/\n\n$/, `\n${line}\n\n`) ?? '');
        const read = readNumaStat(spoiled.join(''));
        expect(plain(read)).toEqual(
          plain({ samples: wanted.filter((_, index) => index !== at), badLines: 1 }),
        );
      }),
      { seed: 3 },
    );
  });

  it('are not mixed when a sampler was killed and the next one went on in the file', () => {
    const first = '100.000 vm1\nanon N0=1\nfile N0=5\n\n';
    const torn = '101.000 vm1\nanon N0=2\nfi';
    expect(readNumaStat(torn + first + first).samples.map(({ t }) => t)).toEqual([100]);
    expect(readNumaStat('101.000 vm1\nanon N0=2\n' + first)).toMatchObject({
      samples: [{ t: 100, bytes: { anon: { 0: 1 } } }],
      badLines: 0,
    });
    expect(readNumaStat('anon N0=1\n\n' + first)).toMatchObject({ samples: [{ t: 100 }], badLines: 1 });
  });
});
