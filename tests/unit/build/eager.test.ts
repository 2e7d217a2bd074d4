import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** Sources that an entry reads before anything is called: what it imports, but for what it imports later. */
async function readAtOnce(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    ...{ absWorkingDir: ROOT, bundle: true, platform: 'node', format: 'esm', write: false, metafile: true },
    ...{ entryPoints: [entry], external: ['vscode'], mainFields: ['module', 'main'], logLevel: 'silent' },
  });
  return importedFrom(metafile.inputs, entry);
}

function importedFrom(inputs: Metafile['inputs'], entry: string): readonly string[] {
  const seen = new Set([entry]);
  for (const file of seen)
    for (const { path, kind, external } of inputs[file]?.imports ?? [])
      if (external !== true && kind !== 'dynamic-import') seen.add(path);
  return [...seen];
}

const LATER =
  /@stdlib|saxes|^src\/rehearsal\/|core\/predict\/(attempt|cut|advise\/advise)|core\/analysis\/(compute|figures\/kinds)|journal-event\.validate|lab\/(results|predict|start|runsAndResults)\.ts|panels\/resultsPanel|picture\/openPictures/;

it('reads nothing of runs, results, the model and panels for who opens a document', async () => {
  const read = await readAtOnce('src/workbench.ts');
  expect(read).toContain('src/lab/check.ts');
  expect(read.filter((file) => LATER.test(file))).toEqual([]);
});
