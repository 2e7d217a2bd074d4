import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileString } from '../support/hostile';
import { freshFolder, isRoot } from './helper';
import { faultFormat } from './faultFormat';
import { isAllowed, rootWords } from './rootGrammar';

// vmpart-root with a kernel of files: the script itself, its two roots replaced by a folder, called with thousands of
// argument lists. After each one the folder must be what a model of the listed verbs says, down to the last file.

type Tree = ReadonlyMap<string, string>;

const FILES: Readonly<Record<string, string>> = {
  'proc/sys/vm/drop_caches': '0\n',
  'proc/sys/vm/compact_memory': '0\n',
  'proc/sys/vm/overcommit_memory': '0\n',
  'proc/sys/vm/page-cluster': '3\n',
  'proc/sys/kernel/numa_balancing': '1\n',
  'proc/sys/kernel/perf_event_paranoid': '2\n',
  'proc/sys/kernel/core_pattern': 'core\n',
  'sys/module/kvm_amd/parameters/npt': 'Y\n',
  'sys/module/kvm_amd/parameters/nested': '1\n',
  'sys/kernel/mm/ksm/run': '2\n',
  'sys/kernel/mm/ksm/merge_across_nodes': '1\n',
  'sys/kernel/mm/ksm/sleep_millisecs': '20\n',
  'sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
  'sys/kernel/mm/transparent_hugepage/defrag': 'always defer [madvise] never\n',
  'sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages': '0\n',
  'sys/devices/system/node/node0/hugepages/hugepages-2048kB/free_hugepages': '0\n',
  'sys/devices/system/node/node1/hugepages/hugepages-1048576kB/nr_hugepages': '4\n',
  'sys/kernel/tracing/events/kvm/kvm_page_fault/format': faultFormat('100', ['u64 fault_address']),
  'sys/fs/cgroup/cgroup.controllers': 'cpu memory\n',
  'sys/fs/cgroup/cgroup.subtree_control': 'cpu\n',
  'sys/fs/cgroup/cgroup.procs': '',
};

const GROUPS = 'sys/fs/cgroup';

interface Machine {
  readonly folder: string;
  readonly script: string;
}

function fakeMachine(): Machine {
  const folder = freshFolder();
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), 0o666);
  }
  // Whatever is broken out to must be able to leave a trace.
  chmodSync(folder, 0o777);
  chmodSync(join(folder, GROUPS), 0o777);
  const real = readFileSync(join(import.meta.dirname, '../../src/payload/vmpart-root'), 'utf8');
  const script = real.replaceAll(/(FILE=|GROUP_ROOT=|write_to )(?=\/(proc\/)?sys\/)/g, `$1${folder}`);
  expect(script.split(folder)).toHaveLength(15);
  return { folder, script };
}

function treeOf(folder: string): Tree {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')] as const;
    }),
  );
}

function call({ folder, script }: Machine, args: readonly string[]) {
  const user = isRoot ? { uid: 65534, gid: 65534 } : {};
  const options = { input: script, encoding: 'utf8', cwd: folder, env: { HOME: folder }, ...user } as const;
  const { status, stdout } = spawnSync('/bin/sh', ['-s', '--', ...args], options);
  return { status, stdout };
}

/** The file of a setting, with the arguments that name it. */
function fileOf(verb: string, [node, size]: readonly string[]): string {
  switch (verb) {
    case 'set-ksm-across-nodes':
      return 'sys/kernel/mm/ksm/merge_across_nodes';
    case 'set-ksm':
      return 'sys/kernel/mm/ksm/run';
    case 'set-thp':
      return 'sys/kernel/mm/transparent_hugepage/enabled';
    case 'set-numa-balancing':
      return 'proc/sys/kernel/numa_balancing';
    case 'set-paging':
      return 'sys/module/kvm_amd/parameters/npt';
    case 'set-perf-paranoid':
      return 'proc/sys/kernel/perf_event_paranoid';
    case 'set-page-cluster':
      return 'proc/sys/vm/page-cluster';
    default:
      return `sys/devices/system/node/node${node}/hugepages/hugepages-${size}kB/nr_hugepages`;
  }
}

interface Done {
  readonly status: number;
  readonly stdout: string;
  readonly tree: Tree;
}

/** What a call must do, said a second time. */
function expected(tree: Tree, args: readonly string[]): Done {
  if (!isAllowed(args)) return { status: 2, stdout: '', tree };
  const [verb = '', ...rest] = args;
  if (verb === 'drop-caches')
    return { status: 0, stdout: '', tree: changed(tree, 'proc/sys/vm/drop_caches', '3') };
  if (verb === 'compact-memory')
    return { status: 0, stdout: '', tree: changed(tree, 'proc/sys/vm/compact_memory', '1') };
  if (verb === 'show-fault-event') return { status: 0, stdout: '100 fault_address\n', tree };
  if (verb === 'make-group') return { status: 3, stdout: '', tree: withGroup(tree, rest) };
  if (verb === 'remove-group') return { status: hasGroup(tree, rest) ? 3 : 0, stdout: '', tree };
  const file = verb === 'show' ? fileOf(rest[0] ?? '', rest.slice(1)) : fileOf(verb, rest);
  const content = tree.get(file);
  if (content === undefined) return { status: 3, stdout: '', tree };
  const old = file.endsWith('/npt') ? 'nested' : (/\[(.*)\]/.exec(content)?.[1] ?? content.trimEnd());
  // Who is not root can say what is so already, and unloads no module.
  if (verb === 'set-paging') return { status: rest[0] === old ? 0 : 3, stdout: `${old}\n`, tree };
  const after = verb === 'show' ? tree : changed(tree, file, rest.at(-1) ?? '');
  return { status: 0, stdout: `${old}\n`, tree: after };
}

/** Files do not move a process: it is put back where it cannot do harm, and what was made cannot be removed. */
function withGroup(tree: Tree, [name = '', pid = '']: readonly string[]): Tree {
  const all = `${GROUPS}/vmpart`;
  return new Map([
    ...tree,
    ...[GROUPS, all, `${all}/${name}`].map((at) => [`${at}/cgroup.subtree_control`, '+memory\n'] as const),
    ...[GROUPS, `${all}/${name}/own_processes`].map((at) => [`${at}/cgroup.procs`, `${pid}\n`] as const),
  ]);
}

function hasGroup(tree: Tree, [name]: readonly string[]): boolean {
  return [...tree.keys()].some((file) => file.startsWith(`${GROUPS}/vmpart/${name}/`));
}

function changed(tree: Tree, file: string, value: string): Tree {
  return new Map([...tree, [file, `${value}\n`]]);
}

const SETTINGS: readonly (readonly string[])[] = [
  ...[
    ['set-ksm', '1'],
    ['set-ksm-across-nodes', '0'],
    ['set-ksm-across-nodes', '1'],
    ['set-thp', 'never'],
    ['set-numa-balancing', '0'],
    ['set-page-cluster', '0'],
    ['set-paging', 'nested'],
    ['set-paging', 'shadow'],
    ['set-perf-paranoid', '1'],
    ['set-perf-paranoid', '-1'],
    ['drop-caches'],
    ['compact-memory'],
  ],
  ...[
    ['set-huge-pages', '0', '2048', '64'],
    ['set-huge-pages', '1', '1048576', '0'],
    ['show', 'set-thp'],
    ['show', 'set-paging'],
    ['show', 'set-perf-paranoid'],
    ['show-fault-event'],
  ],
  ...[
    ['show', 'set-huge-pages', '0', '2048'],
    ['set-huge-pages', '2', '2048', '1'],
    ['set-ksm', '0'],
  ],
  ...[
    ['make-group', 'a1', '1'],
    ['remove-group', 'a1'],
    ['remove-group', 'a2'],
  ],
];

const hostile = hostileString('touch ran');

const wedge = fc.oneof(hostile, fc.constantFrom('0', '00', '1', ' ', '\n', 'x', '0x', '+', '.'));

/** A listed call with one word put in, replaced, lengthened or left out. */
const nearly = fc
  .tuple(
    fc.constantFrom(...SETTINGS),
    fc.nat(4),
    fc.constantFrom('put', 'replace', 'behind', 'before', 'drop'),
    wedge,
  )
  .map(([words, place, how, text]) => {
    const at = place % (words.length + (how === 'put' ? 1 : 0));
    const word = words[at] ?? '';
    const [head, tail] = [words.slice(0, at), words.slice(at + 1)];
    switch (how) {
      case 'put':
        return [...head, text, ...words.slice(at)];
      case 'replace':
        return [...head, text, ...tail];
      case 'behind':
        return [...head, word + text, ...tail];
      case 'before':
        return [...head, text + word, ...tail];
      default:
        return [...head, ...tail];
    }
  });

const calls: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 4, arbitrary: nearly },
  { weight: 2, arbitrary: fc.array(fc.oneof(rootWords, hostile), { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(...SETTINGS) },
);

describe('vmpart-root under thousands of argument lists', () => {
  it('does what its verbs say, and nothing else whatever it is given', () => {
    const machine = fakeMachine();
    let tree = treeOf(machine.folder);
    const seen = new Map<number, number>();
    fc.assert(
      fc.property(calls, (args) => {
        const wanted = expected(tree, args);
        const { status, stdout } = call(machine, args);
        const found = treeOf(machine.folder);
        expect({ status, stdout, tree: [...found].sort() }).toEqual({
          ...{ status: wanted.status, stdout: wanted.stdout },
          tree: [...wanted.tree].sort(),
        });
        tree = found;
        seen.set(wanted.status, (seen.get(wanted.status) ?? 0) + 1);
      }),
      // A smaller example of a failure would meet another tree.
      { numRuns: 3_000, seed: 9, endOnFailure: true },
    );
    for (const status of [0, 2, 3]) expect(seen.get(status), String(status)).toBeGreaterThan(30);
  }, 300_000);
});
