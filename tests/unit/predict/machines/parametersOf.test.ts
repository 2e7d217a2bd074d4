import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  latencyBetween,
  puBytesPerSecond,
  type MachineParameters,
} from '../../../../src/core/predict/machines/machine';
import { parametersOf } from '../../../../src/core/predict/machines/parametersOf';
import { machine } from '../../../support/experiments';
import { sourceProblems, sourcedNumbers } from '../sources';
import { builtIn } from './builtIn';

const ids = readdirSync('media/machines').map((name) => name.replace('.vmtopology.json', ''));
const PAPER = ['tigerton-4x4', 'barcelona-4x4', 'barcelona-2x4', 'nehalem-2x4', 'tigerton-cluster'];
const GIGA = 1e9;
const NANOSECOND = 1e-9;

const known = (id: string): MachineParameters => parametersOf(builtIn(id));
const latency = (parameters: MachineParameters, from: number, to: number) =>
  latencyBetween(parameters, from, to)?.value ?? Number.NaN;

describe('speeds of machines', () => {
  it.each(ids)('%s: each number is positive and has a source', (id) => {
    const parameters = known(id);
    expect(sourceProblems(parameters)).toEqual([]);
    expect(sourcedNumbers(parameters).every(({ value }) => Number(value) > 0)).toBe(true);
    expect(parameters.nodes.map(({ node }) => node)).toEqual(builtIn(id).nodes.map((node) => node.id));
  });

  it.each(ids)('%s: memory is nearest at home', (id) => {
    const parameters = known(id);
    for (const { node, latencySeconds } of parameters.nodes) {
      const home = latency(parameters, node, node);
      for (const one of latencySeconds) expect(one.value).toBeGreaterThanOrEqual(home);
    }
    // A grown-up value, not a slip of a thousand.
    expect(latency(parameters, parameters.nodes[0]!.node, parameters.nodes[0]!.node)).toBeGreaterThan(
      40 * NANOSECOND,
    );
    for (const { bytesPerSecond } of parameters.nodes) expect(bytesPerSecond.value).toBeGreaterThan(GIGA);
  });

  it('of the paper rest on publications, but for the latency of one', () => {
    for (const id of PAPER) {
      const assumed = sourcedNumbers(known(id)).filter(({ source }) => String(source).includes('fitted'));
      const names = new Set(assumed.map(({ source }) => source));
      expect([...names]).toEqual(id.startsWith('tigerton') ? ['fitted: tigertonLatencySeconds'] : []);
    }
  });

  it('are the published ones', () => {
    const barcelona = known('barcelona-4x4');
    expect(barcelona.cyclesPerSecond.value).toBe(2.0 * GIGA);
    expect(latency(barcelona, 0, 0)).toBeCloseTo(117.2 * NANOSECOND, 12);
    expect(latency(barcelona, 0, 3)).toBeCloseTo(137 * NANOSECOND, 12);
    expect(barcelona.nodes[2]!.bytesPerSecond.value).toBe(8_300_000_000);
    expect(barcelona.cacheBytesPerPu.value).toBe(2 ** 20);
    expect(latency(known('barcelona-2x4'), 1, 0)).toBeCloseTo(107 * NANOSECOND, 12);
    const nehalem = known('nehalem-2x4');
    // "Almost 75 % higher" says the maker of another machine with these processors.
    expect(latency(nehalem, 0, 1) / latency(nehalem, 0, 0)).toBeCloseTo(1.63, 2);
    expect(nehalem.linkBytesPerSecond!.value).toBeLessThan(nehalem.nodes[0]!.bytesPerSecond.value);
  });

  it('of a UMA machine are one bus without links, below the peak of its four', () => {
    const tigerton = known('tigerton-4x4');
    expect(tigerton.nodes).toHaveLength(1);
    expect(tigerton.linkBytesPerSecond).toBeNull();
    expect(tigerton.nodes[0]!.bytesPerSecond.value).toBeCloseTo(9.44 * GIGA, -7);
    expect(tigerton.nodes[0]!.bytesPerSecond.value).toBeLessThan(4 * 1.066 * 8 * GIGA);
    expect(known('tigerton-cluster')).toEqual({ ...tigerton, machine: 'tigerton-cluster' });
  });

  it('of other machines follow distances and cores, and say that they are generic', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 10, max: 60 }),
        (nodes, cores, far) => {
          const distances = Array.from({ length: nodes }, (_, from) =>
            Array.from({ length: nodes }, (__, to) => (from === to ? 10 : far)),
          );
          const plain = parametersOf({ ...machine(nodes, cores), distances });
          expect(latency(plain, 0, 1) / latency(plain, 0, 0)).toBeCloseTo(1 + 0.6 * (far / 10 - 1));
          expect(plain.nodes[1]!.bytesPerSecond.value).toBeCloseTo(cores * 4 * GIGA);
          expect(plain.linkBytesPerSecond!.value).toBeCloseTo(plain.nodes[0]!.bytesPerSecond.value / 2);
          expect(plain.cyclesPerSecond.source).toContain('fitted');
        },
      ),
      { seed: 1 },
    );
  });

  it('give memory without cores what a mean node has', () => {
    const cxl = known('cxl-2x32');
    expect(cxl.nodes).toHaveLength(3);
    expect(new Set(cxl.nodes.map(({ bytesPerSecond }) => bytesPerSecond.value)).size).toBe(1);
  });

  it('bound what one core draws by its lines under way', () => {
    const nehalem = known('nehalem-2x4');
    expect(puBytesPerSecond(nehalem, 64 * NANOSECOND)).toBeCloseTo(10 * GIGA, -3);
    expect(latencyBetween(nehalem, 0, 7)).toBeNull();
    expect(latencyBetween(nehalem, 7, 0)).toBeNull();
  });
});
