import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSuites } from '../../../src/core/programs/all';
import { createLab } from '../../../src/lab/createLab';
import { labOptions } from '../../support/labOptions';

type Json = Readonly<Record<string, unknown>>;

const SCHEMAS = join(import.meta.dirname, '../../../schemas');
const PATH = '/nowhere/x.vmexperiment.json';
const WORKLOAD = { suite: 'command', name: 'w', command: ['/bin/true'], launcher: 'plain', ranks: 1 };
const VM = { name: 'a', pus: '0-3', memory: '1GiB' };

/** Every key that a schema knows: `layout.machine`, `vm.memory`, `nic.model`; objects by definition under its name. */
function keysOf(file: string, root: string): readonly string[] {
  const schema = JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as Json;
  const definitions = schema['definitions'] as Readonly<Record<string, Json>>;
  const keys = new Set<string>();
  const seen = new Set<unknown>();
  const walk = (node: unknown, name: string): void => {
    if (typeof node !== 'object' || node === null) return;
    if (seen.has(node)) return;
    seen.add(node);
    const { $ref, properties, patternProperties, additionalProperties, items, then, allOf } = node as Json;
    const otherwise = (node as Json)['else'];
    const target = typeof $ref === 'string' ? /^#\/definitions\/([^/]+)$/.exec($ref)?.[1] : undefined;
    // Layouts inside an experiment have the keys of layouts; settings of all VMs those of one.
    if (target !== undefined && !/^layout/.test(target))
      walk(definitions[target], target.replace('vmSettings', 'vm').replace('workloadCommon', 'workload'));
    for (const [key, value] of Object.entries({ ...(properties as Json), ...(patternProperties as Json) })) {
      keys.add(`${name}.${key}`);
      walk(value, `${name}.${key}`);
    }
    for (const inner of [items, then, otherwise, additionalProperties, ...((allOf ?? []) as unknown[])])
      walk(inner, name);
  };
  walk(schema, root);
  return [...keys];
}

/** What the planner says of an experiment with this layout and these further keys. */
async function refused(layout: Json, more: Json = {}, workload: Json = {}): Promise<readonly string[]> {
  const text = JSON.stringify({
    version: 1,
    layouts: [{ name: 'l', layout: { version: 1, machine: 'barcelona-4x4', ...layout } }],
    workloads: [{ ...WORKLOAD, ...workload }],
    ...more,
  });
  const { findings } = await createLab(labOptions({ [PATH]: text })).check(PATH);
  expect(findings.filter((finding) => /SCHEMA|SYNTAX/.test(finding.rule))).toEqual([]);
  return findings.filter((finding) => finding.rule === 'PLAN').map((finding) => finding.message);
}

const one = (settings: Json): Json => ({ vms: [{ ...VM, ...settings }] });
const nic = (settings: Json): Json => one({ nics: [settings] });
const region = (settings: Json, vm: Json = {}): Json => ({
  regions: { r: { size: '128MiB', ...settings } },
  vms: [{ ...VM, ...vm }],
});

/** What is run as it is said. */
const RUN: ReadonlySet<string> = new Set([
  ...['version', 'machine', 'title', '$schema', 'accept', 'partition', 'defaults', 'vms'].map(
    (k) => `layout.${k}`,
  ),
  ...['vms', 'per', 'count'].map((key) => `layout.partition.${key}`),
  ...['name', 'pus', 'nodes', 'memory', 'policy', 'backing', 'pageSize', 'cells'].map((key) => `vm.${key}`),
  ...['emulatorPus', 'nics', 'accept', 'pinning', 'prealloc', 'balloon', 'freePageReporting'].map(
    (key) => `vm.${key}`,
  ),
  ...['vcpus', 'memory', 'node'].map((key) => `cell.${key}`),
  'nic.model',
  'layout.regions',
  ...['node', 'device', 'pageSize'].map((key) => `region.${key}`),
  ...['version', 'title', '$schema', 'accept', 'layouts', 'workloads', 'baseline'].map(
    (k) => `experiment.${k}`,
  ),
  ...['layouts.name', 'layouts.layout', 'phases', 'warmRuns', 'replicates', 'order'].map(
    (k) => `experiment.${k}`,
  ),
  ...[
    'seed',
    'timeLimit',
    'bootLimit',
    'guest',
    'factors',
    'exclude',
    'cells',
    'margin',
    'techniques',
    'collect',
  ].map((key) => `experiment.${key}`),
  ...[
    'host.ksm',
    'host.thp',
    'host.hugePages',
    'host.numaBalancing',
    'host.paging',
    'guest.thp',
    'guest.hugePages',
    'guest.args',
    'nic',
    'technique',
  ].map((key) => `experiment.factors.${key}`),
  ...['size', 'perNode'].map((key) => `hugePages.${key}`),
  ...['class', 'launcher', 'ranks', 'rankOrder', 'transport', '^env\\.[A-Za-z_][A-Za-z0-9_]*$'].map(
    (key) => `experiment.factors.${key}`,
  ),
  ...['precision', 'precision.width', 'precision.minimum', 'precision.maximum'].map(
    (key) => `experiment.${key}`,
  ),
  ...['kernel', 'args', 'files'].map((key) => `experiment.guest.${key}`),
  ...['suite', 'name', 'launcher', 'mpi', 'ranks', 'threads', 'rankOrder', 'transport', 'environment'].map(
    (key) => `workload.${key}`,
  ),
  'workload.accept',
  // What a suite takes, it runs.
  ...allSuites.flatMap((suite) => Object.keys(suite.entry.keys)).map((key) => `workload.${key}`),
  ...['from', 'to'].map((key) => `workload.bytes.${key}`),
  ...['pattern', 'unit', 'better'].map((key) => `metric.${key}`),
]);

/** What is refused, with a document that says it: layout, further keys of the experiment, and what is told. */
const REFUSED: Readonly<Record<string, readonly [Json, Json, RegExp]>> = {
  'layout.hosts': [{ hosts: ['x', 'y'], partition: { vms: 2 } }, {}, /several hosts/],
  'vm.host': [{ hosts: ['x'], ...one({ host: 'x' }) }, {}, /named hosts/],
  'layout.networks': [{ networks: { a: {}, b: {} }, vms: [VM] }, {}, /several networks/],
  'network.hostNic': [{ networks: { a: { hostNic: 'eth0' } }, vms: [VM] }, {}, /leaves its host/],
  'region.size': [region({ size: '2MiB', device: 'ivshmem' }), {}, /a region of less than 4 MiB/],
  'vm.regions': [one({ regions: ['r'] }), {}, /region "r", which the layout does not declare/],
  'vm.ioThreadPus': [one({ ioThreadPus: '1', emulatorPus: '0' }), {}, /I\/O threads/],
  'vm.threadsPerCore': [one({ threadsPerCore: 3 }), {}, /divide evenly/],
  'nic.network': [nic({ network: 'nowhere' }), {}, /network "nowhere", which the layout does not declare/],
  'nic.queues': [nic({ model: 'e1000', queues: 2 }), {}, /several queues or vhost/],
  'nic.vhost': [nic({ model: 'rtl8139', vhost: true }), {}, /several queues or vhost/],
  'nic.device': [nic({ model: 'vfio', device: '0000:41:00.1' }), {}, /devices of the host/],
};

describe('factors that are run', () => {
  it.each([
    { 'host.ksm': ['on', 'off', 'withinNodes'], 'host.thp': ['always'], 'host.numaBalancing': ['on', 'off'] },
    { 'host.hugePages': ['none', { size: '2MiB', perNode: '512MiB' }], 'host.paging': ['nested', 'shadow'] },
    { 'guest.thp': ['never'], 'guest.args': [[], ['quiet']], nic: ['virtio', 'e1000'] },
    { 'guest.hugePages': ['none', { size: '2MiB', perNode: '512MiB' }], transport: ['network', 'shared'] },
    {
      launcher: ['plain', 'mpi'],
      ranks: [2, 4],
      rankOrder: ['block', 'cyclic'],
      class: ['A'],
      'env.X': [''],
    },
  ])('are not refused: %j', async (factors) => {
    expect(await refused(one({}), { factors })).toEqual([]);
  });

  it.each(['host.hugePages', 'guest.hugePages'])('a pool of %s has whole pages', async (name) => {
    const factors = { [name]: [{ size: '2MiB', perNode: '3MiB' }] };
    expect((await refused(one({}), { factors })).join()).toMatch(/no whole pages of 2MiB/);
  });
});

describe('a selection of cells that nobody can mean', () => {
  it.each([
    [{ exclude: [{ workload: 'w' }] }, /Every cell is left out/],
    [{ cells: [{ layout: 'l' }, { layout: 'm' }] }, /No cell has these levels/],
  ])('is refused: %j', async (more, says) => {
    expect((await refused(one({}), more)).join()).toMatch(says);
  });
});

describe('stopping at a precision', () => {
  const precision = { width: 0.04, minimum: 3 };

  it('is run where something is compared', async () => {
    expect(await refused(one({}), { precision })).toEqual([]);
    expect(await refused(one({}), { precision, factors: { nic: ['virtio', 'e1000'] } })).toEqual([]);
  });

  it('is refused where nothing is', async () => {
    const told = await refused(one({}), { precision, baseline: 'none' });
    expect(told.join()).toMatch(/Nothing is compared here/);
    const alone = await refused(one({}), { precision, cells: [{ layout: 'native' }] });
    expect(alone.join()).toMatch(/Nothing is compared here/);
  });
});

describe('every key of the schemas', () => {
  const keys = [
    ...keysOf('vmlayout.schema.json', 'layout'),
    ...keysOf('vmexperiment.schema.json', 'experiment'),
  ]
    // Names of the user's own: of networks, regions, metrics, files, variables, rules.
    .filter((key) => !/\.\^/.test(key) || key.startsWith('experiment.factors.'));

  it('is found', () => {
    expect(keys).toEqual(
      expect.arrayContaining(['vm.pinning', 'nic.queues', 'cell.node', 'workload.transport']),
    );
  });

  it.each(keys)('%s is run or refused, decided here', (key) => {
    // A profile is for the model alone.
    expect(RUN.has(key) || Object.hasOwn(REFUSED, key) || key.startsWith('profile.')).toBe(true);
  });

  it.each(Object.entries(REFUSED))('%s is refused by the planner', async (key, [layout, more, says]) => {
    expect(keys).toContain(key);
    expect((await refused(layout, more)).join('\n')).toMatch(says);
  });

  it('a transport through shared memory is run, in one VM too', async () => {
    const mpi = { launcher: 'mpi', transport: 'shared' };
    expect(await refused(one({}), {}, mpi)).toEqual([]);
    expect(await refused(one({}), { collect: ['networkBytes', 'regionBytes'] }, mpi)).toEqual([]);
  });

  it('VMs without a region in common are told, where nothing else is left to run', async () => {
    const two = { vms: [VM, { ...VM, name: 'b', pus: '4-7' }] };
    const shared = { launcher: 'mpi', transport: 'shared', ranks: 2, threads: 4 };
    expect((await refused(two, {}, shared)).join()).toMatch(/no region in common/);
    const factors = { transport: ['network', 'shared'] };
    expect(await refused(two, { factors }, { ...shared, transport: 'network' })).toEqual([]);
  });

  it.each([
    one({ policy: 'firstTouch', backing: 'shared', cells: 'perNode', emulatorPus: '0' }),
    one({ policy: 'interleave', nodes: '0-1', backing: 'hugetlb', pageSize: '2MiB' }),
    one({ threadsPerCore: 2, pinning: 'perVcpu', prealloc: false, balloon: false, ioThreadPus: '' }),
    one({ pinning: 'perNode', prealloc: true, balloon: true, freePageReporting: true }),
    one({ pinning: 'floating' }),
    nic({ model: 'virtio', queues: 4, vhost: true }),
    nic({ model: 'e1000', queues: 1, vhost: false }),
    { networks: { lan: {} }, ...nic({ network: 'lan' }) },
    region({ node: 1, pageSize: '2MiB' }, { regions: ['r'] }),
    region({ size: '4MiB', device: 'ivshmem' }, { regions: ['r'] }),
    { partition: { per: 'node', count: 2 }, defaults: { memory: '1GiB' } },
  ])('what can be run is not refused: %j', async (layout) => {
    expect(await refused(layout, { order: 'abba', phases: ['warm'], warmRuns: 2, baseline: 'none' })).toEqual(
      [],
    );
  });
});
