import { describe, expect, it } from 'vitest';
import type { ExperimentDocument, Workload } from '../../../src/core/schema/generated/vmexperiment.types';
import { checkExperimentText, fixed, rulesOf, underlined, type LayoutBody } from './documents';

const files: Readonly<Record<string, LayoutBody>> = {
  'wide.vmlayout.json': { partition: { vms: 1 } },
  'node.vmlayout.json': { partition: { per: 'node' } },
  'half.vmlayout.json': { vms: [{ name: 'a', pus: '0-7', memory: '4GiB' }] },
  'odd.vmlayout.json': { vms: [{ name: 'a', pus: '0-9', memory: '4GiB' }] },
  'huge.vmlayout.json': {
    partition: { per: 'node' },
    defaults: { memory: '4GiB', backing: 'hugetlb', pageSize: '2MiB' },
  },
};

const npb = (over: Partial<Workload> = {}): Workload => ({
  suite: 'npb',
  programs: ['cg'],
  class: 'B',
  directory: '/opt/npb',
  ...over,
});

function experimentText(
  layouts: ExperimentDocument['layouts'],
  workload: Workload = npb(),
  over: Partial<ExperimentDocument> = {},
): string {
  const files = layouts.map((one) => (typeof one === 'string' ? `${one}.vmlayout.json` : one));
  return JSON.stringify({ version: 1, layouts: files, workloads: [workload], ...over }, null, 2);
}

interface Case {
  readonly rule: string;
  readonly what: string;
  readonly text: string;
  readonly says: RegExp;
  readonly at: string;
  readonly fixes: readonly string[];
}

const cases: readonly Case[] = [
  {
    rule: 'NPB01',
    what: 'ranks that are no square',
    text: experimentText(['wide'], npb({ programs: ['bt'], ranks: 8 })),
    says: /BT cannot run with 8 ranks.*square/,
    at: '8',
    fixes: ['Use 4 ranks', 'Use 9 ranks'],
  },
  {
    rule: 'NPB01',
    what: 'vCPUs that are no square, for two programs of one entry',
    text: experimentText(['half'], npb({ programs: ['bt', 'sp', 'cg'] })),
    says: /BT cannot run with 8 ranks.*vCPUs of "half" make 8.*same is true of SP/,
    at: '[',
    // 9 ranks would not find a vCPU each, and CG needs a power of two.
    fixes: ['Use 4 ranks'],
  },
  {
    rule: 'NPB02',
    what: 'ranks that are no power of two',
    text: experimentText(['wide'], npb({ ranks: 12 })),
    says: /CG cannot run with 12 ranks.*power of two/,
    at: '12',
    fixes: ['Use 8 ranks', 'Use 16 ranks'],
  },
  {
    rule: 'NPB02',
    what: 'vCPUs that are no power of two',
    text: experimentText(['odd']),
    says: /CG cannot run with 10 ranks.*vCPUs of "odd" make 10/,
    at: '[',
    fixes: ['Use 8 ranks'],
  },
  {
    rule: 'NPB03',
    what: 'OpenMP in a layout of several VMs',
    text: experimentText(['wide', 'node'], npb({ launcher: 'openmp' })),
    says: /"cg.B" runs with OpenMP.*layout "node" has several/,
    at: '"openmp"',
    fixes: ['Start the MPI version'],
  },
  {
    rule: 'NPB04',
    what: 'more ranks than vCPUs',
    text: experimentText(['half'], npb({ programs: ['bt', 'cg'], ranks: 16 })),
    says: /starts 16 ranks, but "half" has 8 vCPUs/,
    at: '16',
    // 8 would be no square.
    fixes: ['Use 4 ranks'],
  },
  {
    rule: 'NPB04',
    what: 'more threads than vCPUs',
    text: experimentText(['half'], npb({ launcher: 'openmp', threads: 12 })),
    says: /1 rank of 12 threads, but "half" has 8 vCPUs/,
    at: '12',
    fixes: ['Use 8 threads a rank'],
  },
  {
    rule: 'NPB04',
    what: 'ranks whose threads do not find vCPUs',
    text: experimentText(['half'], npb({ launcher: 'hybrid', ranks: 4, threads: 4 })),
    says: /4 ranks of 4 threads/,
    at: '4',
    fixes: ['Use 2 ranks', 'Use 2 threads a rank'],
  },
  {
    rule: 'EXP01',
    what: 'few replicates',
    text: experimentText(['wide'], npb(), { replicates: 3 }),
    says: /3 sessions a cell/,
    at: '3',
    fixes: ['Use 5 replicates'],
  },
  {
    rule: 'EXP01',
    what: 'a fixed order',
    text: experimentText(['wide'], npb(), { order: 'fixed' }),
    says: /same order/,
    at: '"fixed"',
    fixes: ['Randomize the order'],
  },
  {
    rule: 'EXP01',
    what: 'no baseline',
    text: experimentText(['wide'], npb(), { baseline: 'none' }),
    says: /no native baseline/,
    at: '"none"',
    fixes: ['Measure the native machine too'],
  },
  {
    rule: 'EXP04',
    what: 'huge pages and a cold phase',
    text: experimentText(['wide', 'huge']),
    says: /Layout "huge" backs VMs "vm0", "vm1", "vm2" and "vm3" with huge pages/,
    at: '"huge.vmlayout.json"',
    fixes: ['Measure the warm phase only'],
  },
  {
    rule: 'EXP05',
    what: 'ranks dealt out in turn',
    text: experimentText(['wide', 'node'], npb({ rankOrder: 'cyclic' })),
    says: /rank 1 runs on PU 1 natively and in "wide", but on PU 4 in "node"/,
    at: '"cyclic"',
    fixes: ['Fill one VM after the other'],
  },
  {
    rule: 'EXP05',
    what: 'layouts of different sizes',
    text: experimentText(['wide', 'half']),
    says: /16 ranks natively and in "wide", but 8 in "half"/,
    at: '{',
    fixes: ['Use 8 ranks everywhere'],
  },
];

describe('experiment rules', () => {
  it.each(cases)('$rule finds $what once, at its place, and every fix cures it', ({ text, ...test }) => {
    const findings = checkExperimentText(text, files);
    expect(rulesOf(findings)).toEqual([test.rule]);
    expect(findings[0]?.message).toMatch(test.says);
    expect(underlined(text, findings[0]).slice(0, test.at.length)).toBe(test.at);
    expect(findings[0]?.fixes.map((fix) => fix.title)).toEqual(test.fixes);
    for (const fix of findings[0]?.fixes ?? []) {
      expect(fix.safe).toBe(false);
      expect(rulesOf(checkExperimentText(fixed(text, fix), files))).not.toContain(test.rule);
    }
  });

  it.each([
    ['native, one wide VM and one VM a node', experimentText(['wide', 'node'])],
    ['squares for BT', experimentText(['wide'], npb({ programs: ['bt'], ranks: 9 }))],
    ['any count for EP', experimentText(['wide'], npb({ programs: ['ep'], ranks: 7 }))],
    ['OpenMP in one VM', experimentText(['wide'], npb({ launcher: 'openmp' }))],
    ['huge pages without a cold phase', experimentText(['huge'], npb(), { phases: ['warm'] })],
    [
      'cyclic ranks without a native baseline but for EXP01',
      experimentText(['wide', 'node'], npb({ rankOrder: 'cyclic' }), {
        baseline: 'none',
        accept: { EXP01: 'layouts are compared with each other' },
      }),
    ],
    [
      'a command with as many ranks as it likes',
      experimentText(['wide'], { suite: 'command', name: 'x', command: ['x'], launcher: 'mpi', ranks: 7 }),
    ],
  ])('find nothing in %s', (_what, text) => {
    expect(checkExperimentText(text, files)).toEqual([]);
  });

  it('find no fixed order where a block has a single session', () => {
    const text = experimentText(['wide'], npb(), { order: 'fixed', baseline: 'none', phases: ['warm'] });
    expect(checkExperimentText(text, files).map((finding) => finding.message)).toEqual([
      expect.stringMatching(/baseline/),
    ]);
  });
});
