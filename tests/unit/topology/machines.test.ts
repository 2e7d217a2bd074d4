import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { partition } from '../../../src/core/layout/partition';
import { asTopologyDocument, validateDocument } from '../../../src/core/schema/validate';
import { parseCpuList } from '../../../src/core/text/cpuList';
import { parseDocument } from '../../../src/core/text/parse';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import type { Machine } from '../../../src/core/topology/machine';
import { pusOfNode, siblingsOf } from '../../../src/core/topology/queries';

const folder = 'media/machines';
const load = (name: string) => parseDocument(readFileSync(`${folder}/${name}`, 'utf8'));

function machineOf(id: string): Machine {
  const topology = asTopologyDocument(load(`${id}.vmtopology.json`).value);
  if (topology === null) throw new Error('not valid');
  return machineFromDocument(topology, '').machine;
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;

interface Facts {
  readonly packages: number;
  /** NUMA nodes, those without PUs too. */
  readonly nodes: number;
  readonly cores: number;
  readonly pus: number;
  /** 0 where Linux tells of no L3. */
  readonly l3: number;
  /** Bytes of all nodes. */
  readonly memory: number;
  /** Where the threads of PU 0's core are. */
  readonly siblings: string;
  /** PUs of some nodes as `lscpu` prints them. */
  readonly nodePus: Readonly<Record<number, string>>;
}

const FACTS: Readonly<Record<string, Facts>> = {
  // The paper's five and the rehearsal's: one thread a core, numbers in depth-first order.
  'tigerton-4x4': {
    packages: 4,
    nodes: 1,
    cores: 4 * 4,
    pus: 4 * 4,
    l3: 0,
    memory: 32 * GIB,
    siblings: '0',
    nodePus: { 0: '0-15' },
  },
  'tigerton-cluster': {
    packages: 4,
    nodes: 1,
    cores: 4 * 4,
    pus: 4 * 4,
    l3: 0,
    memory: 32 * GIB,
    siblings: '0',
    nodePus: { 0: '0-15' },
  },
  'barcelona-4x4': {
    packages: 4,
    nodes: 4,
    cores: 4 * 4,
    pus: 4 * 4,
    l3: 4,
    memory: 4 * 8 * GIB,
    siblings: '0',
    nodePus: { 0: '0-3', 3: '12-15' },
  },
  'barcelona-2x4': {
    packages: 2,
    nodes: 2,
    cores: 2 * 4,
    pus: 2 * 4,
    l3: 2,
    memory: 2 * 8 * GIB,
    siblings: '0',
    nodePus: { 0: '0-3', 1: '4-7' },
  },
  'nehalem-2x4': {
    packages: 2,
    nodes: 2,
    cores: 2 * 4,
    pus: 2 * 4,
    l3: 2,
    memory: 2 * 12 * GIB,
    siblings: '0',
    nodePus: { 0: '0-3', 1: '4-7' },
  },
  'rehearsal-4x2': {
    packages: 4,
    nodes: 4,
    cores: 4 * 2,
    pus: 4 * 2,
    l3: 0,
    memory: 4 * 1536 * MIB,
    siblings: '0',
    nodePus: { 0: '0-1', 3: '6-7' },
  },
  // x86 with two threads: the second thread of core n is n + all cores of the machine.
  'epyc-7742-2x64-nps4': {
    packages: 2,
    nodes: 2 * 4,
    cores: 2 * 64,
    pus: 2 * 64 * 2,
    l3: (2 * 64) / 4,
    memory: 8 * 32 * GIB,
    siblings: '0,128',
    nodePus: { 0: '0-15,128-143', 1: '16-31,144-159', 7: '112-127,240-255' },
  },
  'epyc-7763-2x64-nps1': {
    packages: 2,
    nodes: 2,
    cores: 2 * 64,
    pus: 2 * 64 * 2,
    l3: (2 * 64) / 8,
    memory: 2 * 256 * GIB,
    siblings: '0,128',
    nodePus: { 0: '0-63,128-191', 1: '64-127,192-255' },
  },
  'epyc-7763-2x64-nps4': {
    packages: 2,
    nodes: 2 * 4,
    cores: 2 * 64,
    pus: 2 * 64 * 2,
    l3: (2 * 64) / 8,
    memory: 8 * 64 * GIB,
    siblings: '0,128',
    nodePus: { 0: '0-15,128-143', 4: '64-79,192-207', 7: '112-127,240-255' },
  },
  'epyc-9654-2x96-nps1': {
    packages: 2,
    nodes: 2,
    cores: 2 * 96,
    pus: 2 * 96 * 2,
    l3: (2 * 96) / 8,
    memory: 2 * 384 * GIB,
    siblings: '0,192',
    nodePus: { 0: '0-95,192-287', 1: '96-191,288-383' },
  },
  'epyc-9654-2x96-nps4': {
    packages: 2,
    nodes: 2 * 4,
    cores: 2 * 96,
    pus: 2 * 96 * 2,
    l3: (2 * 96) / 8,
    memory: 8 * 192 * GIB,
    siblings: '0,192',
    nodePus: { 0: '0-23,192-215', 1: '24-47,216-239', 7: '168-191,360-383' },
  },
  'epyc-9754-2x128': {
    packages: 2,
    nodes: 2,
    cores: 2 * 128,
    pus: 2 * 128 * 2,
    l3: (2 * 128) / 8,
    memory: 2 * 768 * GIB,
    siblings: '0,256',
    nodePus: { 0: '0-127,256-383', 1: '128-255,384-511' },
  },
  'xeon-6248-2x20': {
    packages: 2,
    nodes: 2,
    cores: 2 * 20,
    pus: 2 * 20 * 2,
    l3: 2,
    memory: 2 * 384 * GIB,
    siblings: '0,40',
    nodePus: { 0: '0-19,40-59', 1: '20-39,60-79' },
  },
  'xeon-6230-2x20-alternate': {
    packages: 2,
    nodes: 2,
    cores: 2 * 20,
    pus: 2 * 20 * 2,
    l3: 2,
    memory: 2 * 192 * GIB,
    siblings: '0,40',
    nodePus: { 0: '0-78:2', 1: '1-79:2' },
  },
  'xeon-8380-2x40': {
    packages: 2,
    nodes: 2,
    cores: 2 * 40,
    pus: 2 * 40 * 2,
    l3: 2,
    memory: 2 * 512 * GIB,
    siblings: '0,80',
    nodePus: { 0: '0-39,80-119', 1: '40-79,120-159' },
  },
  'xeon-8180-4x28': {
    packages: 4,
    nodes: 4,
    cores: 4 * 28,
    pus: 4 * 28 * 2,
    l3: 4,
    memory: 4 * 384 * GIB,
    siblings: '0,112',
    nodePus: { 0: '0-27,112-139', 1: '28-55,140-167', 3: '84-111,196-223' },
  },
  'xeon-8480-2x56-snc4': {
    packages: 2,
    nodes: 2 * 4,
    cores: 2 * 56,
    pus: 2 * 56 * 2,
    l3: 2,
    memory: 8 * 64 * GIB,
    siblings: '0,112',
    nodePus: { 0: '0-13,112-125', 4: '56-69,168-181', 7: '98-111,210-223' },
  },
  'xeon-max-9470c-2x52-flat': {
    packages: 2,
    nodes: 2 + 2,
    cores: 2 * 52,
    pus: 2 * 52 * 2,
    l3: 2,
    memory: (515489 + 515028 + 2 * 65536) * MIB,
    siblings: '0,104',
    nodePus: { 0: '0-51,104-155', 1: '52-103,156-207', 2: '', 3: '' },
  },
  'cxl-2x32': {
    packages: 2,
    nodes: 2 + 1,
    cores: 2 * 32,
    pus: 2 * 32 * 2,
    l3: 2,
    memory: (1031618 + 1032121 + 32768) * MIB,
    siblings: '0,64',
    nodePus: { 0: '0-31,64-95', 1: '32-63,96-127', 2: '' },
  },
  'altra-q80-30-2x80': {
    packages: 2,
    nodes: 2,
    cores: 2 * 80,
    pus: 2 * 80,
    l3: 0,
    memory: 2 * 256 * GIB,
    siblings: '0',
    nodePus: { 0: '0-79', 1: '80-159' },
  },
  'grace-1x72': {
    packages: 1,
    nodes: 1,
    cores: 72,
    pus: 72,
    l3: 1,
    memory: 240 * GIB,
    siblings: '0',
    nodePus: { 0: '0-71' },
  },
  'grace-2x72': {
    packages: 2,
    nodes: 2,
    cores: 2 * 72,
    pus: 2 * 72,
    l3: 2,
    memory: 2 * 480 * GIB,
    siblings: '0',
    nodePus: { 0: '0-71', 1: '72-143' },
  },
  'a64fx-1x48': {
    packages: 1,
    nodes: 4,
    cores: 4 * 12,
    pus: 4 * 12,
    l3: 0,
    memory: 4 * 8 * GIB,
    siblings: '0',
    nodePus: { 0: '0-11', 1: '12-23', 2: '24-35', 3: '36-47' },
  },
  // Four threads side by side; two cores share an L3.
  'power9-2x16-smt4': {
    packages: 2,
    nodes: 2,
    cores: 2 * 16,
    pus: 2 * 16 * 4,
    l3: (2 * 16) / 2,
    memory: 2 * 256 * GIB,
    siblings: '0-3',
    nodePus: { 0: '0-63', 8: '64-127' },
  },
  'kunpeng-920-2x48': {
    packages: 2,
    nodes: 2 * 2,
    cores: 2 * 48,
    pus: 2 * 48,
    l3: 4,
    memory: 4 * 192 * GIB,
    siblings: '0',
    nodePus: { 0: '0-23', 1: '24-47', 2: '48-71', 3: '72-95' },
  },
  // 8 cores with two threads side by side, then 16 with one.
  'core-i9-13900k': {
    packages: 1,
    nodes: 1,
    cores: 8 + 16,
    pus: 8 * 2 + 16,
    l3: 1,
    memory: 64 * GIB,
    siblings: '0-1',
    nodePus: { 0: '0-31' },
  },
};

const ids = readdirSync(folder).map((name) => name.replace('.vmtopology.json', ''));
const distinct = (values: readonly (number | string | null)[]): number =>
  new Set(values.filter((value) => value !== null)).size;

describe('built-in machines', () => {
  it.each(ids)('%s is valid and named after its file', (id) => {
    const doc = load(`${id}.vmtopology.json`);
    expect(doc.problems).toEqual([]);
    expect(validateDocument('topology', doc)).toEqual([]);
    const topology = asTopologyDocument(doc.value);
    if (topology === null) throw new Error('not valid');
    const { machine, problems } = machineFromDocument(topology, '');
    expect(problems).toEqual([]);
    expect(machine.id, '`id` is the name of the file').toBe(id);
    expect(machine.title, '`title` says in words what it is').not.toBe(id);
    expect(machine.source, '`source` says where each fact is from').not.toBe('');
    expect(machine.pageSizesBytes.length, '`pageSizes` has the base page size first').toBeGreaterThan(0);
  });

  it('has a machine for each row of facts', () => {
    expect(Object.keys(FACTS).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(Object.entries(FACTS))('%s has the parts and the numbers that its sources give', (id, facts) => {
    const machine = machineOf(id);
    const { pus, nodes } = machine;
    expect({
      packages: distinct(pus.map((pu) => pu.package)),
      nodes: nodes.length,
      cores: distinct(pus.map((pu) => `${pu.package}.${pu.core}`)),
      pus: pus.length,
      l3: distinct(pus.map((pu) => pu.l3)),
      memory: nodes.reduce((sum, node) => sum + (node.memoryBytes ?? Number.NaN), 0),
    }).toEqual({
      packages: facts.packages,
      nodes: facts.nodes,
      cores: facts.cores,
      pus: facts.pus,
      l3: facts.l3,
      memory: facts.memory,
    });
    expect(siblingsOf(machine, 0)).toEqual(parseCpuList(facts.siblings));
    for (const [node, list] of Object.entries(facts.nodePus))
      expect(pusOfNode(machine, Number(node)).map((pu) => pu.id)).toEqual(parseCpuList(list));
  });

  it.each(ids)('%s can be cut by node and by package', (id) => {
    const machine = machineOf(id);
    for (const per of ['node', 'package'] as const) {
      const { vms, problems } = partition({ per }, machine);
      expect(problems).toEqual([]);
      expect(vms.length).toBe(distinct(machine.pus.map((pu) => pu[per])));
      expect(vms.flat().sort((a, b) => a - b)).toEqual(machine.pus.map((pu) => pu.id));
      for (const vm of vms) {
        const inside = new Set(vm);
        for (const pu of vm)
          expect(siblingsOf(machine, pu).every((sibling) => inside.has(sibling))).toBe(true);
      }
    }
  });

  it.each(ids)(
    '%s puts every L3 group into one package, and distances are 10 at home and more away',
    (id) => {
      const machine = machineOf(id);
      for (const pu of machine.pus)
        for (const other of machine.pus)
          if (pu.l3 !== null && pu.l3 === other.l3 && pu.package !== other.package)
            throw new Error(`PU ${pu.id} and ${other.id} share an L3 across packages`);
      for (const [i, row] of (machine.distances ?? []).entries())
        for (const [j, distance] of row.entries())
          expect(i === j ? distance === 10 : distance > 10).toBe(true);
    },
  );
});

describe('particular machines', () => {
  it('PUs of SNC4 share their L3 over the nodes of a package', () => {
    const { pus } = machineOf('xeon-8480-2x56-snc4');
    expect(new Set(pus.filter((pu) => pu.l3 === 0).map((pu) => pu.node))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('memory kinds and core kinds are told where they differ', () => {
    expect(machineOf('xeon-max-9470c-2x52-flat').nodes.map((node) => node.kind)).toEqual([
      'DRAM',
      'DRAM',
      'HBM',
      'HBM',
    ]);
    expect(machineOf('cxl-2x32').nodes.map((node) => node.kind)).toEqual(['DRAM', 'DRAM', 'CXL']);
    const kinds = machineOf('core-i9-13900k').pus.map((pu) => pu.kind);
    expect([kinds.indexOf('atom'), kinds.lastIndexOf('core')]).toEqual([16, 15]);
  });

  it('a hybrid machine has two threads on performance cores alone', () => {
    const machine = machineOf('core-i9-13900k');
    expect([14, 15, 16, 31].map((pu) => siblingsOf(machine, pu))).toEqual([[14, 15], [14, 15], [16], [31]]);
  });
});

describe('docs/machines.md', () => {
  it('has one row for each machine of which facts are written down here, with its counts', () => {
    const rows = readFileSync('docs/machines.md', 'utf8')
      .split('\n')
      .filter((line) => /^\| `/.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows.map((row) => row[0]?.replaceAll('`', '')).sort()).toEqual(Object.keys(FACTS).sort());
    for (const [id = '', , shape = '', nodes = '', l3 = ''] of rows) {
      const facts = FACTS[id.replaceAll('`', '')];
      expect([
        id,
        shape.split(' = ')[1],
        nodes.split(' ')[0],
        l3 === 'none' ? '0' : l3.split(' ')[0],
      ]).toEqual([id, `${facts?.pus}`, `${facts?.nodes}`, `${facts?.l3}`]);
    }
  });
});
