import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../src/core/experiment/cells';
import type { Experiment } from '../../../src/core/experiment/experiment';
import { experimentFromDocument } from '../../../src/core/experiment/fromDocument';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import type { ExperimentDocument } from '../../../src/core/schema/generated/vmexperiment.types';
import { layoutOf, level } from '../check/builders';

const NPB = { suite: 'npb', programs: ['cg'], class: 'B', directory: '/npb' } as const;
const STENCIL = { suite: 'command', name: 'stencil', launcher: 'plain', command: ['/bin/true'] } as const;
const WIDE = level(layoutOf('wide', 16));
const FOUR = level(layoutOf('four', 4, 4, 4, 4), 1);

function made(more: Partial<ExperimentDocument>, layouts = [WIDE, FOUR]): Experiment {
  const document = { version: 1, layouts: ['x'], workloads: [NPB], ...more } as ExperimentDocument;
  const { experiment, problems } = experimentFromDocument(document, layouts, 'test');
  expect(problems).toEqual([]);
  return experiment;
}

/** `wide cg.B host.thp=never`, a line for each cell. */
function lines(cells: ReturnType<typeof cellsOf>['cells']): readonly string[] {
  return cells.map(({ layout, levels, workload }) =>
    [
      layout,
      workload.title,
      ...Object.entries({ ...levels, ...workload.levels }).map((one) => one.join('=')),
    ].join(' '),
  );
}

describe('cells', () => {
  it('are every combination; natively without what only guests have', () => {
    const factors = { 'host.thp': ['always', 'never'], nic: ['virtio', 'e1000'], 'env.X': ['1', '2'] };
    const { cells, leftOut } = cellsOf(made({ factors } as Partial<ExperimentDocument>, [WIDE]));
    expect(leftOut).toEqual([]);
    expect(lines(cells)).toEqual(
      ['1', '2'].flatMap((x) => [
        ...['always', 'never'].map((thp) => `native cg.B host.thp=${thp} env.X=${x}`),
        ...['always', 'never'].flatMap((thp) =>
          ['virtio', 'e1000'].map((nic) => `wide cg.B host.thp=${thp} nic=${nic} env.X=${x}`),
        ),
      ]),
    );
  });

  it('are as many as the levels multiply to, less what is excluded', () => {
    const count = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(count, count, count, fc.boolean(), (host, guest, own, excluded) => {
        const texts = (n: number): [string, ...string[]] => ['0', ...['1', '2', '3'].slice(0, n - 1)];
        const experiment: Experiment = {
          ...made({ factors: { 'env.A': texts(own) } }),
          factors: { 'host.a': texts(host), 'guest.b': texts(guest), 'env.A': texts(own) },
          exclude: excluded ? [{ layout: 'wide', 'guest.b': '0' }] : [],
        };
        const less = excluded ? host * own : 0;
        expect(cellsOf(experiment).cells).toHaveLength(host * own + 2 * host * guest * own - less);
      }),
    );
  });

  it('have levels of factors only where these mean something', () => {
    const factors = { class: ['A', 'B'], launcher: ['mpi', 'openmp'], ranks: [4, 16] } as const;
    const one = made({ factors, workloads: [NPB] } as never, [WIDE]);
    expect(one.workloads.map(({ launcher, problemClass, ranks }) => [launcher, problemClass, ranks])).toEqual(
      [
        ...['A', 'B'].flatMap((problemClass) => [4, 16].map((ranks) => ['mpi', problemClass, ranks])),
        ...['A', 'B'].map((problemClass) => ['openmp', problemClass, null]),
      ],
    );
    expect(new Set(one.workloads.map(({ title }) => title))).toEqual(new Set(['cg']));
    const other = made({ factors: { class: ['A', 'B'] }, workloads: [STENCIL] } as never);
    expect(other.workloads.map(({ title, levels }) => [title, levels])).toEqual([['stencil', {}]]);
  });

  it('put variables and orders of ranks into the start of the program', () => {
    const { workloads } = made({
      factors: { rankOrder: ['block', 'cyclic'], 'env.OMP': ['1'] },
      workloads: [{ ...NPB, environment: { OMP: '0', KEPT: 'k' } }],
    } as never);
    expect(workloads.map(({ id, rankOrder, environment }) => [id, rankOrder, environment])).toEqual([
      ['w1', 'block', { OMP: '1', KEPT: 'k' }],
      ['w2', 'cyclic', { OMP: '1', KEPT: 'k' }],
    ]);
  });

  it('that cannot be run are left out and told why', () => {
    const bt = { ...NPB, programs: ['bt'] };
    const { cells, leftOut } = cellsOf(made({ factors: { ranks: [8, 16] }, workloads: [bt] } as never));
    expect(lines(cells)).toEqual(['native', 'wide', 'four'].map((layout) => `${layout} bt.B ranks=16`));
    expect(lines(leftOut)).toEqual(['native', 'wide', 'four'].map((layout) => `${layout} bt.B ranks=8`));
    expect(leftOut[0]?.reason).toMatch(/BT cannot run with 8 ranks: it needs a square number/);
  });

  it('leave OpenMP to layouts of one VM, and bind it natively as there', () => {
    const { cells, leftOut } = cellsOf(
      made({ factors: { launcher: ['mpi', 'openmp'] } } as never, [FOUR, WIDE]),
    );
    expect(lines(cells)).toEqual([
      ...['native', 'four', 'wide'].map((layout) => `${layout} cg.B launcher=mpi`),
      ...['native', 'wide'].map((layout) => `${layout} cg.B launcher=openmp`),
    ]);
    expect(leftOut.map(({ layout, reason }) => [layout, reason])).toEqual([
      ['four', 'OpenMP runs in one VM, and the layout has 4.'],
    ]);
  });

  it('leave out interfaces and pools that a VM cannot have', () => {
    const many = layoutOf('many', 16);
    const vms = many.vms.map((vm) => ({ ...vm, nics: vm.nics.map((nic) => ({ ...nic, queues: 4 })) }));
    const factors = {
      nic: ['virtio', 'e1000'],
      'guest.hugePages': ['none', { size: '2MiB', perNode: '5GiB' }],
    };
    const { cells, leftOut } = cellsOf(made({ factors } as never, [level({ ...many, vms })]));
    expect(lines(cells)).toEqual(['native cg.B', 'many cg.B nic=virtio guest.hugePages=none']);
    expect(leftOut.map(({ reason }) => reason)).toEqual([
      '5GiB of huge pages are more than VM vm0 has (4GiB).',
      ...Array<string>(2).fill(
        'VM vm0 has an interface with several queues or vhost, which e1000 cannot have.',
      ),
    ]);
  });

  it('leave out VMs whose memory no pool of the level backs', () => {
    const huge = layoutOf('huge', 16);
    const vms = huge.vms.map((vm) => ({ ...vm, backing: 'hugetlb', pageSizeBytes: 2 ** 21 }) as const);
    const factors = {
      'host.hugePages': ['none', { size: '2MiB', perNode: '1GiB' }, { size: '1GiB', perNode: '1GiB' }],
    };
    const { cells, leftOut } = cellsOf(made({ factors } as never, [level({ ...huge, vms }), WIDE]));
    expect(cells.filter(({ layout }) => layout === 'huge').map(({ levels }) => levels)).toEqual([
      { 'host.hugePages': '2MiB pages, 1GiB a node' },
    ]);
    expect(cells).toHaveLength(3 + 1 + 3);
    expect(leftOut.map(({ layout }) => layout)).toEqual(['huge', 'huge']);
  });

  it('of a list bring what they are compared with', () => {
    const factors = { 'host.thp': ['always', 'never'], nic: ['virtio', 'e1000'] };
    const listed = (cells: readonly object[]): readonly string[] =>
      lines(cellsOf(made({ factors, cells } as never)).cells);
    expect(listed([{ layout: 'four', 'host.thp': 'never', nic: 'e1000' }])).toEqual([
      'native cg.B host.thp=never',
      'four cg.B host.thp=never nic=e1000',
    ]);
    expect(listed([{ layout: 'native', 'host.thp': 'always' }])).toEqual(['native cg.B host.thp=always']);
    expect(listed([{ nic: 'virtio' }])).toHaveLength(2 + 4);
  });

  it('cannot be listed and excluded at once', () => {
    const document = { version: 1, layouts: ['x'], workloads: [NPB], cells: [{}], exclude: [{}] } as never;
    expect(experimentFromDocument(document, [WIDE], 'x').problems).toMatchObject([{ path: ['exclude'] }]);
  });

  it('are not spelled out when there are too many', () => {
    const ten = '0123456789'.split('');
    const factors = Object.fromEntries(ten.map((name) => [`env.V${name}`, ten]));
    const document = { version: 1, layouts: ['x'], workloads: [NPB], factors } as never;
    const { experiment, problems } = experimentFromDocument(document, [WIDE], 'x');
    expect(experiment.workloads).toHaveLength(1);
    expect(problems).toMatchObject([{ path: ['factors'] }]);
  });
});

describe('a schedule with factors', () => {
  const factors = { 'host.thp': ['always', 'never'], 'env.X': ['1', '2'] };

  it('boots for sessions alone: variants of a program share one where none is cold', () => {
    const warm = scheduleOf(made({ factors, phases: ['warm'], replicates: 2, warmRuns: 3 } as never));
    // Natively, in one VM and in four, with two settings of the host.
    expect(warm.sessions).toHaveLength(2 * 3 * 2);
    expect(warm.boots).toBe(2 * 2 * (1 + 4));
    for (const { runs } of warm.sessions) {
      expect(runs.map(({ phase }) => phase)).toEqual(
        Array(2).fill(['warmup', 'warm', 'warm', 'warm']).flat(),
      );
      expect(runs.map(({ history }) => history)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    }
  });

  it('gives every variant sessions of its own where a phase is cold', () => {
    const cold = scheduleOf(made({ factors, replicates: 2 } as never));
    expect(cold.sessions).toHaveLength(2 * 3 * 2 * 2);
    for (const { runs } of cold.sessions) expect(new Set(runs.map(({ workload }) => workload)).size).toBe(1);
  });

  it('sets native sessions as those in VMs, and holds each combination once a block', () => {
    const { sessions } = scheduleOf(made({ factors, replicates: 3 } as never));
    for (let block = 0; block < 3; block += 1) {
      const own = sessions.filter((session) => session.block === block);
      const keys = own.map(({ layout, levels, runs }) =>
        [layout, levels['host.thp'], runs[0]?.workload].join(),
      );
      expect([...keys].sort()).toEqual(
        ['four', 'native', 'wide'].flatMap((layout) =>
          ['always', 'never'].flatMap((thp) => ['w1', 'w2'].map((id) => [layout, thp, id].join())),
        ),
      );
    }
  });
});
