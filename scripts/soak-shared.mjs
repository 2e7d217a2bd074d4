// `npm run soak:shared -- N [SEED]`: N jobs through a shared region, struck at random moments; each must leave it empty.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.mjs';
import { ensurePackages } from './setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [jobs = '500', seed = '1'] = process.argv.slice(2);
ensurePackages(['build', 'shared']);
installDependencies(root);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'shared', 'tests/shared/soak.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, VMPART_SOAK: jobs, VMPART_SOAK_SEED: seed } },
);
process.exit(status ?? 1);
