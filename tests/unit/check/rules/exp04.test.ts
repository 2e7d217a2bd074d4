import { describe, expect, it } from 'vitest';
import type { ExperimentDocument } from '../../../../src/core/schema/generated/vmexperiment.types';
import type { LayoutBody } from '../documents';
import { expectNone, expectOne, experimentText, findingsOfRule, inline } from '../ruleTrial';

const ORDINARY = 'Give the VMs ordinary memory and interfaces';
const body = (over: object): LayoutBody => ({
  partition: { per: 'node' },
  defaults: { memory: '2GiB', ...over },
});
const text = (over: object, rest: Partial<ExperimentDocument> = {}): string =>
  experimentText([inline('x', body(over))], rest);
const warm = { phases: ['warm' as const] };

describe('EXP04', () => {
  it.each<[string, object, RegExp, string]>([
    ['huge pages', { backing: 'hugetlb' }, /backs VMs "vm0", .* with huge pages from a pool/, '"hugetlb"'],
    ['preallocation', { prealloc: true }, /preallocates VMs "vm0"/, 'true'],
    [
      'a device of the host',
      { nics: [{ model: 'vfio', device: '0000:41:00.1' }] },
      /hands devices of the host to VMs "vm0".*\(vfio\)/,
      '[',
    ],
  ])('finds %s in a cold phase', (_what, over, says, at) => {
    expectOne('EXP04', text(over), {
      says: new RegExp(`${says.source}.*does not go with a cold phase`),
      at,
      fixes: ['Measure the warm phase only', ORDINARY],
    });
  });

  it('says all of it in one finding', () => {
    expectOne('EXP04', text({ prealloc: true, backing: 'hugetlb' }, { techniques: ['reclaim', 'restart'] }), {
      says: /huge pages from a pool and preallocates .*a cold phase and reclaim/,
      at: '"hugetlb"',
      fixes: ['Measure the warm phase only, without reclaim', ORDINARY],
    });
  });

  it('finds techniques without a cold phase, in the list and as a factor', () => {
    expectOne('EXP04', text({ prealloc: true }, { ...warm, techniques: ['reclaim', 'migrate'] }), {
      says: /does not go with reclaim and migration\. Use another backing, or leave that out/,
      at: 'true',
      fixes: ['Leave out reclaim and migration', ORDINARY],
    });
    const factors = { technique: ['none' as const, 'migrate' as const] };
    expectOne('EXP04', text({ prealloc: true }, { ...warm, factors }), {
      says: /does not go with migration/,
      at: 'true',
      fixes: ['Leave out migration', ORDINARY],
    });
    const only = { technique: ['migrate' as const] };
    expectOne('EXP04', text({ prealloc: true }, { ...warm, factors: only }), {
      says: /migration/,
      at: 'true',
      fixes: ['Leave out migration', ORDINARY],
    });
  });

  it('stands at the file of a layout that it cannot change', () => {
    expectOne(
      'EXP04',
      experimentText(['file.vmlayout.json']),
      {
        says: /Layout "file" preallocates/,
        at: '"file.vmlayout.json"',
        fixes: ['Measure the warm phase only'],
      },
      { files: { 'file.vmlayout.json': body({ prealloc: true }) } },
    );
  });

  it('finds nothing in warm runs, in other techniques, or in ordinary memory', () => {
    expectNone('EXP04', text({ prealloc: true }, warm));
    expectNone('EXP04', text({ prealloc: true }, { ...warm, techniques: ['restart'] }));
    expectNone('EXP04', text({ backing: 'shared' }));
  });

  it('has one finding a layout', () => {
    const both = experimentText([
      inline('x', body({ prealloc: true })),
      inline('y', body({ prealloc: true })),
    ]);
    expect(findingsOfRule('EXP04', both)).toHaveLength(2);
  });
});
