import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativePlacement, rankPlacement, ranksOf, threadsOf } from '../../../src/core/experiment/ranks';
import { nativeReference } from '../../../src/core/experiment/nativeReference';
import type { Workload } from '../../../src/core/experiment/workload';
import { experiment, layoutOf, level, workload } from '../check/builders';

const four = layoutOf('four', 4, 4, 4, 4);

describe('rankPlacement', () => {
  it('fills one VM after the other in block order', () => {
    const places = rankPlacement(workload(), four);
    expect(places.map((p) => p.vm)).toEqual([0, 1, 2, 3].flatMap((i) => Array<string>(4).fill(`vm${i}`)));
    expect(places[5]).toEqual({ rank: 5, vm: 'vm1', cpus: [1], pus: [5] });
    expect(places.map((p) => p.pus[0])).toEqual(Array.from({ length: 16 }, (_, pu) => pu));
  });

  it('deals ranks out in turn in cyclic order, passing over full VMs', () => {
    const places = rankPlacement(workload({ rankOrder: 'cyclic' }), layoutOf('odd', 1, 3));
    expect(places.map((p) => [p.vm, p.cpus[0]])).toEqual([
      ['vm0', 0],
      ['vm1', 0],
      ['vm1', 1],
      ['vm1', 2],
    ]);
  });

  it('gives each rank of a hybrid program consecutive vCPUs of one VM', () => {
    const places = rankPlacement(workload({ launcher: 'hybrid', threads: 2 }), layoutOf('two', 5, 4));
    expect(places.map((p) => [p.vm, p.cpus, p.pus])).toEqual([
      ['vm0', [0, 1], [0, 1]],
      ['vm0', [2, 3], [2, 3]],
      ['vm1', [0, 1], [5, 6]],
      ['vm1', [2, 3], [7, 8]],
    ]);
  });

  it('gives OpenMP one process with a thread for each vCPU of the first VM', () => {
    const openmp = workload({ launcher: 'openmp' });
    expect(threadsOf(openmp, four)).toBe(4);
    expect(rankPlacement(openmp, four)).toEqual([
      { rank: 0, vm: 'vm0', cpus: [0, 1, 2, 3], pus: [0, 1, 2, 3] },
    ]);
    expect(rankPlacement(workload({ launcher: 'plain' }), four)).toEqual([
      { rank: 0, vm: 'vm0', cpus: [0], pus: [0] },
    ]);
  });

  it('begins again at the first place when ranks outnumber places', () => {
    const places = rankPlacement(workload({ ranks: 6 }), layoutOf('two', 2, 2));
    expect(places.map((p) => p.pus[0])).toEqual([0, 1, 2, 3, 0, 1]);
    expect(places.map((p) => p.rank)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('gives a rank all of a VM that has fewer vCPUs than the rank has threads', () => {
    const places = rankPlacement(workload({ launcher: 'hybrid', threads: 8 }), layoutOf('two', 2, 2));
    expect(places).toEqual([{ rank: 0, vm: 'vm0', cpus: [0, 1], pus: [0, 1] }]);
  });

  it('is empty for a layout without vCPUs', () => {
    expect(rankPlacement(workload(), layoutOf('none'))).toEqual([]);
    expect(rankPlacement(workload({ launcher: 'openmp' }), layoutOf('empty', 0, 0))).toEqual([]);
  });

  const workloads: fc.Arbitrary<Workload> = fc
    .record({
      launcher: fc.constantFrom<Workload['launcher']>('plain', 'openmp', 'mpi', 'hybrid', 'oshmem', 'upc'),
      ranks: fc.option(fc.integer({ min: 1, max: 40 })),
      threads: fc.option(fc.integer({ min: 1, max: 5 })),
      rankOrder: fc.constantFrom<Workload['rankOrder']>('block', 'cyclic'),
    })
    .map((over) => workload(over));
  const sizes = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 });

  it('puts every rank inside one VM, on PUs that carry its vCPUs, evenly', () => {
    fc.assert(
      fc.property(workloads, sizes, (w, vms) => {
        const layout = layoutOf('any', ...vms);
        const places = rankPlacement(w, layout);
        if (places.length > 0) expect(places.length).toBe(ranksOf(w, layout));
        for (const place of places) {
          const vm = layout.vms.find((v) => v.name === place.vm);
          expect(place.cpus.length).toBeGreaterThan(0);
          expect(place.pus).toEqual(place.cpus.map((cpu) => vm?.pus[cpu]));
        }
        const uses = new Map<string, number>();
        for (const place of places) uses.set(place.pus.join(), (uses.get(place.pus.join()) ?? 0) + 1);
        const counts = [...uses.values()];
        if (counts.length > 0) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('binds native ranks to the PUs that carry them in the VMs', () => {
    fc.assert(
      fc.property(workloads, sizes, (w, vms) => {
        const layout = layoutOf('any', ...vms);
        const inVms = rankPlacement(w, layout);
        const native = nativePlacement(w, layout);
        expect(native.map((p) => p.pus)).toEqual(inVms.map((p) => p.pus));
        expect(native.every((p) => p.vm === null && p.cpus === p.pus)).toBe(true);
      }),
    );
  });
});

describe('nativeReference', () => {
  it('follows the first layout', () => {
    const e = experiment({ layouts: [level(layoutOf('small', 2)), level(four, 1)] });
    expect(nativeReference(e, workload()).map((p) => p.pus)).toEqual([[0], [1]]);
    expect(nativeReference(experiment({ layouts: [] }), workload())).toEqual([]);
  });
});
