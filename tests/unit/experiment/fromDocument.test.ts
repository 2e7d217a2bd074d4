import { describe, expect, it } from 'vitest';
import { experimentFromDocument } from '../../../src/core/experiment/fromDocument';
import { layoutReferences } from '../../../src/core/experiment/layoutReferences';
import type { ExperimentDocument, Workload } from '../../../src/core/schema/generated/vmexperiment.types';
import { layoutOf, level } from '../check/builders';

function document(over: Partial<ExperimentDocument> = {}, ...workloads: Workload[]): ExperimentDocument {
  const given: Workload[] = [{ suite: 'npb', programs: ['bt'], class: 'B', directory: '/opt/npb' }];
  return {
    version: 1,
    layouts: ['a.vmlayout.json'],
    workloads: workloads.length > 0 ? workloads : given,
    ...over,
  };
}

const npb: Workload = { suite: 'npb', programs: ['bt', 'cg'], class: 'B', directory: '/opt/npb' };

function titles(...workloads: Workload[]): { titles: string[]; problems: string[] } {
  const { experiment, problems } = experimentFromDocument(document({}, ...workloads), [], 'x');
  return {
    titles: experiment.workloads.map((workload) => workload.title),
    problems: problems.map((problem) => problem.message),
  };
}

describe('experimentFromDocument', () => {
  it('fills in the defaults that the schema describes', () => {
    const wide = level(layoutOf('wide', 16));
    const { experiment, problems } = experimentFromDocument(document(), [wide], 'first-cut');
    expect(problems).toEqual([]);
    expect(experiment).toMatchObject({
      name: 'first-cut',
      title: 'first-cut',
      layouts: [wide],
      native: true,
      phases: ['cold', 'warm'],
      warmRuns: 1,
      replicates: 5,
      order: 'randomized',
      seed: 1,
      margin: null,
      timeLimitSeconds: 3600,
      bootLimitSeconds: 300,
      guest: { kernel: null, args: [], files: [] },
    });
    expect(experiment.workloads).toEqual([
      {
        id: 'w1',
        title: 'bt.B',
        suite: 'npb',
        program: 'bt',
        problemClass: 'B',
        directory: '/opt/npb',
        command: [],
        files: {},
        time: null,
        metrics: {},
        success: null,
        profile: null,
        launcher: 'mpi',
        mpi: 'openmpi',
        ranks: null,
        threads: null,
        rankOrder: 'block',
        transport: 'network',
        environment: {},
        levels: {},
        path: ['workloads', 0],
      },
    ]);
  });

  it('takes what the document says instead', () => {
    const doc = document({
      title: 'Why',
      baseline: 'none',
      phases: ['warm', 'cold'],
      warmRuns: 3,
      replicates: 30,
      order: 'fixed',
      seed: 7,
      timeLimit: '1.5min',
      bootLimit: '90s',
      guest: { kernel: '/boot/k', args: ['quiet'], files: ['/etc/protocols'] },
    });
    expect(experimentFromDocument(doc, [], 'x').experiment).toMatchObject({
      title: 'Why',
      native: false,
      phases: ['cold', 'warm'],
      warmRuns: 3,
      replicates: 30,
      order: 'fixed',
      seed: 7,
      timeLimitSeconds: 90,
      bootLimitSeconds: 90,
      guest: { kernel: '/boot/k', args: ['quiet'], files: ['/etc/protocols'] },
    });
  });

  it('reads HPCC and any command', () => {
    const { experiment } = experimentFromDocument(
      document(
        {},
        { suite: 'hpcc', input: 'HPLinpack' },
        {
          suite: 'command',
          name: 'stream',
          command: ['/opt/stream', '-n 1'],
          launcher: 'openmp',
          threads: 4,
          time: { pattern: 'took (\\S+)', unit: 's' },
          metrics: { triad: { pattern: 'Triad: (\\S+)', unit: 'MB/s', better: 'higher' } },
          success: 'Solution Validates',
          environment: { A: 'b' },
        },
      ),
      [],
      'x',
    );
    expect(experiment.workloads).toMatchObject([
      { id: 'w1', title: 'hpcc', program: 'hpcc', command: ['hpcc'], files: { 'hpccinf.txt': 'HPLinpack' } },
      {
        id: 'w2',
        title: 'stream',
        program: 'stream',
        command: ['/opt/stream', '-n 1'],
        launcher: 'openmp',
        threads: 4,
        time: { pattern: 'took (\\S+)', unit: 's', better: 'lower' },
        metrics: { triad: { pattern: 'Triad: (\\S+)', unit: 'MB/s', better: 'higher' } },
        success: 'Solution Validates',
        environment: { A: 'b' },
      },
    ]);
  });

  it('splits an NPB entry into its programs', () => {
    const { experiment } = experimentFromDocument(document({}, npb, { suite: 'hpcc', input: '' }), [], 'x');
    expect(experiment.workloads.map((w) => [w.id, w.title, w.path[1]])).toEqual([
      ['w1', 'bt.B', 0],
      ['w2', 'cg.B', 0],
      ['w3', 'hpcc', 1],
    ]);
  });

  it('tells the same program apart by what differs', () => {
    expect(titles(npb, { ...npb, programs: ['bt'], launcher: 'openmp' })).toEqual({
      titles: ['bt.B mpi', 'cg.B', 'bt.B openmp'],
      problems: [],
    });
    expect(titles(npb, { ...npb, ranks: 4 }).titles).toEqual([
      'bt.B all ranks',
      'cg.B all ranks',
      'bt.B 4 ranks',
      'cg.B 4 ranks',
    ]);
  });

  it('uses the given name, with the program where there are several', () => {
    expect(titles({ ...npb, name: 'mine' }).titles).toEqual(['mine:bt.B', 'mine:cg.B']);
    expect(titles({ ...npb, programs: ['bt'], name: 'mine' }).titles).toEqual(['mine']);
  });

  it('reports what cannot be told apart, and numbers it all the same', () => {
    const same = titles(npb, { ...npb, programs: ['bt'] });
    expect(same.titles).toEqual(['bt.B', 'cg.B', 'bt.B #2']);
    expect(same.problems).toEqual([expect.stringMatching(/called "bt\.B".*"name"/)]);
  });

  it('reports names of layouts that cannot be used', () => {
    const levels = ['a', 'native', 'a', 'my cut'].map((name, index) => level(layoutOf(name, 1), index));
    const { experiment, problems } = experimentFromDocument(document(), levels, 'x');
    expect(experiment.layouts.map((l) => l.path[1])).toEqual([0]);
    expect(problems.map((problem) => [problem.path[1], problem.message.slice(0, 20)])).toEqual([
      [1, 'A layout cannot be n'],
      [2, 'Two layouts are name'],
      [3, '"my cut" cannot name'],
    ]);
  });

  it('reports a precision that is never looked at', () => {
    const precision = { width: 0.1, minimum: 7, maximum: 5 };
    const { problems } = experimentFromDocument(document({ precision }), [], 'x');
    expect(problems.map(({ path }) => path)).toEqual([['precision', 'maximum']]);
    expect(problems[0]?.message).toMatch(/before the first look/);
  });

  it.each([
    [{ width: 0.1 }, 5, 30],
    [{ width: 0.1, maximum: 3 }, 3, 3],
    [{ width: 0.1, minimum: 40 }, 40, 40],
  ])('gives %j a first and a last look', (precision, minimum, maximum) => {
    const { experiment, problems } = experimentFromDocument(document({ precision }), [], 'x');
    expect(problems).toEqual([]);
    expect(experiment.precision).toEqual({ width: 0.1, minimum, maximum });
  });

  it('takes a precision with one look', () => {
    const precision = { width: 0.1, minimum: 5, maximum: 5 };
    expect(experimentFromDocument(document({ precision }), [], 'x').problems).toEqual([]);
  });

  it.each(['0s', '0.5s', '9999999h'])('reports the limit %s and goes on with the default', (limit) => {
    const { experiment, problems } = experimentFromDocument(document({ timeLimit: limit }), [], 'x');
    expect(experiment.timeLimitSeconds).toBe(3600);
    expect(problems).toMatchObject([{ path: ['timeLimit'] }]);
  });
});

describe('layoutReferences', () => {
  it('names levels after their files unless they have a name', () => {
    const inline = { version: 1, machine: 'm', partition: { vms: 1 } };
    const doc = document({
      layouts: [
        'cuts/wide.vmlayout.json',
        'w\\odd.json',
        { name: 'b', layout: './x.json' },
        { name: 'c', layout: inline },
      ],
    });
    expect(layoutReferences(doc)).toEqual([
      { name: 'wide', path: ['layouts', 0], ref: 'cuts/wide.vmlayout.json' },
      { name: 'odd', path: ['layouts', 1], ref: 'w\\odd.json' },
      { name: 'b', path: ['layouts', 2], ref: './x.json' },
      { name: 'c', path: ['layouts', 3], ref: inline },
    ]);
  });
});
