import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { layoutFromDocument } from '../../../src/core/layout/fromDocument';
import type { Layout } from '../../../src/core/layout/layout';
import type { TopologyDocument } from '../../../src/core/schema/generated/vmtopology.types';
import { parseDocument } from '../../../src/core/text/parse';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import type { Machine, MachineNode, Pu } from '../../../src/core/topology/machine';
import { layoutBodies } from '../check/arbitraries';
import type { LayoutBody } from '../check/documents';

const folder = 'media/machines';

export const builtInIds = readdirSync(folder).map((name) => name.replace('.vmtopology.json', ''));

export function builtIn(id: string): Machine {
  const doc = parseDocument(readFileSync(`${folder}/${id}.vmtopology.json`, 'utf8'));
  return machineFromDocument(doc.value as TopologyDocument, '').machine;
}

export function cut(machine: Machine, body: LayoutBody): Layout {
  return layoutFromDocument({ version: 1, machine: machine.id, ...body }, machine, 'cut').layout;
}

export const GIB = 2 ** 30;

/** Machines as nobody would build them: parts across each other, parts unknown, nodes without PUs or without memory. */
const place = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null });
const pu = fc.record({
  package: place,
  core: place,
  l3: place,
  node: place,
  kind: fc.constant(null),
  online: fc.boolean(),
  allowed: fc.boolean(),
}) satisfies fc.Arbitrary<Omit<Pu, 'id'>>;
const node = fc.record({
  memoryBytes: fc.constantFrom(null, 0, GIB, 8 * GIB),
  hugePages: fc.array(
    fc.record({
      sizeBytes: fc.constantFrom(2 ** 21, 2 ** 30),
      total: fc.integer({ min: 0, max: 2000 }),
      free: fc.constant(null),
    }),
    { maxLength: 2 },
  ),
  kind: fc.constantFrom(null, 'HBM'),
  allowed: fc.boolean(),
}) satisfies fc.Arbitrary<Omit<MachineNode, 'id'>>;

const oddMachines: fc.Arbitrary<Machine> = fc
  .record({
    pus: fc.array(pu, { maxLength: 40 }),
    nodes: fc.array(node, { maxLength: 6 }),
    reserved: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 4 }),
    distance: fc.option(fc.integer({ min: 10, max: 60 }), { nil: null }),
  })
  .map(({ pus, nodes, reserved, distance }) => ({
    id: 'odd',
    title: 'An odd machine',
    source: 'made up',
    nodes: nodes.map((one, id) => ({ ...one, id })),
    pus: pus.map((one, id) => ({ ...one, id })),
    distances:
      distance === null ? null : nodes.map((_row, i) => nodes.map((_to, j) => (i === j ? 10 : distance))),
    nics: [{ name: 'eth0', node: 0 }],
    pageSizesBytes: [4096, 2 ** 21, 2 ** 30],
    reserved: { pus: reserved, memoryBytesPerNode: GIB / 4 },
    warnings: [],
  }));

const machines = fc.oneof(
  { weight: 3, arbitrary: oddMachines },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('barcelona-4x4', 'nehalem-2x4', 'rehearsal-4x2', 'core-i9-13900k')
      .map(builtIn),
  },
);

/** Any cut of any machine, those with mistakes among them. */
export const layouts: fc.Arbitrary<Layout> = fc
  .tuple(machines, layoutBodies)
  .map(([machine, body]) => cut(machine, body));

/** Every property sees the same ones. */
export const RUNS = { seed: 20, numRuns: 200 } as const;
