import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, context, type BuildOptions } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { sharing } from '../../../scripts/sharing.mjs';

const SOURCES = {
  'common.ts': 'export const common = (who: string): string => `in common: ${who}`;',
  'editor.ts':
    "import * as editor from 'no-such-module';\nimport { common } from './common';\nexport const open = () => [editor, common('editor')];",
  'later.ts': "import { common } from './common';\nexport const later = common('later');",
  'line.ts':
    "#!/usr/bin/env node\nimport { common } from './common';\nconsole.log(common('line'));\nif (process.argv.includes('later')) void import('./later').then(({ later }) => console.log(later));",
};

/** A folder with these sources, and how they are built. */
function sources(): { readonly folder: string; readonly options: BuildOptions } {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-sharing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, name), text);
  const options = sharing({
    ...{ absWorkingDir: folder, bundle: true, platform: 'node', outdir: 'dist', logLevel: 'silent' },
    ...{ entryPoints: ['editor.ts', 'line.ts'], external: ['no-such-module'] },
  });
  return { folder, options };
}

/** The folder of what they are built to. */
async function built(): Promise<string> {
  const { folder, options } = sources();
  await build(options);
  return join(folder, 'dist');
}

it('puts what two entries have in common into one file, once, and what is loaded later into another', async () => {
  const dist = await built();
  const files = readdirSync(dist).sort();
  const plain = files.map((name) => name.replace(/-[A-Z0-9]{8}(?=\.js$)/, ''));
  expect(plain.sort()).toEqual(['chunk.js', 'editor.js', 'later.js', 'line.js']);
  const holders = files.filter((name) => readFileSync(join(dist, name), 'utf8').includes('in common'));
  expect(holders).toEqual([expect.stringMatching(/^chunk-/)]);
});

it('makes CommonJS, of which one entry runs without what the other one needs', async () => {
  const dist = await built();
  const { stdout, stderr } = spawnSync(process.execPath, [join(dist, 'line.js')], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['in common: line\n', '']);
  expect(readFileSync(join(dist, 'line.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  const require = createRequire(join(dist, 'here.js'));
  expect(() => void require('./editor.js')).toThrow(/no-such-module/);
});

it('loads what is loaded later as CommonJS too, as the oldest editors need', async () => {
  const dist = await built();
  const line = join(dist, 'line.js');
  expect(spawnSync(process.execPath, [line, 'later'], { encoding: 'utf8' }).stdout).toBe(
    'in common: line\nin common: later\n',
  );
  expect(readFileSync(line, 'utf8')).toContain('require("./later-');
});

it('leaves nothing of what it made before, while somebody watches', async () => {
  const { folder, options } = sources();
  const watched = await context(options);
  await watched.rebuild();
  const before = readdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'common.ts'), SOURCES['common.ts'].replace('in common', 'changed'));
  await watched.rebuild();
  await watched.dispose();
  const after = readdirSync(join(folder, 'dist'));
  expect(after).toHaveLength(before.length);
  expect(after.sort()).not.toEqual(before.sort());
});
