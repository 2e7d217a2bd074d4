import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vm } from '../../../../src/core/layout/layout';
import type { PagesOfRun, PagingSetup } from '../../../../src/core/predict/paging/paging';
import { simulatePaging } from '../../../../src/core/predict/paging/simulatePaging';
import { GiB } from '../../check/builders';
import {
  cellsOfNodes,
  memoryOf,
  MiB,
  natively,
  overSeeds,
  perNode,
  setup,
  shares,
  sharesOf,
  total,
  wide,
} from './setups';

const anySetup: fc.Arbitrary<PagingSetup> = fc
  .record({
    memory: fc
      .tuple(
        fc.integer({ min: 0, max: 200 }),
        fc.nat(64),
        fc.nat(16),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map((all) => memoryOf(...all)),
    kind: fc.constantFrom('processes', 'threads'),
    techniques: fc.subarray(['reclaim', 'migrate', 'reportFreePages', 'balloon', 'restart']),
    seed: fc.nat(),
    hostPageBytes: fc.constantFrom(4096, 2 * MiB),
    guestPageBytes: fc.constantFrom(4096, 2 * MiB),
    vm: fc.record({
      policy: fc.constantFrom<Vm['policy']>('firstTouch', 'bind', 'preferred', 'interleave'),
      pinning: fc.constantFrom<Vm['pinning']>('perVcpu', 'perNode', 'floating'),
      nodes: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
      prealloc: fc.boolean(),
      balloon: fc.boolean(),
      freePageReporting: fc.boolean(),
      cells: fc.constantFrom<Vm['cells']>([], cellsOfNodes()),
      memoryBytes: fc.constantFrom(28 * GiB, 2 * GiB),
    }),
  })
  .map(({ vm, ...rest }) => setup({ ...rest, layout: wide(vm) } as Partial<PagingSetup>));

describe('simulatePaging', () => {
  it('has every used page in exactly one kind, whatever the setup', () => {
    fc.assert(
      fc.property(anySetup, (one) => {
        const ranks = 16;
        const { memory } = one;
        const wanted = ranks * memory.privateBytes.value + memory.sharedBytes.value;
        for (const [pages] of simulatePaging(one)) {
          if (pages === undefined) throw new Error('a VM');
          const { usedBytes, inherited, wrong } = sharesOf([pages]);
          const own = pages.byThread.flat().reduce((sum, bytes) => sum + bytes, 0);
          const shared = pages.shared.reduce((sum, bytes) => sum + bytes, 0);
          expect(own + shared).toBeCloseTo(usedBytes, -1);
          // Churn that found no frame is missing too, and is in no kind anyway.
          const lost = wanted - usedBytes;
          expect(lost).toBeGreaterThan(-1);
          expect(lost).toBeLessThan(pages.withoutFrameBytes + 1);
          if (usedBytes > 0) expect([wrong <= inherited, inherited <= 1 + 1e-9]).toEqual([true, true]);
          const { guest, unmapped, reclaimed, timed, inherited: found, foundRemote } = pages.faults;
          expect(found).toBeLessThanOrEqual(guest + 1e-6);
          expect(reclaimed).toBeLessThanOrEqual(unmapped);
          expect(timed.guest).toBeLessThanOrEqual(guest + 1e-6);
          expect(foundRemote.single + foundRemote.multiple).toBeLessThanOrEqual(guest + 1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same pages for the same seed, and others for another', () => {
    const of = (seed: number): unknown => simulatePaging(setup({ seed, memory: memoryOf(20, 8, 2) }));
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  it('has a row for each run and an entry for each VM in which there are ranks', () => {
    const runs = simulatePaging(setup({ layout: perNode() }));
    expect(runs.map((row) => row.map(({ vm }) => vm))).toEqual(Array(3).fill(['vm0', 'vm1', 'vm2', 'vm3']));
    expect(runs[0]?.[0]?.byThread).toHaveLength(4);
  });

  it('counts the faults of a run from its memory', () => {
    const [[pages]] = simulatePaging(setup({ memory: memoryOf(10, 8, 2, 0.25) })) as [[PagesOfRun]];
    const { guest, timed, unmapped } = pages.faults;
    // Each rank faults on its own memory, its churn, and all that is shared.
    expect(guest).toBeCloseTo((16 * (10 + 8 + 2) * MiB) / 4096, 3);
    expect(timed.guest).toBeCloseTo((16 * 2.5 * MiB) / 4096, 3);
    // What was churn is handed out again; 2 MiB are there from the boot.
    const fresh = ((16 * 10 + 8) * MiB) / 4096;
    expect(unmapped).toBeGreaterThan(0.95 * fresh);
    expect(unmapped).toBeLessThan(1.02 * fresh);
  });

  it('tells what found no frame', () => {
    const [[pages]] = simulatePaging(setup({ layout: wide({ memoryBytes: GiB }) })) as [[PagesOfRun]];
    const used = total(pages.local) + total(pages.remoteSingle) + total(pages.remoteMultiple);
    expect(pages.withoutFrameBytes).toBeGreaterThan(100 * MiB);
    expect(used + pages.withoutFrameBytes).toBeCloseTo(GiB, -1);
  });
});

describe('the leak', () => {
  it('comes with one wide VM: local when cold, and by chance from the first warm run on', () => {
    const [cold, ...warm] = overSeeds({ runs: 4 }, ({ remote }) => remote);
    expect(cold?.[1]).toBeLessThan(0.01);
    // A frame of anybody: three of four nodes are wrong.
    for (const [least, greatest] of warm) {
      expect(least).toBeGreaterThan(0.68);
      expect(greatest).toBeLessThan(0.82);
    }
  });

  it('stays on average where it is after the first warm run', () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => shares({ seed, runs: 4 }));
    const mean = (run: number): number => seeds.reduce((sum, one) => sum + (one[run]?.wrong ?? 0), 0) / 20;
    expect(Math.abs(mean(2) - mean(1))).toBeLessThan(0.02);
    expect(Math.abs(mean(3) - mean(1))).toBeLessThan(0.02);
  });

  it('comes as well where vCPUs float, whose cold runs are remote too', () => {
    const [cold, ...warm] = overSeeds({ layout: wide({ pinning: 'floating' }) }, ({ remote }) => remote);
    expect(cold?.[0]).toBeGreaterThan(0.05);
    for (const [least] of warm) expect(least).toBeGreaterThan(0.6);
  });

  it('does not come where a VM is on each node and bound to it', () => {
    for (const [, greatest] of overSeeds(
      { layout: perNode(), memory: memoryOf(64, 8, 4) },
      ({ remote }) => remote,
      5,
    ))
      expect(greatest).toBe(0);
  });

  it('does not come where the guest knows the nodes', () => {
    const layout = wide({ policy: 'bind', cells: cellsOfNodes() });
    for (const [, greatest] of overSeeds({ layout }, ({ remote }) => remote, 5)) expect(greatest).toBe(0);
  });

  it('comes with cells all the same where the host places by first touch and vCPUs float', () => {
    const layout = wide({ pinning: 'floating', cells: cellsOfNodes() });
    const warm = overSeeds({ layout }, ({ wrong }) => wrong, 5).slice(1);
    for (const [least] of warm) expect(least).toBeGreaterThan(0.5);
  });

  it('does not reach what fits into the list of a vCPU, with which that comes back to it', () => {
    const nothing = { value: 0, source: 'made up' };
    const memory = memoryOf(0.5);
    for (const [, greatest] of overSeeds(
      { memory, assumptions: { bootFreedBytes: nothing } },
      ({ remote }) => remote,
      5,
    ))
      expect(greatest).toBeLessThan(0.1);
  });

  it('reaches a new program: what threads left goes to whoever comes first', () => {
    const [cold, warm] = simulatePaging(setup({ kind: 'threads' }));
    const own = (pages: readonly PagesOfRun[] | undefined): number =>
      (pages?.[0]?.byThread ?? []).reduce((sum, row, thread) => sum + (row[Math.floor(thread / 4)] ?? 0), 0);
    expect(own(cold)).toBeGreaterThan(0.99 * GiB);
    expect(own(warm)).toBeLessThan(0.35 * GiB);
    // A process on four nodes has four users of each page (docs/memory/pages.md), cold and warm alike.
    for (const row of [cold, warm]) expect(sharesOf(row ?? []).multiple).toBe(1);
  });
});

describe('where the host maps', () => {
  it('is the node of the vCPU natively, in every run', () => {
    for (const pages of simulatePaging(natively({ memory: memoryOf(64, 8, 4) }))) {
      const { single, multiple, inherited } = sharesOf(pages);
      expect(single).toBe(0);
      expect(multiple).toBeCloseTo(8 / (16 * 64 + 8), 6);
      expect(inherited).toBe(0);
      expect(pages[0]).toMatchObject({ vm: null, faults: { unmapped: 0 } });
    }
  });

  it('follows the policy', () => {
    const onNodes = (over: Partial<Vm>): readonly number[] => {
      const [pages] = simulatePaging(setup({ layout: wide(over), runs: 1 }))[0] ?? [];
      return [0, 1, 2, 3].map(
        (node) => (pages?.byThread ?? []).reduce((sum, row) => sum + (row[node] ?? 0), 0) / GiB,
      );
    };
    const near = (found: readonly number[], wanted: readonly number[]): void => {
      for (const [node, share] of wanted.entries()) expect(found[node]).toBeCloseTo(share, 1);
    };
    near(onNodes({}), [0.25, 0.25, 0.25, 0.25]);
    near(onNodes({ policy: 'bind', nodes: [2] }), [0, 0, 1, 0]);
    // The nearest of the set: its own nodes for those on them, and the first for others, as far as distances tell.
    near(onNodes({ policy: 'bind', nodes: [0, 1] }), [0.75, 0.25, 0, 0]);
    near(onNodes({ policy: 'preferred', nodes: [3] }), [0, 0, 0, 1]);
    near(onNodes({ policy: 'interleave', nodes: [0, 1, 2, 3] }), [0.25, 0.25, 0.25, 0.25]);
    near(onNodes({ policy: 'interleave', nodes: [0, 1], pageSizeBytes: 8 * MiB }), [0.5, 0.5, 0, 0]);
    near(onNodes({ prealloc: true, emulatorPus: [9] }), [0, 0, 1, 0]);
  });

  it('goes to the next node when one is full', () => {
    const layout = wide({ policy: 'preferred', nodes: [1] });
    const small = layout.machine.nodes.map((node) => ({ ...node, memoryBytes: GiB }));
    const [pages] =
      simulatePaging(setup({ layout: { ...layout, machine: { ...layout.machine, nodes: small } } }))[0] ?? [];
    const used = (node: number): number =>
      (pages?.byThread ?? []).reduce((sum, row) => sum + (row[node] ?? 0), 0);
    expect(used(1)).toBeGreaterThan(0.3 * GiB);
    expect(used(1)).toBeLessThan(GiB);
    expect(used(0)).toBeGreaterThan(0);
  });

  it('maps by its own pages: a huge one takes its neighbours along', () => {
    const memory = memoryOf(4);
    const [small] = shares({ memory, runs: 1 });
    const [huge] = shares({ memory, runs: 1, hostPageBytes: 2 * MiB });
    const [both] = shares({ memory, runs: 1, hostPageBytes: 2 * MiB, guestPageBytes: 2 * MiB });
    expect(small?.remote).toBeLessThan(0.1);
    expect(huge?.remote).toBeGreaterThan(0.5);
    expect(both?.remote).toBeLessThan(0.1);
    const [[pages]] = simulatePaging(setup({ memory, hostPageBytes: 2 * MiB })) as [[PagesOfRun]];
    expect(pages.faults.unmapped).toBeLessThan(80);
    expect(pages.faults.guest).toBeCloseTo(16 * 1024, 3);
  });
});

describe('techniques between runs', () => {
  const after = (technique: PagingSetup['techniques'][number], over: Partial<Vm> = {}): PagesOfRun => {
    const [, warm] = simulatePaging(setup({ techniques: [technique], layout: wide(over), runs: 2 }));
    return warm?.[0] as PagesOfRun;
  };

  it('reclaim: pages come back where they are touched, from swap', () => {
    const pages = after('reclaim');
    expect(sharesOf([pages])).toMatchObject({ remote: 0, inherited: 0 });
    expect(pages.faults.reclaimed).toBe(pages.faults.unmapped);
    expect(pages.faults.unmapped).toBeCloseTo(pages.faults.guest, 3);
    expect(sharesOf([after('reclaim', { backing: 'hugetlb' })]).wrong).toBeGreaterThan(0.6);
  });

  it('balloon: what was free is mapped anew, and none of it read back', () => {
    const pages = after('balloon', { balloon: true });
    expect(sharesOf([pages])).toMatchObject({ remote: 0, inherited: 0 });
    expect(pages.faults.reclaimed).toBe(0);
    expect(sharesOf([after('balloon')]).wrong).toBeGreaterThan(0.6);
    expect(sharesOf([after('balloon', { balloon: true, backing: 'hugetlb' })]).wrong).toBeGreaterThan(0.6);
  });

  it('balloon: a tenth of the memory stays as it is in a VM that has no more to spare', () => {
    const pages = after('balloon', { balloon: true, memoryBytes: 1.16 * GiB });
    expect(sharesOf([pages]).inherited).toBeGreaterThan(0.02);
    expect(sharesOf([pages]).inherited).toBeLessThan(0.2);
  });

  it('balloon: a huge page of the host stays as long as the guest has any of it', () => {
    const huge = { balloon: true, backing: 'shared', pageSizeBytes: GiB, memoryBytes: 1.2 * GiB } as const;
    expect(sharesOf([after('balloon', huge)]).inherited).toBeGreaterThan(0.9);
  });

  it('balloon: what was given up need not be read back from swap', () => {
    const layout = wide({ balloon: true });
    const [, warm] = simulatePaging(setup({ techniques: ['reclaim', 'balloon'], layout, runs: 2 }));
    expect(warm?.[0]?.faults).toMatchObject({ reclaimed: 0 });
    expect(warm?.[0]?.faults.unmapped).toBeGreaterThan(0);
  });

  it('reportFreePages: whole free blocks are mapped anew, in a guest that may report', () => {
    expect(sharesOf([after('reportFreePages', { freePageReporting: true })])).toMatchObject({
      remote: 0,
      inherited: 0,
    });
    expect(sharesOf([after('reportFreePages')]).wrong).toBeGreaterThan(0.6);
    expect(
      sharesOf([after('reportFreePages', { freePageReporting: true, pageSizeBytes: GiB })]).inherited,
    ).toBe(1);
  });

  it('migrate: puts pages right for who had them, which helps the next run little', () => {
    const pages = after('migrate');
    expect(sharesOf([pages]).wrong).toBeGreaterThan(0.6);
    const floating = { layout: wide({ pinning: 'floating' }), runs: 2 } as const;
    const [, moved] = simulatePaging(setup({ ...floating, techniques: ['migrate'] }));
    const [, left] = simulatePaging(setup(floating));
    expect(moved).not.toEqual(left);
    const bound = { ...floating, layout: wide({ pinning: 'floating', policy: 'bind', nodes: [0, 1] }) };
    expect(simulatePaging(setup({ ...bound, techniques: ['migrate'] }))).toEqual(
      simulatePaging(setup(bound)),
    );
  });

  it('restart: every run is a cold one', () => {
    for (const { remote, inherited } of shares({ techniques: ['restart'] })) {
      expect(remote).toBeLessThan(0.01);
      expect(inherited).toBeLessThan(0.01);
    }
  });
});
