import { describe, expect, it } from 'vitest';
import { bytesText } from '../../../src/core/analysis/format';
import { trafficTable } from '../../../src/core/analysis/report/tables';
import type { Results } from '../../../src/core/analysis/results';
import { resultsTable } from '../../../src/core/analysis/table';
import { traffic } from '../journal/lines';
import { type AskedRun, type Journalled, made, program } from './figures/made';

// Which way data went, from a journal made by hand: no host has written it.

const SHARED = { transport: 'shared' } as const;
const WAYS = ['network', 'shared'].map((way, at) => program(`w${at + 1}`, 'cg', { transport: way }));

/** Bytes that a VM of a run sends, by the way they take. */
type Sent = readonly [network: number, region: number | null];

const usual = ({ levels, block }: AskedRun): Sent =>
  levels['transport'] === 'shared' ? [10_000 + block, 1e9] : [1e9 + block, null];

function results(
  sentOf: (run: AskedRun) => Sent | null = usual,
  marks: Journalled['collected'] = () => [],
): Results {
  const collected: Journalled['collected'] = (run) => {
    const sent = run.layout === 'four' ? sentOf(run) : null;
    const [networkSentBytes, regionSentBytes] = sent ?? [];
    const vms = sent === null ? [] : ['vm0', 'vm1', 'vm2', 'vm3'];
    const told = vms.map((vm) =>
      traffic(run.session, run.run, { vm, networkSentBytes, regionSentBytes, regionMessages: null }),
    );
    return [...told, ...marks(run)];
  };
  const factors = { transport: ['network', 'shared'] };
  return made(() => 1, { factors, workloads: WAYS, phases: ['warm'] }, { collected });
}

const trafficsOf = ({ cells }: Results, layout = 'four') =>
  cells.filter((cell) => cell.layout === layout).map((cell) => cell.traffic);

describe('the data of a cell', () => {
  it('is what all VMs of a run sent, the median of the sessions', () => {
    // Three blocks, of which the middle one counts.
    expect(trafficsOf(results())).toEqual([
      { networkBytes: 4e9 + 4, regionBytes: null, sessions: 3 },
      { networkBytes: 40_004, regionBytes: 4e9, sessions: 3 },
    ]);
  });

  it('is nothing where nobody has counted: natively, and in one VM', () => {
    for (const layout of ['native', 'wide']) expect(trafficsOf(results(), layout)).toEqual([null, null]);
    expect(trafficsOf(results(() => null))).toEqual([null, null]);
  });

  it('stands in the table of the terminal and of the report, and nowhere without any', () => {
    const lines = resultsTable(results()).split('\n');
    expect(lines.find((line) => line.startsWith('data sent in'))).toMatch(
      /over the network +through the region$/,
    );
    expect(lines.filter((line) => /4\.00 GB/.test(line)).map((line) => line.split(/ {2,}/).slice(1))).toEqual(
      [
        ['cg', 'warm', '3', '4.00 GB', '-'],
        ['cg', 'warm', '3', '40.0 kB', '4.00 GB'],
      ],
    );
    expect(trafficTable(results())?.markup).toContain('4.00 GB');
    expect(resultsTable(results(() => null))).not.toContain('data sent');
    expect(trafficTable(results(() => null))).toBeNull();
  });
});

describe('a run that went the wrong way', () => {
  const wrong: Journalled['collected'] = ({ layout, levels, session, run, block }) =>
    layout === 'four' && levels['transport'] === SHARED.transport && block < 2
      ? [
          {
            ...{ event: 'mark', session, run, vm: null },
            what: `data took the network although shared memory was asked for: ${block} GB over the network, 9 B through region sh`,
          },
        ]
      : [];
  const lost = results(
    (run) => (run.levels['transport'] === 'shared' ? [1e9 + run.block, 9] : [0, null]),
    wrong,
  );
  const cell = lost.cells.find(({ layout, levels }) => layout === 'four' && levels['transport'] === 'shared');

  it('does not count, for one reason whatever the numbers are', () => {
    expect(cell).toMatchObject({ sessions: 1, runs: 1 });
    expect(cell?.leftOut).toEqual([
      { why: 'data took the network although shared memory was asked for', runs: 2 },
    ]);
  });

  it('shows where its data went all the same', () => {
    expect(cell?.traffic).toEqual({ networkBytes: 4e9 + 4, regionBytes: 36, sessions: 3 });
  });

  it('is told, once for a program in a layout', () => {
    expect(lost.findings.map(({ severity, what }) => `${severity}: ${what}`)).toEqual([
      'warning: 2 runs of cg in four, transport=shared did not go through shared memory as asked: up to 4.00 GB over the network, 36 B through the region.',
    ]);
    expect(results().findings).toEqual([]);
  });
});

it.each([
  [null, '-'],
  [0, '0 B'],
  [999, '999 B'],
  [51_234, '51.2 kB'],
  [999_999, '1000 kB'],
  [5.68e9, '5.68 GB'],
  [2e21, '2000000 PB'],
])('%s bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
