import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/text/edits';
import { assistance, at, EXPERIMENT, LAYOUT } from './cursor';

const SHARED = `{
  "version": 1,
  "machine": "smt.vmtopology.json",
  "hosts": ["left", "right"],
  "networks": { "lan": {}, "cluster": {} },
  "regions": { "shared": { "size": "1GiB" } },
  "defaults": { "nics": [{ "network": "lan" }], "regions": ["shared"] },
  "vms": [
    { "name": "a", "host": "left", "pus": "0-1", "regions": ["shared"] },
    { "name": "b", "host": "right", "pus": "0-1", "nics": [{ "network": "cluster" }, { "network": "lan" }] } // lan
  ]
}`;

/** The text with the cursor in the n-th place where a word stands. */
function on(text: string, word: string, n = 0): string {
  let from = -1;
  for (let i = 0; i <= n; i++) from = text.indexOf(`"${word}"`, from + 1);
  return `${text.slice(0, from + 2)}|${text.slice(from + 2)}`;
}

async function renamed(marked: string, name: string, path = LAYOUT): Promise<string> {
  const { text, offset } = at(marked);
  const edits = await assistance().rename(path, text, offset, name);
  return 'problem' in edits ? edits.problem : applyEdits(text, edits);
}

async function leads(marked: string, path = LAYOUT): Promise<readonly string[]> {
  const { text, offset } = at(marked);
  const assist = assistance({ '/work/cuts/wide.vmlayout.json': '{}' });
  const found = await assist.definition(path, text, offset);
  return (found?.to ?? []).map(({ path: file, range }) =>
    range === null
      ? file
      : `${file}:${text.slice(0, range.offset).split('\n').length}:${text.slice(range.offset, range.offset + range.length)}`,
  );
}

describe('names', () => {
  it.each([
    ['lan', 1, `${LAYOUT}:5:"lan"`],
    ['lan', 2, `${LAYOUT}:5:"lan"`],
    ['cluster', 1, `${LAYOUT}:5:"cluster"`],
    ['shared', 2, `${LAYOUT}:6:"shared"`],
    ['right', 1, `${LAYOUT}:4:"right"`],
    ['a', 0, `${LAYOUT}:9:"a"`],
  ])('%s (%i) leads to where it is declared', async (word, n, place) => {
    expect(await leads(on(SHARED, word, n))).toEqual([place]);
  });

  it.each(['lan', 'shared', 'left', 'b', 'cluster'])(
    '%s changes in all of its places and nowhere else',
    async (word) => {
      const marked = on(SHARED, word);
      expect(await renamed(marked, 'other')).toBe(SHARED.replaceAll(`"${word}"`, '"other"'));
    },
  );

  it('is told apart by what it names, and by the layout in which it stands', async () => {
    const inside = (name: string): string =>
      `{ "name": "${name}", "layout": { "version": 1, "machine": "smt.vmtopology.json", "networks": { "x": {} }, "regions": { "x": { "size": "1GiB" } }, "vms": [{ "name": "x", "pus": "0", "regions": ["x"], "nics": [{ "network": "x" }] }] } }`;
    const text = `{ "layouts": [${inside('one')}, ${inside('two')}] }`;
    const after = await renamed(on(text, 'x', 1), 'y', EXPERIMENT);
    const expected = inside('one')
      .replace('"regions": { "x"', '"regions": { "y"')
      .replace('"regions": ["x"]', '"regions": ["y"]');
    expect(after).toBe(`{ "layouts": [${expected}, ${inside('two')}] }`);
  });

  it('refuses names that the schema or another declaration forbids', async () => {
    expect(await renamed(on(SHARED, 'lan'), 'Big Lan')).toContain('small letters');
    expect(await renamed(on(SHARED, 'lan'), 'cluster')).toBe('There is a network named "cluster" already.');
    expect(await renamed(on(SHARED, 'lan'), 'x'.repeat(16))).toContain('at most 15');
    expect(await renamed(on(SHARED, 'smt.vmtopology.json'), 'x')).toContain('Only names of');
  });

  it('finds all places of a name, the declaration among them', async () => {
    const { text, offset } = at(on(SHARED, 'lan', 2));
    const found = await assistance().occurrences(LAYOUT, text, offset);
    expect(found.map(({ declares }) => declares)).toEqual([true, false, false]);
  });

  it('works while the text is broken elsewhere', async () => {
    const broken = SHARED.replace('"pus": "0-1", "regions"', '"pus": , "regions"').replace(
      '"version": 1',
      '"version" 1',
    );
    expect(await renamed(on(broken, 'lan'), 'other')).toBe(broken.replaceAll('"lan"', '"other"'));
    const open =
      '{ "regions": { "x": { "size": "1GiB" } }, "vms": [{ "name": "a", "pus": "0", "regions": ["x';
    expect(await renamed(on(open, 'x'), 'y')).toBe(open.replace('"x": {', '"y": {'));
  });
});

describe('levels of an experiment', () => {
  const text = `{
  "layouts": ["cuts/wide.vmlayout.json", { "name": "narrow", "layout": "cuts/wide.vmlayout.json" }],
  "exclude": [{ "layout": "narrow" }, { "layout": "wide" }]
}`;

  it('lead from what is left out to the layout, and from there to its file', async () => {
    expect(await leads(on(text, 'narrow', 1), EXPERIMENT)).toEqual([`${EXPERIMENT}:2:"narrow"`]);
    expect(await leads(on(text, 'wide'), EXPERIMENT)).toEqual([`${EXPERIMENT}:2:"cuts/wide.vmlayout.json"`]);
    expect(await leads(on(text, 'cuts/wide.vmlayout.json'), EXPERIMENT)).toEqual([
      '/work/cuts/wide.vmlayout.json',
    ]);
    expect(await leads(on(text, 'cuts/wide.vmlayout.json', 1), EXPERIMENT)).toEqual([
      '/work/cuts/wide.vmlayout.json',
    ]);
  });

  it('are renamed by their names, not by their files', async () => {
    expect(await renamed(on(text, 'narrow'), 'thin', EXPERIMENT)).toBe(text.replaceAll('"narrow"', '"thin"'));
    expect(await renamed(on(text, 'wide'), 'thin', EXPERIMENT)).toContain('named by its file');
    expect(await renamed(on(text, 'narrow'), 'native', EXPERIMENT)).toContain('not "native"');
  });
});

describe('machines', () => {
  it('lead to their files, and nowhere when there is none', async () => {
    expect(await leads('{ "machine": "smt|.vmtopology.json" }')).toEqual(['/work/smt.vmtopology.json']);
    expect((await leads('{ "machine": "barcelona|-4x4" }'))[0]).toMatch(
      /media\/machines\/barcelona-4x4\.vmtopology\.json$/,
    );
    expect(await leads('{ "machine": "none|" }')).toEqual([]);
    expect(await leads('{ "machine": "../|../etc" }')).toEqual([]);
  });
});
