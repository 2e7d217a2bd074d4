import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { sharing } from '../../../scripts/sharing.mjs';

const SOURCES = {
  'common.ts': 'export const common = (who: string): string => `in common: ${who}`;',
  'editor.ts':
    "import * as editor from 'no-such-module';\nimport { common } from './common';\nexport const open = () => [editor, common('editor')];",
  'line.ts': "#!/usr/bin/env node\nimport { common } from './common';\nconsole.log(common('line'));",
};

/** The folder of these sources, built. */
async function built(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-sharing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, name), text);
  const made = sharing({
    ...{ absWorkingDir: folder, bundle: true, platform: 'node', outdir: 'dist', logLevel: 'silent' },
    ...{ entryPoints: ['editor.ts', 'line.ts'], external: ['no-such-module'] },
  });
  await build(made);
  return join(folder, 'dist');
}

it('puts what two entries have in common into one file, once', async () => {
  const dist = await built();
  expect(readdirSync(dist).sort()).toEqual(['editor.js', 'line.js', 'shared.js']);
  const holders = readdirSync(dist).filter((name) =>
    readFileSync(join(dist, name), 'utf8').includes('in common'),
  );
  expect(holders).toEqual(['shared.js']);
});

it('makes CommonJS, of which one entry runs without what the other one needs', async () => {
  const dist = await built();
  const { stdout, stderr } = spawnSync(process.execPath, [join(dist, 'line.js')], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['in common: line\n', '']);
  expect(readFileSync(join(dist, 'line.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  const require = createRequire(join(dist, 'here.js'));
  expect(() => void require('./editor.js')).toThrow(/no-such-module/);
});
