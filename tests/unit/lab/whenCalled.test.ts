import { expect, it, vi } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import { once, whenCalled } from '../../../src/lab/whenCalled';
import { example, labOptions } from '../../support/labOptions';

let loaded = 0;
vi.mock('../../../src/lab/runsAndResults', async (original) => {
  loaded += 1;
  return await original();
});

it('loads nothing of runs and results for who writes documents, whatever is offered there', async () => {
  const lab = createLab(labOptions());
  for (const name of ['first-cut.vmexperiment.json', 'vm-per-node.vmlayout.json']) {
    const { path, text } = example(name);
    await lab.check(path);
    for (let offset = 0; offset < text.length; offset += 150) {
      await lab.assist.completions(path, text, offset);
      await lab.assist.hover(path, text, offset);
    }
    await lab.assist.hints(path, text);
  }
  await lab.fix(example('vm-per-node.vmlayout.json').path);
  const experiment = example('first-cut.vmexperiment.json').path;
  expect(await lab.attempts(experiment)).toEqual([]);
  expect(await lab.results(experiment)).toBeNull();
  expect((await lab.machines()).length).toBeGreaterThan(10);
  expect(loaded).toBe(0);
  expect((await lab.plan(experiment, 'local')).bundle.files.length).toBeGreaterThan(0);
  expect((await lab.exports.methods(experiment)) ?? 'none yet').toBe('none yet');
  expect(loaded).toBe(1);
});

it('makes a thing once, however many call before it is there, and passes on what is given and thrown', async () => {
  const words = {
    all: ['one', 'two'],
    at(index: number): Promise<string> {
      const word = this.all[index];
      return word === undefined ? Promise.reject(new RangeError(`no word ${index}`)) : Promise.resolve(word);
    },
  };
  const made = vi.fn(() => Promise.resolve(words));
  const thing = whenCalled(once<typeof words>(made), ['at']);
  expect(made).not.toHaveBeenCalled();
  expect(await Promise.all([thing.at(0), thing.at(1)])).toEqual(['one', 'two']);
  await expect(thing.at(2)).rejects.toThrow(new RangeError('no word 2'));
  expect(made).toHaveBeenCalledOnce();
});
