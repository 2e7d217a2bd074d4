import { describe, expect, it } from 'vitest';
import type { ExperimentDocument } from '../../../../src/core/schema/generated/vmexperiment.types';
import { machineOf, type LayoutBody } from '../documents';
import { expectNone, expectOne, experimentText, findingsOfRule, inline } from '../ruleTrial';

const cut = (size: string | null, over: object = {}): LayoutBody => ({
  ...(size === null ? {} : { regions: { shared: { size, node: 0 } } }),
  partition: { per: 'node' },
  defaults: { memory: '2GiB', ...(size === null ? {} : { regions: ['shared'] }) },
  ...over,
});
const workload = (over: object = {}): ExperimentDocument['workloads'] => [
  {
    suite: 'npb',
    programs: ['cg'],
    class: 'B',
    directory: '/opt/npb',
    transport: 'shared',
    ranks: 16,
    ...over,
  },
];
const text = (body: LayoutBody, over: object = {}, rest: Partial<ExperimentDocument> = {}): string =>
  experimentText([inline('x', body)], { workloads: workload(over), ...rest });

/** 64 PUs on each of two nodes. */
const large = machineOf({ synthetic: 'pack:2 [numa] core:64 pu:1', memoryPerNode: '64GiB' });

describe('SHM04', () => {
  it('finds a region below the least size', () => {
    expectOne('SHM04', text(cut('256MiB')), {
      says: /Region "shared" of layout "x" has 256MiB, but 16 ranks of "cg\.B" on one host need 512MiB \(16 MiB a rank, 512 MiB at least\)/,
      at: '"256MiB"',
      fixes: ['Enlarge it to 512MiB'],
    });
  });

  it('counts 16 MiB for each rank', () => {
    expectOne(
      'SHM04',
      text(cut('1GiB'), { ranks: 128 }),
      { says: /128 ranks.*need 2GiB/, at: '"1GiB"', fixes: ['Enlarge it to 2GiB'] },
      { machine: large },
    );
    expectNone('SHM04', text(cut('1GiB'), { ranks: 64 }), { machine: large });
  });

  it('stands at the reference of a layout file, and says what the hungriest program needs', () => {
    const workloads = [
      ...workload({ programs: ['ep'], ranks: 128 }),
      ...workload({ ranks: 96, name: 'smaller' }),
    ];
    expectOne(
      'SHM04',
      experimentText(['file.vmlayout.json'], { workloads }),
      { says: /layout "file".*128 ranks of "ep\.B"/, at: '"file.vmlayout.json"', fixes: [] },
      { machine: large, files: { 'file.vmlayout.json': cut('512MiB') } },
    );
  });

  it('finds VMs that share no region', () => {
    expectOne('SHM04', text(cut(null)), {
      says: /Ranks of "cg\.B" reach each other through shared memory, but VMs "vm0".* of layout "x" map no region in common\. Declare one of 512MiB/,
      at: '"shared"',
      fixes: ['Use the network'],
    });
  });

  it('takes the factor as well, and stands there when no region is shared', () => {
    const factors = { transport: ['network' as const, 'shared' as const] };
    const [finding] = findingsOfRule('SHM04', text(cut('256MiB'), { transport: 'network' }, { factors }));
    expect(finding?.message).toMatch(/has 256MiB/);
    expectOne('SHM04', text(cut(null), { transport: 'network' }, { factors }), {
      says: /map no region in common/,
      at: '[',
      fixes: [],
    });
  });

  it('uses the largest region that all of them map', () => {
    const regions = { small: { size: '128MiB', node: 0 }, shared: { size: '512MiB', node: 0 } };
    expectNone('SHM04', text(cut(null, { regions, defaults: { regions: ['small', 'shared'] } })));
  });

  it('counts the ranks of each host for itself', () => {
    const hosts = { hosts: ['left', 'right'] };
    expectNone('SHM04', text(cut('2GiB', hosts), { ranks: 256 }), { machine: large });
    expectNone('SHM04', text(cut('1GiB', hosts), { ranks: 128, rankOrder: 'cyclic' }), { machine: large });
    expect(
      findingsOfRule('SHM04', text(cut('2GiB', hosts), { ranks: 257 }), { machine: large }),
    ).toHaveLength(1);
  });

  it('finds nothing on the network, in one VM, or for a program that stays in one', () => {
    expectNone('SHM04', text(cut('256MiB'), { transport: 'network' }));
    expectNone('SHM04', text({ partition: { vms: 1 } }));
    expectNone('SHM04', text(cut('256MiB'), { launcher: 'openmp', ranks: 1 }));
  });
});
