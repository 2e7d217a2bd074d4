import { describe, expect, it } from 'vitest';
import type { CellResult, MeanSlowdown, Results } from '../../../src/core/analysis/results';
import { createLab } from '../../../src/lab/createLab';
import { labOptions } from '../../support/labOptions';

const PATH = '/nowhere/x.vmexperiment.json';
const LAYOUT = '{ "version": 1, "machine": "rehearsal-4x2", "partition": { "vms": 1 } }';
const TEXT = `{
  "version": 1,
  "layouts": [{ "name": "wide", "layout": ${LAYOUT} }, "cut.vmlayout.json"],
  "workloads": [
    { "suite": "npb", "programs": ["cg", "ft"], "class": "S", "directory": "/npb" },
    { "suite": "command", "name": "says", "command": ["true"] }
  ]
}`;

function cell(over: Partial<CellResult>): CellResult {
  return {
    ...{ layout: 'wide', setting: '', levels: {}, workload: 'cg.S', phase: 'cold', sessions: 5, runs: 5 },
    ...{ leftOut: [], medianSeconds: 2, medianInterval: null, meanSeconds: 2, sdSeconds: null, times: [] },
    ...{ minSeconds: 2, maxSeconds: 2, clock: 'program', slowdown: 1.04, slowdownMin: 1, slowdownMax: 1.1 },
    slowdownInterval: [0.98, 1.11],
    traffic: null,
    ...over,
  };
}

function mean(over: Partial<MeanSlowdown>): MeanSlowdown {
  return {
    ...{ layout: 'wide', setting: '', phase: 'cold', slowdown: 1.05, geometric: 1.04 },
    ...{ geometricInterval: [0.98, 1.11], workloads: 2 },
    ...over,
  };
}

/** What these hints look at, and no more. */
function results(over: Partial<Results>): Results {
  const few: Partial<Results> = {
    ...{ experiment: 'x', attempt: 'a1', origin: 'measured', standing: '5 of 5 blocks', sequential: null },
    ...{ blocks: { ended: 5, planned: 5 }, cells: [], means: [] },
  };
  return { ...few, ...over } as Results;
}

/** Each hint behind what it stands behind. */
async function hints(found: Results | null, text = TEXT): Promise<readonly string[]> {
  const lab = createLab(labOptions());
  const all = await lab.assist.measured(PATH, text, found);
  return all.map(({ offset, text: words }) => {
    const before = /(?:\}|"[^"]*"),?$/.exec(text.slice(0, offset));
    return `${before?.[0] ?? ''} ${words}`;
  });
}

describe('what was measured, in the text of an experiment', () => {
  it('is at each layout and each program that nothing is known yet', async () => {
    expect(await hints(null)).toEqual([
      '}, not measured yet',
      '"cut.vmlayout.json" not measured yet',
      '"cg", not measured yet',
      '"ft" not measured yet',
      '"says", not measured yet',
    ]);
  });

  it('is one slowdown in full', async () => {
    const found = results({ cells: [cell({})], means: [mean({})] });
    expect(await hints(found)).toEqual([
      '}, +104.0 % (+98.0 to +111.0), 5 blocks, cold',
      '"cut.vmlayout.json" not measured yet',
      '"cg", +104.0 % (+98.0 to +111.0), 5 blocks, cold',
      '"ft" not measured yet',
      '"says", not measured yet',
    ]);
  });

  it('is both phases side by side, and of more the ends', async () => {
    const warm = { phase: 'warm', slowdown: 0.3, geometric: 0.3 } as const;
    const found = results({
      means: [mean({}), mean({ ...warm, geometricInterval: null })],
      cells: [
        cell({}),
        cell({ ...warm, slowdownInterval: null }),
        cell({ layout: 'cut', slowdown: -0.021 }),
        cell({ layout: 'native', slowdown: null, slowdownInterval: null }),
      ],
    });
    const [wide, , program] = await hints(found);
    expect(wide).toBe('}, cold +104.0 % (+98.0 to +111.0); warm +30.0 %');
    expect(program).toBe('"cg", -2.1 % to +104.0 %, 3 slowdowns');
  });

  it('says of rehearsed times what they are, and everything behind it', async () => {
    const leftOut = [{ why: 'failed', runs: 2 }];
    const found = results({ origin: 'rehearsed', means: [mean({})], cells: [cell({ leftOut })] });
    const [wide] = await createLab(labOptions()).assist.measured(PATH, TEXT, found);
    expect(wide?.text).toBe('rehearsed: +104.0 % (+98.0 to +111.0), 5 blocks, cold');
    expect(wide?.lines).toEqual([
      'Slowdown against the machine itself, time / native time - 1, with 95 % intervals over blocks; of several programs the geometric mean.',
      'cold: +104.0 % (+98.0 to +111.0)',
      'cg.S, cold: +104.0 % (+98.0 to +111.0)',
      'Attempt a1: 5 of 5 blocks.',
      'Rehearsed: times mean nothing.',
      '2 runs of this attempt left out (wide).',
    ]);
  });

  it('is nothing where nothing is compared with the machine itself, and in broken text', async () => {
    expect(await hints(null, TEXT.replace('"version": 1,', '"version": 1, "baseline": "none",'))).toEqual([]);
    expect(await hints(null, '{ "layouts": [')).toEqual([]);
  });
});
