import { describe, expect, it } from 'vitest';
import { barsOf, drawn, made, program, type SecondsOf, whyNot } from './made';

const TWO = [program('w1', 'stencil'), program('w2', 'sort')];

/** Natively 10 and 4 s; the wide VM takes 1.5 times as long, half a machine 1.2 times, four VMs as long; warm twice that. */
const plain: SecondsOf = ({ layout, workload, phase, block }) => {
  const slower = { native: 1, wide: 1.5, half: 1.2, four: 1 }[layout] ?? 1;
  const warm = phase === 'warm' && layout === 'wide' ? 2 : 1;
  return (workload === 'sort' ? 4 : 10) * slower * warm * (1 + block / 10);
};

describe('slowdowns', () => {
  const figure = drawn('slowdown', made(plain, { workloads: TWO }));

  it('stand in a group for each program and the means, a bar for each layout and phase', () => {
    const { labels, series, unit } = barsOf(figure);
    expect([unit, labels]).toEqual(['%', ['stencil', 'sort', 'mean', 'geometric mean']]);
    expect(series.map(({ name, colour, pattern }) => [name, colour, pattern])).toEqual([
      ['wide, cold', 0, 0],
      ['wide, warm', 0, 1],
      ['half, cold', 1, 0],
      ['half, warm', 1, 1],
      ['four, cold', 2, 0],
      ['four, warm', 2, 1],
    ]);
    expect(series[1]?.marks.map((mark) => mark?.value)).toEqual(
      [200, 200, 200, 200].map((value) => expect.closeTo(value, 9) as number),
    );
    expect(series[2]?.marks[0]).toMatchObject({
      text: 'stencil, half, cold: +20.0 %, 3 blocks',
      link: { layout: 'half', setting: '', workload: 'stencil', phase: 'cold' },
    });
  });

  it('have native as the line, and say what bars are', () => {
    expect(barsOf(figure).lines).toEqual([{ value: 0, label: 'native', source: 'baseline' }]);
    expect(figure.legend).toContain("error bars: 95 % interval, Student's on log ratios, n = 3 blocks;");
    expect(figure.legend).toContain('mean over programs: arithmetic');
    expect(figure.title).toBe('Slowdown against native');
  });

  it('average what is shown: of two programs with 50 and 200 % the arithmetic mean is 125, the geometric 112.1', () => {
    const results = made(
      ({ layout, workload }) => (layout === 'wide' ? (workload === 'sort' ? 3 : 1.5) : 1),
      { workloads: [...TWO, program('w3', 'other')] },
    );
    const [wide] = barsOf(drawn('slowdown', results, { shown: { workload: ['stencil', 'sort'] } })).series;
    expect(wide?.marks.map((mark) => mark?.value.toFixed(1))).toEqual(['50.0', '200.0', '125.0', '112.1']);
    const [whole] = barsOf(drawn('slowdown', results)).series;
    const mean = results.means.find(({ layout }) => layout === 'wide');
    expect(whole?.marks[3]?.value).toBeCloseTo((mean?.slowdown ?? 0) * 100, 9);
    expect(whole?.marks[4]?.interval?.[1]).toBeCloseTo((mean?.geometricInterval?.[1] ?? 0) * 100, 9);
  });

  it('stand in groups of layouts where there is one program', () => {
    const one = drawn('slowdown', made(plain));
    expect(one.title).toBe('Slowdown against native: stencil');
    expect(barsOf(one).labels).toEqual(['wide', 'half', 'four']);
    expect(barsOf(one).series.map(({ name, colour }) => [name, colour])).toEqual([
      ['cold', 0],
      ['warm', 1],
    ]);
  });

  it('are grouped and coloured as chosen', () => {
    const results = made(plain, { workloads: TWO });
    const { labels, series } = barsOf(drawn('slowdown', results, { group: 'phase', colour: 'workload' }));
    expect(labels).toEqual(['cold', 'warm']);
    expect(
      series.filter(({ name }) => name.startsWith('wide')).map(({ name, colour }) => [name, colour]),
    ).toEqual([
      ['wide, stencil', 0],
      ['wide, sort', 1],
      ['wide, mean', 2],
      ['wide, geometric mean', 3],
    ]);
    // By one dimension alone: each group has its own colour.
    const both = barsOf(drawn('slowdown', made(plain), { group: 'layout', colour: 'layout' }));
    expect(
      both.series.map(({ colour, marks }) => [colour, marks.map((mark) => mark !== null)]),
    ).toContainEqual([1, [false, true, false]]);
    expect(barsOf(drawn('slowdown', results, { group: 'no such' })).labels[0]).toBe('stencil');
  });

  it('are not drawn without a baseline; times are', () => {
    const alone = made(plain, { native: false, workloads: TWO });
    expect(whyNot('slowdown', alone)).toContain('no native run');
    expect(barsOf(drawn('time', alone)).series.map(({ name }) => name)).not.toContain('native, cold');
  });

  it('leave a gap where there is nothing yet', () => {
    const none = drawn('slowdown', made(plain, {}, { blocks: 0 }));
    expect(barsOf(none).series[0]?.marks).toEqual([null, null, null]);
    expect(none.legend).toContain('no error bars');
    expect(none.table.rows[0]?.cells).toEqual(['wide', 'cold', '-', '0 blocks', '0']);
  });

  it('count what was left out beside the figure and in its rows', () => {
    const failing = made((run) => (run.layout === 'half' && run.block === 1 ? null : plain(run)));
    const figure = drawn('slowdown', failing);
    expect(figure.note).toBe('3 of 3 blocks; 2 runs left out, counted in the table');
    expect(figure.table.rows.map(({ cells }) => [cells[0], ...cells.slice(3)])).toContainEqual([
      ...['half', '2 blocks', '1: 1 failed with exit code 1'],
    ]);
    expect(figure.legend).toContain('n = 2 to 3 blocks');
  });

  it('keep their note where no real machine took them, and say that they were stopped when precise', () => {
    const rehearsed = made(plain, {}, { origin: 'rehearsed' });
    expect(drawn('slowdown', rehearsed).note).toContain('rehearsed: times mean nothing');
    const precise = made(plain, { precision: { width: 0.1, minimum: 2, maximum: 3 } });
    expect(drawn('slowdown', precise).legend).toContain('n = 3 blocks, sequential');
    expect(drawn('slowdown', precise).note).toContain('intervals are sequential');
  });

  it('show what the paper states when asked, marked as its own', () => {
    const { lines } = barsOf(drawn('slowdown', made(plain), { paper: true }));
    const [, ...paper] = lines;
    expect(paper.map(({ value, source }) => [value, source])).toEqual([
      [-15, 'paper'],
      [70, 'paper'],
    ]);
    for (const { label } of paper) expect(label).toMatch(/^the paper: .*\(figure 11, section VIII-C\)$/);
  });
});

describe('times', () => {
  it('are seconds with the native machine among them, each layout in its own colour', () => {
    const figure = drawn('time', made(plain, { workloads: TWO, phases: ['cold'] }));
    const { series, unit, lines } = barsOf(figure);
    expect(figure.title).toBe('Time: cold');
    expect([unit, lines]).toEqual(['s', []]);
    expect(series.map(({ name, colour }) => [name, colour])).toEqual([
      ['native', 3],
      ['wide', 0],
      ['half', 1],
      ['four', 2],
    ]);
    expect(series[0]?.marks[0]?.text).toBe('stencil, native: 11.00 (10.00 to 12.00) s, 3 sessions');
    expect(barsOf(drawn('time', made(plain), { paper: true })).lines).toEqual([]);
  });
});

describe('cold against warm', () => {
  it('is coloured by the phase', () => {
    const { series, labels } = barsOf(drawn('cold-warm', made(plain, { workloads: TWO })));
    expect(labels).toEqual(['stencil', 'sort', 'mean', 'geometric mean']);
    expect(series.slice(0, 4).map(({ name, colour, pattern }) => [name, colour, pattern])).toEqual([
      ['wide, cold', 0, 0],
      ['wide, warm', 1, 0],
      ['half, cold', 0, 1],
      ['half, warm', 1, 1],
    ]);
    expect(series[1]?.marks[0]?.value).toBeCloseTo(200, 9);
  });

  it('needs both, and says where the other is to be had', () => {
    expect(whyNot('cold-warm', made(plain), { shown: { phase: ['warm'] } })).toBe(
      'Only warm runs are shown. Show both phases.',
    );
    expect(whyNot('cold-warm', made(plain, { phases: ['cold'] }))).toContain('"phases" to ["cold", "warm"]');
  });

  it('is in seconds without a baseline', () => {
    expect(barsOf(drawn('cold-warm', made(plain, { native: false }))).unit).toBe('s');
  });
});

describe('a factor', () => {
  const factors = { class: ['B', 'C'], transport: ['network', 'shared'] };
  const workloads = ['B', 'C'].flatMap((size, i) =>
    ['network', 'shared'].map((way, j) =>
      program(`w${2 * i + j + 1}`, 'bt', { class: size, transport: way }),
    ),
  );
  const results = made(
    ({ layout, levels }) => (layout === 'native' ? 10 : 12) * (levels['transport'] === 'network' ? 3 : 1),
    { factors, workloads, phases: ['cold'] },
  );

  it.each([
    ['transport', ['network', 'shared']],
    ['class', ['B', 'C']],
  ])('%s colours its figure', (factor, levels) => {
    const figure = drawn(factor, results);
    const { labels, series } = barsOf(figure);
    expect(labels).toEqual(['wide', 'half', 'four']);
    expect(
      new Set(series.map(({ name, colour }) => `${name.match(`${factor}=(\\w+)`)?.[1]} ${colour}`)),
    ).toEqual(new Set(levels.map((level, at) => `${level} ${at}`)));
    expect(new Set(series.map(({ pattern }) => pattern))).toEqual(new Set([0, 1]));
    expect(figure.title).toContain('bt, cold');
  });

  it('natively is the same for both transports, which the figure says', () => {
    expect(drawn('transport', results).legend).toMatch(/natively ranks use the runtime's own shared memory/);
  });

  it('transports are also those that a switch of the MPI library chooses', () => {
    const factor = 'env.OMPI_MCA_btl';
    const switched = made(plain, {
      factors: { [factor]: ['self,tcp', 'self,vader,tcp'] },
      workloads: ['self,tcp', 'self,vader,tcp'].map((way, at) =>
        program(`w${at + 1}`, 'bt', { [factor]: way }),
      ),
    });
    const names = barsOf(drawn('transport', switched)).series.map(({ name }) => name);
    expect(names.join('; ')).toContain(`${factor}=self,vader,tcp`);
  });

  it.each(['transport', 'class'])('%s that does not vary, or is not shown to, is told', (factor) => {
    expect(whyNot(factor, made(plain))).toMatch(/"factors": \{ "(class|transport)": \[/);
    const level = { transport: 'shared', class: 'C' }[factor] ?? '';
    expect(whyNot(factor, results, { shown: { [factor]: [level] } })).toBe(
      `Only ${factor}=${level} is shown. Show more of its levels.`,
    );
  });
});
