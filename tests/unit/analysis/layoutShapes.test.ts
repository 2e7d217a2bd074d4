import { describe, expect, it } from 'vitest';
import { layoutShapes } from '../../../src/core/analysis/layoutShapes';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import { planDocument } from '../../../src/core/plan/planDocument';
import { experiment, layout, machine, vm } from '../../support/experiments';

/** Of a plan with one layout, `cut`. */
function shapes(sets: readonly (readonly number[])[], on = machine(4, 2)) {
  const vms = sets.map((pus, at) => vm(`vm${at}`, pus));
  const made = experiment({
    layouts: [{ name: 'cut', layout: layout('cut', vms, on), path: ['layouts', 0] }],
  });
  return layoutShapes(planDocument(made, scheduleOf(made), [], '1'));
}

describe('how far VMs reach', () => {
  it('is told of the widest one', () => {
    expect(shapes([[0, 1, 2, 3, 4, 5, 6, 7]])).toEqual([{ layout: 'cut', packages: 4, nodes: 4 }]);
    expect(shapes([[0, 1], [2, 4], [6]])).toEqual([{ layout: 'cut', packages: 2, nodes: 2 }]);
  });

  it('tells packages and nodes apart', () => {
    const { pus, ...rest } = machine(4, 2);
    const twoNodes = { ...rest, pus: pus.map((pu) => ({ ...pu, package: Math.floor(pu.id / 4) })) };
    expect(shapes([[0, 2]], twoNodes)).toEqual([{ layout: 'cut', packages: 1, nodes: 2 }]);
  });

  it('is unknown where the machine does not know it of some VM', () => {
    const { pus, ...rest } = machine(4, 2);
    const half = { ...rest, pus: pus.map((pu) => (pu.id < 4 ? pu : { ...pu, package: null })) };
    expect(shapes([[0, 1], [4]], half)).toEqual([]);
    expect(shapes([[0, 1]], half)).toHaveLength(1);
  });

  it('is unknown of plans of before it was told', () => {
    expect(layoutShapes({ layouts: [{ name: 'cut', machine: 'm', guests: [] }] })).toEqual([]);
  });
});
