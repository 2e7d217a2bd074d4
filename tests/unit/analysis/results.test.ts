import { describe, expect, it } from 'vitest';
import { attempt, took } from './attempt';

// Expected values are worked out by hand in the comments.

const twoBlocks = [
  took('s1', 10),
  took('s1', 8, { phase: 'warm' }),
  took('s2', 12),
  took('s2', 10, { phase: 'warm' }),
  took('s2', 14, { phase: 'warm' }),
  took('s3', 11),
  took('s4', 20),
  took('s5', 30),
  took('s5', 20, { phase: 'warm' }),
];

const cell = (
  results: ReturnType<typeof attempt>['results'],
  layout: string,
  phase: string,
  workload = 'stencil',
) => results.cells.find((one) => one.layout === layout && one.phase === phase && one.workload === workload);

describe('results', () => {
  const { results } = attempt(twoBlocks, [0]);

  it('say how far the attempt is', () => {
    expect(results).toMatchObject({
      ...{ experiment: 'first-cut', attempt: 'a1', origin: 'measured' },
      standing: '1 of 5 blocks, no inference',
      blocks: { ended: 1, planned: 5 },
      runs: { ended: 9, planned: 24, failed: 0, marked: 0 },
    });
  });

  it('are preliminary from two blocks on until the last one has ended', () => {
    expect(attempt(twoBlocks, [0, 1]).results.standing).toBe('2 of 5 blocks, preliminary');
    expect(attempt(twoBlocks, [0, 1, 2, 3, 4]).results.standing).toBe('5 of 5 blocks');
  });

  it('hold comparisons against the margin that the experiment states, else 5 %', () => {
    expect(attempt(twoBlocks, [0, 1]).results.margin).toBe(0.05);
    const narrow = attempt(twoBlocks, [0, 1], { margin: 0.01 }).results;
    expect(narrow).toMatchObject({ margin: 0.01, comparisons: { length: results.comparisons.length } });
  });

  it('take a session as one replicate', () => {
    // s2 warm: median of 10 and 14 = 12; s5 warm: 20. Median of 12 and 20 = 16.
    expect(cell(results, 'wide', 'warm')).toMatchObject({
      ...{
        sessions: 2,
        runs: 3,
        medianSeconds: 16,
        minSeconds: 12,
        maxSeconds: 20,
        clock: 'program',
        leftOut: [],
      },
    });
  });

  it('compare within blocks, geometrically over them', () => {
    // Block 0: 12 / 10 = 1.2; block 1: 30 / 20 = 1.5; sqrt(1.8) = 1.3416407865.
    const wide = cell(results, 'wide', 'cold');
    expect(wide?.slowdown).toBeCloseTo(0.3416407865, 9);
    expect(wide?.slowdownMin).toBeCloseTo(0.2, 12);
    expect(wide?.slowdownMax).toBeCloseTo(0.5, 12);
    // Warm has native in block 0 alone: 12 / 8 = 1.5. The 20 s of block 1 have nothing to stand against.
    expect(cell(results, 'wide', 'warm')?.slowdown).toBeCloseTo(0.5, 12);
    // Medians over all blocks would give 11 / 15 for `four`; within its block it is 11 / 10.
    expect(cell(results, 'four', 'cold')?.slowdown).toBeCloseTo(0.1, 12);
  });

  it('have every cell of the plan, empty ones too, native first', () => {
    expect(results.cells).toHaveLength(3 * 2 * 2);
    expect(results.cells[0]).toMatchObject({
      layout: 'native',
      workload: 'stencil',
      phase: 'cold',
      slowdown: null,
    });
    expect(cell(results, 'four', 'warm', 'sort')).toMatchObject({
      ...{ sessions: 0, runs: 0, medianSeconds: null, clock: null, slowdown: null, slowdownMin: null },
    });
  });

  it('have no slowdown without a baseline', () => {
    const alone = attempt(twoBlocks, [0], { native: false }).results;
    expect(cell(alone, 'wide', 'cold')).toMatchObject({ medianSeconds: 21, slowdown: null });
    expect(alone.cells.map(({ layout }) => layout)).not.toContain('native');
  });

  it('average over workloads when all of them have a value', () => {
    const partly = attempt([took('s1', 10), took('s2', 12)], [0]).results;
    expect(partly.means[0]).toEqual({
      layout: 'wide',
      setting: '',
      phase: 'cold',
      slowdown: null,
      geometric: null,
      geometricInterval: null,
      workloads: 1,
    });
    const sort = { workload: 'w2' } as const;
    const both = attempt(
      [took('s1', 10), took('s2', 12), took('s1', 5, sort), took('s2', 8, sort)],
      [0],
    ).results;
    // (0.2 + 0.6) / 2
    expect(both.means[0]).toMatchObject({ slowdown: expect.closeTo(0.4, 12) as number, workloads: 2 });
    expect(both.means[0]?.geometric).toBeCloseTo(Math.sqrt(1.2 * 1.6) - 1, 12);
    expect(both.means[0]?.geometricInterval).toBeNull();
  });

  it('leave out what does not count and say how often and why', () => {
    const bad = { placements: [{ ok: false, found: '7' }] };
    const { results: some } = attempt(
      [
        took('s1', 10),
        took('s2', 99, bad),
        took('s2', 98, { state: 'failed', exit: 1 }),
        took('s5', 97, bad),
      ],
      [0],
    );
    expect(cell(some, 'wide', 'cold')).toMatchObject({
      ...{ sessions: 0, runs: 0, medianSeconds: null, slowdown: null },
      leftOut: [
        { why: 'placement not as declared', runs: 2 },
        { why: 'failed with exit code 1', runs: 1 },
      ],
    });
    expect(some.runs).toMatchObject({ ended: 4, failed: 1, marked: 2 });
  });
});

describe('placement rows', () => {
  const vcpu = (vm: string, index: number, declared: string, found = declared) => ({
    ...{ kind: 'vcpu', vm, index, declared, found, ok: declared === found },
  });
  const rank = (vm: string | null, index: number, declared: string, found = declared) => ({
    ...{ kind: 'rank', vm, index, declared, found, ok: declared === found },
  });
  const memory = (vm: string, declared: string, found: string, ok = true) => ({
    ...{ kind: 'memory', vm, index: 0, declared, found, ok },
  });

  it('list PUs in vCPU order and ranks in rank order, whatever the order of the lines', () => {
    const placements = [
      ...[
        vcpu('vm1', 1, '7'),
        vcpu('vm1', 0, '6'),
        vcpu('vm0', 1, '0'),
        vcpu('vm0', 0, '2'),
        vcpu('vm0', 2, '1'),
      ],
      ...[rank('vm0', 2, '1'), rank('vm0', 0, '0'), rank('vm1', 10, '1'), rank('vm1', 9, '0')],
      ...[memory('vm0', '0-1', '0'), memory('vm0', '0-1', '0-1'), memory('vm1', '1', '1')],
    ];
    expect(attempt([took('s3', 1, { placements })], []).results.placements).toEqual([
      {
        ...{ layout: 'four', vm: 'vm0', colour: 0, vcpusDeclared: '2,0-1', vcpusFound: '2,0-1' },
        ...{ ranksDeclared: '0-1', ranksFound: '0-1', memoryDeclared: '0-1', memoryFound: '0-1' },
        ...{ ok: true, readings: 7, bad: 0 },
      },
      {
        ...{ layout: 'four', vm: 'vm1', colour: 1, vcpusDeclared: '6-7', vcpusFound: '6-7' },
        ...{ ranksDeclared: '0-1', ranksFound: '0-1', memoryDeclared: '1', memoryFound: '1' },
        ...{ ok: true, readings: 5, bad: 0 },
      },
    ]);
  });

  it('show all that was found where readings differ, and one bad reading spoils the row', () => {
    const good = [vcpu('vm0', 0, '0'), vcpu('vm0', 1, '1')];
    const moved = [vcpu('vm0', 0, '0'), vcpu('vm0', 1, '1', '3')];
    const { results } = attempt(
      [took('s2', 1, { placements: good }), took('s2', 1, { placements: moved })],
      [],
    );
    expect(results.placements).toMatchObject([
      { vcpusDeclared: '0-1', vcpusFound: '0,1/3', ok: false, readings: 4, bad: 1 },
    ]);
  });

  it('have native first, with several threads a rank, and a way of placing for each workload', () => {
    const hybrid = [rank(null, 0, '0-1'), rank(null, 1, '2-3')];
    const single = [rank(null, 0, '0')];
    const { results } = attempt(
      [
        took('s2', 1, { placements: [vcpu('vm0', 0, '0')] }),
        took('s1', 1, { placements: hybrid }),
        took('s1', 1, { placements: single, workload: 'w2' }),
      ],
      [],
    );
    const rows = results.placements.map(({ layout, vm, colour, ranksFound }) => [
      layout,
      vm,
      colour,
      ranksFound,
    ]);
    expect(rows).toEqual([
      ['native', null, null, '(0-1),(2-3) | 0'],
      ['wide', 'vm0', 0, ''],
    ]);
  });
});
