import { describe, expect, it } from 'vitest';
import type { ExperimentDocument } from '../../../../src/core/schema/generated/vmexperiment.types';
import type { LayoutBody } from '../documents';
import { experimentText, expectNone, expectOne, findingsOfRule, inline } from '../ruleTrial';

const ballooned: LayoutBody = { partition: { per: 'node' }, defaults: { balloon: true } };
const text = (over: Partial<ExperimentDocument> = {}): string =>
  experimentText([inline('x', ballooned)], over);

describe('MEM07', () => {
  it('finds a balloon in a warm phase at its key in a layout written inside', () => {
    expectOne('MEM07', text(), {
      says: /Layout "x" gives VMs "vm0", "vm1", "vm2" and "vm3" a balloon, while warm runs/,
      at: 'true',
      fixes: ['Turn the balloon off'],
    });
  });

  it('finds both at the VM that has them, with one fix for both', () => {
    const vms = [
      { name: 'a', pus: '0', memory: '1GiB' },
      { name: 'b', pus: '1', memory: '1GiB', balloon: true, freePageReporting: true },
    ];
    expectOne('MEM07', experimentText([inline('x', { vms })]), {
      says: /VM "b" a balloon and free-page reporting/,
      at: 'true',
      fixes: ['Turn the balloon and free-page reporting off'],
    });
  });

  it('stands at the reference of a layout file, which it cannot change', () => {
    expectOne(
      'MEM07',
      experimentText(['file.vmlayout.json']),
      { says: /Layout "file"/, at: '"file.vmlayout.json"', fixes: [] },
      {
        files: {
          'file.vmlayout.json': { partition: { per: 'node' }, defaults: { freePageReporting: true } },
        },
      },
    );
  });

  it('finds nothing in a cold phase alone, nor where nothing is given back', () => {
    expectNone('MEM07', text({ phases: ['cold'] }));
    expectNone('MEM07', experimentText([inline('x', { partition: { per: 'node' } })]));
  });

  it('is silent where the technique is used or compared', () => {
    expectNone('MEM07', text({ techniques: ['balloon'] }));
    expectNone('MEM07', text({ factors: { technique: ['none', 'balloon'] } }));
    expect(findingsOfRule('MEM07', text({ techniques: ['reportFreePages'] }))).toHaveLength(1);
  });

  it('is silent beside the same cut without it, but not beside another cut', () => {
    const same = inline('y', { partition: { per: 'node' } });
    expectNone('MEM07', experimentText([inline('x', ballooned), same]));
    const other = inline('y', { partition: { vms: 1 } });
    expect(findingsOfRule('MEM07', experimentText([inline('x', ballooned), other]))).toHaveLength(1);
  });
});
