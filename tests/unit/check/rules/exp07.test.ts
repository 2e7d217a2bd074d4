import { describe, it } from 'vitest';
import type { ExperimentDocument } from '../../../../src/core/schema/generated/vmexperiment.types';
import type { LayoutBody } from '../documents';
import { expectNone, expectOne, experimentText, inline } from '../ruleTrial';

const body = (over: object): LayoutBody => ({
  partition: { per: 'node' },
  defaults: { memory: '2GiB', ...over },
});
const warm = { phases: ['warm' as const] };
const text = (over: object, rest: Partial<ExperimentDocument>): string =>
  experimentText([inline('x', body(over))], { ...warm, ...rest });

describe('EXP07', () => {
  it.each([
    ['balloon', 'VMs "vm0", "vm1", "vm2" and "vm3" have no balloon', 'a balloon', 'balloon'],
    ['reportFreePages', 'have no free-page reporting', 'free-page reporting', 'freePageReporting'],
  ] as const)('finds %s without its device, in the list and as a level', (technique, says, words, key) => {
    const wanted = {
      says: new RegExp(`technique "${technique}" .*layout "x".*${says}.*"${key}": true`),
      at: '"partition"',
      fixes: [`Give "vm0", "vm1", "vm2" and "vm3" ${words}`, `Leave out "${technique}"`],
    };
    expectOne('EXP07', text({}, { techniques: [technique] }), wanted);
    expectOne('EXP07', text({}, { techniques: ['restart', technique] }), wanted);
    expectOne('EXP07', text({}, { factors: { technique: ['none', technique] } }), wanted);
    expectOne('EXP07', text({}, { factors: { technique: [technique] } }), wanted);
  });

  it('stands where the device is turned off', () => {
    expectOne('EXP07', text({ balloon: false }, { techniques: ['balloon'] }), {
      says: /Give them a balloon/,
      at: 'false',
      fixes: ['Give "vm0", "vm1", "vm2" and "vm3" a balloon', 'Leave out "balloon"'],
    });
  });

  it('names the one VM that has none', () => {
    const vms = [
      { name: 'a', pus: '0-3', memory: '1GiB', balloon: true },
      { name: 'b', pus: '4-7', memory: '1GiB' },
    ];
    const one = experimentText([inline('x', { vms })], { ...warm, techniques: ['balloon'] });
    expectOne('EXP07', one, {
      says: /its VM "b" has no balloon\. Give it a balloon/,
      at: '"b"',
      fixes: ['Give "b" a balloon', 'Leave out "balloon"'],
    });
  });

  it('finds nothing with the device, with other techniques, without warm runs, or in cells that are not run', () => {
    expectNone('EXP07', text({ balloon: true }, { techniques: ['balloon'] }));
    expectNone('EXP07', text({ freePageReporting: true }, { techniques: ['reportFreePages'] }));
    expectNone('EXP07', text({}, { techniques: ['reclaim', 'restart', 'migrate'] }));
    expectNone('EXP07', text({}, { phases: ['cold'], techniques: ['balloon'] }));
    const factors = { technique: ['none' as const, 'balloon' as const] };
    const both = [inline('x', body({})), inline('y', body({ balloon: true }))];
    const exclude = [{ layout: 'x', technique: 'balloon' }];
    expectNone('EXP07', experimentText(both, { ...warm, factors, exclude }));
  });
});
