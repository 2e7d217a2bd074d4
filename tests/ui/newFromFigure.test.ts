import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vmpart } from '../support/vmpart';
import { fileText, startEditor, type Editor } from './editor';
import { take as takeIn } from './quickPick';

// A figure of the paper becomes an experiment of the user's own, on a machine that they choose.

/** Two packages of six cores: none of the paper's. */
const own = `{
  "version": 1,
  "title": "Two packages with six cores each",
  "synthetic": "pack:2 [numa] core:6 pu:1",
  "memoryPerNode": "16GiB"
}
`;

const source = mkdtempSync(join(tmpdir(), 'vmpart-figure-'));
let editor: Editor;

beforeAll(async () => {
  writeFileSync(join(source, 'own.vmtopology.json'), own);
  editor = await startEditor({ workspace: source });
});

afterAll(async () => {
  await editor.stop();
  rmSync(source, { recursive: true, force: true });
});

const take = (title: string, words: string): Promise<void> => takeIn(editor, title, words);

interface Found {
  readonly severity: string;
}

describe('New from Figure', () => {
  test.each([
    ['Cold against warm', 'figure-5', 'own.vmtopology.json', 'own'],
    ['One VM a socket against one wide VM', 'figure-11', 'rehearsal-4x2', 'rehearsal-4x2'],
  ])('writes "%s" for the machine that is chosen, and shows it', async (title, id, machine, name) => {
    const { page } = editor;
    await editor.command('VM Partition Lab: New from Figure…');
    await take('New from Figure (1 of 2)', title);
    await take('New from Figure (2 of 2)', machine);
    await page.locator(`.tab[data-resource-name="${id}.vmexperiment.json"]`).first().waitFor();
    const folder = `${id}-${name}`;
    const documents = readdirSync(join(editor.workspace, folder));
    const layouts = documents.filter((file) => file.endsWith('.vmlayout.json'));
    await page.locator('.tab[data-resource-name$=".vmlayout.json"]').first().waitFor();
    for (const layout of layouts)
      expect(fileText(editor, `${folder}/${layout}`)).toContain(
        machine === name ? `"${name}"` : `"../${machine}"`,
      );
    const paths = documents.map((file) => join(editor.workspace, folder, file));
    const { stdout } = await vmpart(['check', ...paths, '--json'], editor.environment);
    const found = JSON.parse(stdout) as readonly Found[];
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
    await editor.lensShown('Run on');
    expect(await page.locator('.squiggly-error').count()).toBe(0);
    await editor.screenshot(`new-from-${id}`);
    await editor.command('View: Close All Editors');
  });

  test('writes over nothing: the same once more gets a folder of its own', async () => {
    await editor.command('VM Partition Lab: New from Figure…');
    await take('New from Figure (1 of 2)', 'Cold against warm');
    await take('New from Figure (2 of 2)', 'own.vmtopology.json');
    await editor.page.locator('.tab[data-resource-name="figure-5.vmexperiment.json"]').first().waitFor();
    const folders = readdirSync(editor.workspace).filter((entry) => entry.startsWith('figure-5'));
    expect(folders.sort()).toEqual(['figure-5-own', 'figure-5-own-2']);
  });
});
