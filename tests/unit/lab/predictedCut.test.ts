import { describe, expect, it } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import type { CutQuestion } from '../../../src/lab/predictedCut';
import { example, labOptions } from '../../support/labOptions';

const PATH = '/work/cut.vmlayout.json';
const usual: CutQuestion = { program: null, transport: null, action: null };

function text(vms: string): string {
  return `{ "version": 1, "machine": "barcelona-4x4", "regions": { "shm": { "size": "1GiB" } }, "vms": [${vms}] }`;
}
const TWO = text('{ "name": "a", "pus": "0-3" }, { "name": "b", "pus": "4-7" }');

describe('the prediction of a layout', () => {
  it('is for the mean of NPB class C over the network where nothing says otherwise', async () => {
    const view = await createLab(labOptions()).picture.predict(PATH, TWO, usual);
    expect(view).toMatchObject({ program: 'mean.C', transport: 'network', canShare: false });
    const answer = view?.answer;
    if (answer?.kind !== 'predicted') throw new Error('nothing is predicted');
    expect(answer.text).toMatch(/^\+\d+\.\d % \(\+\d+\.\d to \+\d+\.\d\)$/);
    expect(answer.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(answer.slowdown, 9);
    expect(answer.left.join()).toContain('square');
  });

  it('is for what an experiment beside it runs, and goes through a region that all VMs have', async () => {
    const { path, text: layout } = example('vm-per-node.vmlayout.json');
    const view = await createLab(labOptions()).picture.predict(path, layout, usual);
    expect(view?.program).toMatch(/^experiment\./);
    expect(view?.programs[0]?.id).toBe(view?.program);
    const shared = TWO.replaceAll('" }', '", "regions": ["shm"] }').replace(
      '"1GiB", "regions": ["shm"]',
      '"1GiB"',
    );
    const through = await createLab(labOptions()).picture.predict(PATH, shared, {
      ...usual,
      program: 'cg.B',
    });
    expect(through).toMatchObject({ program: 'cg.B', transport: 'shared', canShare: true });
    const over = await createLab(labOptions()).picture.predict(PATH, shared, {
      ...{ program: 'cg.B', transport: 'network', action: null },
    });
    expect(over?.transport).toBe('network');
    const [fast, slow] = [through?.answer, over?.answer];
    if (fast?.kind !== 'predicted' || slow?.kind !== 'predicted') throw new Error('nothing is predicted');
    expect(slow.slowdown).toBeGreaterThan(fast.slowdown);
  });

  it('is of what an action would make of it, and nothing where the action is refused', async () => {
    const { picture } = createLab(labOptions());
    const merged = await picture.predict(PATH, TWO, {
      ...{ program: 'cg.B', transport: null, action: { kind: 'merge', vms: ['a', 'b'] } },
    });
    expect(merged?.answer).toMatchObject({ kind: 'predicted' });
    expect(merged?.answer.kind === 'predicted' && merged.answer.reasons.join()).toContain('1 other node');
    const gone = await picture.predict(PATH, TWO, { ...usual, action: { kind: 'delete', vms: ['c'] } });
    expect(gone).toBeNull();
  });

  it('is nothing of a broken text, and stops when it is no longer wanted', async () => {
    const { picture } = createLab(labOptions());
    expect(await picture.predict(PATH, '{ "version": 1, ', usual)).toBeNull();
    let asked = 0;
    const isWanted = (): boolean => {
      asked += 1;
      return asked < 2;
    };
    expect(await picture.predict(PATH, TWO, usual, isWanted)).toBeNull();
    expect(asked).toBe(2);
  });
});
