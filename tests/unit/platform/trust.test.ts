import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import { commandIds, commandNeeds, type CommandId } from '../../../src/platform/commands';
import { anyVscode } from '../../support/anyVscode';

/** What was reached or started, since the last command. */
const reached: string[] = [];
const registered = new Map<string, (...given: readonly unknown[]) => Promise<unknown>>();
const window = { trusted: true };
const note = (what: string, answer?: unknown) => (): Promise<unknown> => {
  reached.push(what);
  return Promise.resolve(answer);
};

/** Ways of the lab to a host. */
const ways = ['start', 'follow', 'cancel', 'pause', 'runs', 'doctor', 'probe'] as const;

vi.mock('../../../src/wire', () => ({
  parseHosts: () => ({ version: 1, hosts: {} }),
  wire: () => ({
    lab: {
      ...Object.fromEntries(ways.map((way) => [way, note(way, [])])),
      hosts: () => Promise.resolve([]),
      attempts: () => Promise.resolve([ATTEMPT]),
      results: () => Promise.resolve(null),
      check: () => Promise.resolve({ findings: [], text: '' }),
    },
  }),
}));

vi.mock('../../../src/node/hosts', () => ({
  hostsFilePath: () => '/x/hosts.json',
  readHosts: () => Promise.resolve({ version: 1, hosts: {} }),
  hostTarget: (host: string) => ({ kind: host.startsWith('ssh:') ? 'ssh' : 'local', ssh: {} }),
}));
vi.mock('../../../src/node/sshCommand', () => ({ connectCommand: () => ['ssh', 'somewhere'] }));

vi.mock('vscode', () =>
  anyVscode({
    'workspace.textDocuments': [],
    'workspace.workspaceFolders': [],
    get 'workspace.isTrusted'() {
      return window.trusted;
    },
    'workspace.asRelativePath': (path: string) => path,
    'window.activeTextEditor': undefined,
    'window.visibleTextEditors': [],
    'window.createTerminal': () => {
      reached.push('terminal');
      return { show: () => undefined };
    },
    'window.showQuickPick': (items: readonly unknown[]) => Promise.resolve(items[0]),
    'window.showInputBox': () => Promise.resolve('host'),
    'window.showWarningMessage': () => Promise.resolve(undefined),
    'window.withProgress': (_options: unknown, work: (progress: unknown, token: unknown) => unknown) =>
      work({}, { onCancellationRequested: () => undefined }),
    'tasks.executeTask': note('task'),
    'commands.executeCommand': () => Promise.resolve(undefined),
    'commands.registerCommand': (id: string, run: (...given: readonly unknown[]) => Promise<unknown>) => {
      registered.set(id, run);
      return { dispose: () => undefined };
    },
    'l10n.t': (text: string) => text,
    'env.language': 'en',
  }),
);

const ATTEMPT = '/w/x.vmresults/20260102T030405Z-local-0badcafe';
/** With which a menu, a view or a lens calls a command. */
const subjects = [
  [{ subject: { experiment: '/w/x.vmexperiment.json', attempt: ATTEMPT } }],
  [{ subject: { host: 'ssh:somewhere' } }],
  [{ host: 'local', topology: '/w/x.vmtopology.json' }],
  [],
];

const { activate } = await import('../../../src/extension');
const extension = {
  subscriptions: [],
  extensionPath: '/x',
  extension: { id: 'x', packageJSON: { version: '0' } },
  workspaceState: { get: () => 'local', update: () => Promise.resolve() },
};
activate(extension as unknown as ExtensionContext);

/** What a command reaches or starts, however it is called. */
async function reachedBy(id: CommandId): Promise<readonly string[]> {
  reached.length = 0;
  for (const subject of subjects) {
    await Promise.resolve(registered.get(`vmPartitionLab.${id}`)?.(...subject)).catch(() => undefined);
  }
  return [...reached];
}

const root = resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly type: string; readonly scope: string }>>;
    };
  };
};

beforeEach(() => {
  window.trusted = false;
});

describe('a workspace that is not trusted', () => {
  it.each(commandIds)('has no command that reaches or starts anything: %s', async (id) => {
    expect(await reachedBy(id)).toEqual([]);
  });

  it('is asked for by every command that reaches a host or starts a program, and by no other', async () => {
    window.trusted = true;
    for (const id of commandIds) {
      const reaches = (await reachedBy(id)).length > 0;
      expect([id, commandNeeds[id]]).toEqual([id, reaches ? 'trust' : 'nothing']);
    }
  });

  it('does nothing for a menu whose row is gone, even where it is trusted', async () => {
    window.trusted = true;
    reached.length = 0;
    for (const run of registered.values()) await run(undefined, []);
    expect(reached).toEqual([]);
  });

  it('has these commands disabled in menus and in the palette', () => {
    const disabled = manifest.contributes.commands.filter(
      ({ enablement }) => enablement === 'isWorkspaceTrusted',
    );
    const wanted = commandIds
      .filter((id) => commandNeeds[id] === 'trust')
      .map((id) => `vmPartitionLab.${id}`);
    expect(disabled.map(({ command }) => command).sort()).toEqual([...wanted].sort());
  });

  it('chooses no program, no file of hosts and no host', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(supported).toBe('limited');
    // Texts are paths, programs and names of hosts; the rest is a matter of taste.
    const texts = Object.entries(manifest.contributes.configuration.properties).filter(
      ([, { type }]) => type === 'string',
    );
    expect(texts.map(([name]) => name).sort()).toEqual([...restrictedConfigurations].sort());
    expect(texts.filter(([, { scope }]) => scope !== 'machine')).toEqual([]);
  });
});
