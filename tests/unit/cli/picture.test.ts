import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../support/temporaryFolder';
import { vmpart } from './runMain';

const NAME = 'x.vmlayout.json';
const LAYOUT = `{
  "version": 1, "machine": "rehearsal-4x2",
  "partition": { "vms": 2 }
}
`;
const OVER_TWO = LAYOUT.replace('"partition"', '"hosts": ["left", "right"], "partition"');

const folderOf = (text = LAYOUT): string => folderWith({ [NAME]: text });

describe('vmpart picture', () => {
  it('prints one SVG with its legend', async () => {
    const { code, stdout, stderr } = await vmpart(['picture', NAME], folderOf());
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^<svg .*data-legend="".*<\/svg>\n$/s);
    expect(stdout.match(/data-pu="/g)).toHaveLength(8);
  });

  it('draws in the theme that is named', async () => {
    const folder = folderOf();
    const light = await vmpart(['picture', NAME, '--theme', 'light'], folder);
    const dark = await vmpart(['picture', NAME, '--theme', 'dark'], folder);
    expect((await vmpart(['picture', NAME], folder)).stdout).toBe(light.stdout);
    expect(dark.stdout).not.toBe(light.stdout);
    expect(await vmpart(['picture', NAME, '--theme', 'pink'], folder)).toMatchObject({ code: 2 });
  });

  it('--out writes the file and prints where', async () => {
    const folder = folderOf();
    const { code, stdout } = await vmpart(['picture', NAME, '--out', 'cut.svg'], folder);
    expect([code, stdout]).toEqual([0, `${join(folder, 'cut.svg')}\n`]);
    const printed = await vmpart(['picture', NAME], folder);
    expect(readFileSync(join(folder, 'cut.svg'), 'utf8')).toBe(printed.stdout);
  });

  it('a file in .png goes through the program that makes one', async () => {
    const folder = folderOf();
    const drawn: string[] = [];
    const rasterize = (svg: string): Promise<Uint8Array> => {
      drawn.push(svg);
      return Promise.resolve(new Uint8Array([1, 2]));
    };
    const { code } = await vmpart(['picture', NAME, '--out', 'cut.png'], folder, { rasterize });
    expect([code, [...readFileSync(join(folder, 'cut.png'))]]).toEqual([0, [1, 2]]);
    expect(drawn).toEqual([(await vmpart(['picture', NAME], folder)).stdout]);
  });

  it('other endings are wrong usage', async () => {
    const told = await vmpart(['picture', NAME, '--out', 'cut.jpg'], folderOf());
    expect([told.code, told.stderr]).toEqual([2, expect.stringContaining('.svg or .png')]);
  });

  it('a layout over several hosts has a file for each, or one that is named', async () => {
    const folder = folderOf(OVER_TWO);
    const none = await vmpart(['picture', NAME], folder);
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/left, right.*--host-name/)]);
    const one = await vmpart(['picture', NAME, '--host-name', 'right'], folder);
    expect(one.stdout).toContain('on host &quot;right&quot;');
    await vmpart(['picture', NAME, '--out', 'cut.svg'], folder);
    expect(readdirSync(folder).sort()).toEqual(['cut-left.svg', 'cut-right.svg', NAME]);
    const wrong = await vmpart(['picture', NAME, '--host-name', 'middle'], folder);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/no host "middle".*left, right/)]);
  });

  it('draws layouts with mistakes, which is when a picture helps', async () => {
    const folder = folderOf(
      LAYOUT.replace('"partition": { "vms": 2 }', '"vms": [{ "name": "a", "pus": "0,99" }]'),
    );
    expect(await vmpart(['picture', NAME], folder)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [LAYOUT.replace('"vms": 2', '"vms": '), /x\.vmlayout\.json:3:\d+: /],
    [
      LAYOUT.replace('rehearsal-4x2', 'cray-1'),
      /x\.vmlayout\.json:2:\d+: No built-in machine is named "cray-1"/,
    ],
  ])('says where a document is broken that cannot be drawn %#', async (text, says) => {
    const { code, stdout, stderr } = await vmpart(['picture', NAME], folderOf(text));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });

  it('says that there is no such file, and what is no layout', async () => {
    expect((await vmpart(['picture', 'none.vmlayout.json'], folderOf())).stderr).toContain(
      'There is no file',
    );
    const folder = folderOf();
    writeFileSync(join(folder, 'x.json'), '{}');
    expect((await vmpart(['picture', 'x.json'], folder)).stderr).toContain('is not a layout');
  });
});
