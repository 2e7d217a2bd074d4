import fc from 'fast-check';
import type { LayoutBody } from './documents';

/** Layouts and experiments that the schema lets through and that make little sense otherwise: every key, odd values. */

const pus = fc
  .array(fc.constantFrom('0-3', '4-7', '8-15', '0', '5', '12-13', '0-99', '3,1', '17'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((items) => items.join(','));
const size = fc.constantFrom('1B', '1GiB', '2GiB', '1.3GiB', '1025MiB', '9GiB', '512MiB', '99TiB');
const names = fc.constantFrom('a', 'b', 'c');
const node = fc.integer({ min: 0, max: 5 });
const accept = fc.dictionary(
  fc.constantFrom('NUM01', 'CPU02', 'CPU09', 'MEM01', 'IO01', 'IO05', 'EXP01', 'NPB04', 'XYZ99'),
  fc.constant('because'),
  { minKeys: 1 },
);

const nic = fc.record(
  {
    network: names,
    model: fc.constantFrom('virtio', 'rtl8139', 'e1000'),
    queues: fc.integer({ min: 1, max: 64 }),
    vhost: fc.boolean(),
  },
  { requiredKeys: [] },
);
const settings = fc.record(
  {
    memory: size,
    policy: fc.constantFrom('firstTouch', 'bind', 'preferred', 'interleave'),
    backing: fc.constantFrom('anon', 'shared', 'hugetlb'),
    pageSize: fc.constantFrom('4KiB', '2MiB', '3MiB', '1GiB'),
    cells: fc.oneof(
      fc.constantFrom('none', 'perNode'),
      fc.array(fc.record({ vcpus: pus, memory: size, node }), { minLength: 1, maxLength: 3 }),
    ),
    emulatorPus: pus,
    ioThreadPus: pus,
    nics: fc.array(nic, { minLength: 1, maxLength: 3 }),
    regions: fc.uniqueArray(names, { maxLength: 2 }),
    pinning: fc.constantFrom('perVcpu', 'perNode', 'floating'),
    threadsPerCore: fc.integer({ min: 1, max: 4 }),
    prealloc: fc.boolean(),
    balloon: fc.boolean(),
    freePageReporting: fc.boolean(),
  },
  { requiredKeys: [] },
);

const vms = fc.array(
  fc
    .tuple(
      fc.record({ name: names, pus }),
      fc.record({ nodes: fc.constantFrom('0', '1-2', '9'), host: names, accept }, { requiredKeys: [] }),
      settings,
    )
    .map((parts) => Object.assign({}, ...parts) as object),
  { minLength: 1, maxLength: 4 },
);
const partitions = fc.oneof(
  fc.record({ vms: fc.integer({ min: 1, max: 20 }) }),
  fc.record({
    per: fc.constantFrom('machine', 'package', 'node', 'l3', 'core'),
    count: fc.integer({ min: 1, max: 5 }),
  }),
);
const shared = fc.record(
  {
    defaults: settings,
    hosts: fc.uniqueArray(names, { minLength: 1, maxLength: 2 }),
    networks: fc.dictionary(names, fc.record({ hostNic: fc.constant('eth0') }, { requiredKeys: [] }), {
      minKeys: 1,
    }),
    regions: fc.dictionary(
      names,
      fc
        .tuple(
          fc.record({ size }),
          fc.record(
            { node, device: fc.constantFrom('devdax', 'ivshmem'), pageSize: fc.constantFrom('2MiB', '1GiB') },
            { requiredKeys: [] },
          ),
        )
        .map(([one, other]) => ({ ...one, ...other })),
      { minKeys: 1 },
    ),
    accept,
  },
  { requiredKeys: [] },
);

export const layoutBodies: fc.Arbitrary<LayoutBody> = fc
  .tuple(fc.oneof(fc.record({ vms }), fc.record({ partition: partitions })), shared)
  .map(([cut, rest]) => ({ ...cut, ...rest }) as LayoutBody);

const workloads = fc
  .record(
    {
      launcher: fc.constantFrom('openmp', 'mpi', 'hybrid', 'upc'),
      ranks: fc.integer({ min: 1, max: 40 }),
      threads: fc.integer({ min: 1, max: 9 }),
      rankOrder: fc.constantFrom('block', 'cyclic'),
      transport: fc.constantFrom('network', 'shared'),
      class: fc.constantFrom('S', 'C', 'E'),
      accept,
    },
    { requiredKeys: [] },
  )
  .map((over) => ({ suite: 'npb', programs: ['bt', 'lu', 'cg'], class: 'A', directory: '/npb', ...over }));

const techniques = ['none', 'reclaim', 'migrate', 'reportFreePages', 'balloon', 'restart'] as const;
const plans = fc.record(
  {
    baseline: fc.constantFrom('native', 'none'),
    phases: fc.uniqueArray(fc.constantFrom('cold', 'warm'), { minLength: 1 }),
    warmRuns: fc.integer({ min: 1, max: 9 }),
    replicates: fc.integer({ min: 1, max: 200 }),
    order: fc.constantFrom('randomized', 'abba', 'fixed'),
    precision: fc.record({
      width: fc.constant(0.04),
      minimum: fc.integer({ min: 2, max: 20 }),
      maximum: fc.integer({ min: 2, max: 20 }),
    }),
    factors: fc.record(
      {
        'host.ksm': fc.uniqueArray(fc.constantFrom('on', 'off', 'withinNodes'), { minLength: 1 }),
        'host.numaBalancing': fc.uniqueArray(fc.constantFrom('on', 'off'), { minLength: 1 }),
        'host.paging': fc.uniqueArray(fc.constantFrom('nested', 'shadow'), { minLength: 1 }),
        technique: fc.uniqueArray(fc.constantFrom(...techniques), { minLength: 1 }),
        nic: fc.uniqueArray(fc.constantFrom('virtio', 'rtl8139'), { minLength: 1 }),
        'env.A': fc.constant(['1', '2']),
      },
      { requiredKeys: ['env.A'] },
    ),
    exclude: fc.array(
      fc.dictionary(
        fc.constantFrom('layout', 'program', 'class', 'env.A'),
        fc.constantFrom('one', 'bt', '1', 'native'),
        { minKeys: 1 },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    techniques: fc.uniqueArray(fc.constantFrom(...techniques.slice(1)), { minLength: 1 }),
    accept,
  },
  { requiredKeys: [] },
);

/** Experiments with two layouts inside. */
export const experimentBodies: fc.Arbitrary<object> = fc
  .tuple(layoutBodies, layoutBodies, fc.array(workloads, { minLength: 1, maxLength: 2 }), plans)
  .map(([one, other, entries, plan]) => ({
    version: 1,
    layouts: [
      { name: 'one', layout: { version: 1, machine: 'm', ...one } },
      { name: 'other', layout: { version: 1, machine: 'm', ...other } },
    ],
    workloads: entries.map((entry, index) => ({ name: `entry${index}`, ...entry })),
    ...plan,
  }));
