import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/text/edits';
import { createLab } from '../../../src/lab/createLab';
import type { Lab } from '../../../src/lab/lab';
import type { Drawn } from '../../../src/lab/picture';
import { layout, vms } from '../editing/layouts';
import { example, labOptions } from '../../support/labOptions';

const PATH = '/work/cut.vmlayout.json';
const MACHINE = JSON.stringify({
  ...{ version: 1, id: 'small', synthetic: 'pack:2 [numa] core:2 pu:1', memoryPerNode: '4GiB' },
});

/** Layouts written in the test are on the machine `m.vmtopology.json` beside them. */
function on(text: string): string {
  return text.replace('"m"', '"m.vmtopology.json"');
}

function lab(documents: Readonly<Record<string, string>> = {}): Lab {
  return createLab(labOptions({ '/work/m.vmtopology.json': MACHINE, ...documents }));
}

async function drawn(text: string, documents: Readonly<Record<string, string>> = {}): Promise<Drawn> {
  const view = await lab(documents).picture.view(PATH, on(text));
  if (view.kind === 'notDrawn') throw new Error(view.message);
  return view;
}

const TWO = layout(vms('{ "name": "a", "pus": "0-1" }', '{ "name": "b", "pus": "1-2" }'));

describe('the picture of a layout', () => {
  it('is that of the text as it stands, with its findings and the edits of their fixes', async () => {
    const { view, fixes } = await drawn(TWO);
    expect(view.scenes[0]?.pus.map((pu) => pu.owners)).toEqual([[0], [0, 1], [1], []]);
    const index = view.findings.findIndex(({ rule }) => rule === 'CPU02');
    expect(view.findings[index]?.fixes).toHaveLength(fixes[index]!.length);
    const mended = await drawn(applyEdits(on(TWO), fixes[index]![0]!));
    expect(mended.view.findings.map(({ rule }) => rule)).not.toContain('CPU02');
  });

  it('is that of the machine where nothing is cut yet', async () => {
    const { view } = await drawn(layout());
    expect(view.vms).toEqual([]);
    expect(view.scenes[0]?.pus).toHaveLength(4);
    expect(view.findings.map(({ rule }) => rule)).toEqual(['SCHEMA']);
  });

  it('follows the unsaved text of its machine, and keeps the machine while the layout is typed', async () => {
    const wide = MACHINE.replace('core:2', 'core:4');
    const { view } = await drawn(TWO, { '/work/m.vmtopology.json': wide });
    expect(view.scenes[0]?.pus).toHaveLength(8);
  });

  it('is not there for a text that is broken, which is said with its place', async () => {
    const { picture } = lab();
    expect(await picture.view(PATH, on(TWO).replace('"a",', '"a"'))).toEqual({
      ...{ kind: 'notDrawn', message: 'A comma is missing before this.', line: 5, column: 19 },
    });
    expect(await picture.view(PATH, on(TWO).replace('"0-1"', '7'))).toMatchObject({
      kind: 'notDrawn',
      line: 5,
    });
    expect(await picture.view(PATH, TWO)).toMatchObject({
      ...{ kind: 'notDrawn', line: 3, column: 14 },
      message: expect.stringMatching(/^No built-in machine is named "m"/) as string,
    });
    expect(await picture.view(PATH, layout())).toMatchObject({ kind: 'notDrawn', line: 3 });
    await expect(picture.view('/work/x.json', TWO)).rejects.toThrow('is not a layout');
  });

  it('is changed by edits of its text', async () => {
    const { picture } = lab();
    const done = await picture.act(PATH, on(layout()), {
      kind: 'create',
      pus: [2, 3],
      host: null,
      name: null,
    });
    if (done.kind === 'refused') throw new Error(done.message);
    expect(applyEdits(on(layout()), done.edits)).toBe(on(layout(vms('{ "name": "vm0", "pus": "2-3" }'))));
    expect(await picture.act(PATH, on(TWO), { kind: 'delete', vms: ['c'] })).toMatchObject({
      kind: 'refused',
    });
    expect(await picture.act('/work/x.txt', TWO, { kind: 'expandRule' })).toMatchObject({ kind: 'refused' });
  });

  it('shows what a rule would make before it is taken', async () => {
    const { picture } = lab();
    const preview = await picture.preview(PATH, on(TWO), { per: 'package' });
    expect(preview.problem).toBeNull();
    expect(preview.scenes[0]?.pus.map((pu) => pu.owners)).toEqual([[0], [0], [1], [1]]);
    expect(await picture.preview(PATH, on(TWO), { vms: 3 })).toMatchObject({
      problem: expect.stringMatching(/^4 usable PUs cannot be cut into 3/) as string,
    });
    expect(await picture.preview(PATH, TWO, { vms: 2 })).toMatchObject({
      ...{ scenes: [], problem: expect.stringMatching(/could not be read/) as string },
    });
  });

  it('is drawn for files, with a legend', async () => {
    const { path } = example('vm-per-node.vmlayout.json');
    const [host, another] = await lab().picture.svg(path, 'light');
    expect(another).toBeUndefined();
    expect(host?.host).toBeNull();
    expect(host?.svg).toMatch(/^<svg[\s\S]*vm3[\s\S]*<\/svg>\n$/);
    const broken = lab({ [PATH]: on(TWO).replace('"a",', '"a"') });
    await expect(broken.picture.svg(PATH, 'light')).rejects.toMatchObject({ place: `${PATH}:5:19` });
  });
});
