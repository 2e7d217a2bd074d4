import { describe, expect, it } from 'vitest';
import type { TechniqueResult } from '../../../../src/core/analysis/appliedTechniques';
import { missingFindings, rememberedCost } from '../../../../src/core/analysis/findings/collectors';
import { localityFindings } from '../../../../src/core/analysis/findings/locality';
import { techniqueFindings } from '../../../../src/core/analysis/findings/techniques';
import { vmMemoryOf, type VmMemory } from '../../../../src/core/analysis/vmMemory';
import type { MemorySamples, SessionState } from '../../../../src/core/journal/state';
import { scheduleOf } from '../../../../src/core/experiment/schedule';
import { planDocument } from '../../../../src/core/plan/planDocument';
import { experiment, layout, vm } from '../../../support/experiments';
import { made } from '../figures/made';
import { kindsSaid } from '../figures/madeCollected';

const inside: VmMemory = { layout: 'four', vm: 'vm1', vcpuNodes: [1], memoryNodes: [1] };

describe('locality against what is declared', () => {
  const found = (remote: number) => [{ layout: 'four', vm: 'vm1', remote, runs: 6 }];

  it('is told of a VM whose vCPUs and memory are confined to one node, above a tenth', () => {
    expect(localityFindings([inside], found(0.1))).toEqual([]);
    expect(localityFindings([inside], found(0.342))).toEqual([
      expect.objectContaining({
        severity: 'warning',
        what: 'vm1 of four is confined to node 1, and 34.2 % of the memory that its ranks used was remote, mean of 6 runs.',
      }),
    ]);
  });

  it('is none of a VM whose memory is declared elsewhere, or that nobody looked into', () => {
    for (const more of [{ memoryNodes: [0] }, { memoryNodes: [0, 1] }, { vcpuNodes: [0, 1] }, { vm: 'vm2' }])
      expect(localityFindings([{ ...inside, ...more }], found(0.9))).toEqual([]);
  });

  it('is told as it is of one that spans nodes and is bound to none', () => {
    const spanning = { ...inside, vcpuNodes: [0, 1, 2, 3], memoryNodes: null };
    expect(localityFindings([spanning], found(0.02))).toEqual([
      expect.objectContaining({
        severity: 'info',
        what: 'vm1 of four spans 4 nodes, its memory is bound to none of them (firstTouch), and 2.0 % of the memory that its ranks used was remote, mean of 6 runs.',
      }),
    ]);
    expect(localityFindings([{ ...spanning, vcpuNodes: [0] }], found(0.9))).toEqual([]);
  });
});

it('plans say where vCPUs and memory are declared', () => {
  const cut = layout('cut', [
    vm('bound', [2, 3], { nodes: [1], policy: 'bind' }),
    vm('open', [0, 1, 4], { nodes: [], policy: 'firstTouch' }),
  ]);
  const planned = experiment({ layouts: [{ name: 'cut', layout: cut, path: ['layouts', 0] }] });
  const plan = planDocument(planned, scheduleOf(planned), [], '1');
  expect(vmMemoryOf(plan)).toEqual([
    { layout: 'cut', vm: 'bound', vcpuNodes: [1], memoryNodes: [1] },
    { layout: 'cut', vm: 'open', vcpuNodes: [0, 2], memoryNodes: null },
  ]);
  // Of a plan that an earlier version made nothing is known.
  const layouts = plan.layouts.map((one) => ({ ...one, spans: [{ packages: 1, nodes: 1 }] }));
  expect(vmMemoryOf({ layouts })).toEqual([]);
});

it('results tell of a VM that is not as local as its layout declares it', () => {
  const collected = kindsSaid((_, name) => ({
    ...{
      local: name === 'vm1' ? 60 : 100,
      single: 0,
      multiple: name === 'vm1' ? 40 : 0,
      unmapped: 0,
      wrong: 0,
    },
  }));
  const four = layout('four', [vm('vm0', [0, 1], { nodes: [0] }), vm('vm1', [2, 3], { nodes: [1] })]);
  const layouts = [{ name: 'four', layout: four, path: ['layouts', 0] }];
  const { findings } = made(() => 10, { layouts, replicates: 2, warmRuns: 1 }, { collected });
  expect(findings.map(({ what }) => what)).toEqual([
    'vm1 of four is confined to node 1, and 40.0 % of the memory that its ranks used was remote, mean of 4 runs.',
  ]);
});

describe('what collectors cost', () => {
  const samples = (collectorSeconds: number, vmSeconds: number | null): MemorySamples => ({
    ...{
      file: 'raw/s1-memory.txt',
      offset: 0,
      bytes: 1,
      seconds: 1,
      samples: 1,
      collectorSeconds,
      vmSeconds,
    },
  });
  const told = (...memorySamples: MemorySamples[]) =>
    rememberedCost()({ sessions: [{ memorySamples } as unknown as SessionState] });

  it('is told above one per cent of the time of the VMs, over all sessions', () => {
    expect(told(samples(1, 100))).toEqual([]);
    expect(told(samples(3, 100), samples(0, 100))).toMatchObject([
      {
        severity: 'warning',
        what: expect.stringContaining('1.5 % of their processor time (3.000 s of 200.0 s)') as string,
      },
    ]);
  });

  it('is not known where the kernel does not tell the time of the VMs', () => {
    expect(told(samples(5, null))).toEqual([]);
    expect(told(samples(5, null), samples(0.1, 100))).toEqual([]);
    expect(told()).toEqual([]);
  });
});

it('what is missing is told with its remedy, as sentences', () => {
  const missing = [{ part: 'numaStat', what: 'this host has no cgroup v2', remedy: 'Mount it.' }];
  expect(missingFindings({ missing })).toEqual([
    { severity: 'warning', what: 'numaStat: this host has no cgroup v2.', means: 'Mount it.' },
  ]);
});

it('a technique that was not complete is told with the reason', () => {
  const result: TechniqueResult = {
    ...{ layout: 'wide', setting: '', levels: {}, technique: 'reclaim', vm: 'vm0', times: 8, complete: 3 },
    ...{ seconds: 4, before: {}, after: {}, why: ['the time was up.', 'no swap'] },
  };
  expect(techniqueFindings([{ ...result, complete: 8 }])).toEqual([]);
  expect(techniqueFindings([result])).toMatchObject([
    { what: 'reclaim was complete 3 of 8 times on vm0 of wide: the time was up; no swap.' },
  ]);
});
