import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TopologyDocument } from '../../../src/core/schema/generated/vmtopology.types';
import { asTopologyDocument } from '../../../src/core/schema/validate';
import { applyEdits, changesToEdits } from '../../../src/core/text/edits';
import { parseDocument } from '../../../src/core/text/parse';
import { machineDifferences } from '../../../src/core/topology/differences';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import type { Machine } from '../../../src/core/topology/machine';
import { machineToDocument } from '../../../src/core/topology/toDocument';
import { topologyChanges } from '../../../src/core/topology/updateDocument';

function machine(doc: Omit<TopologyDocument, 'version'>): Machine {
  return machineFromDocument({ version: 1, ...doc }, 'host').machine;
}

function updated(text: string, found: Machine): string {
  const doc = parseDocument(text);
  expect(doc.problems).toEqual([]);
  return applyEdits(text, changesToEdits(doc, topologyChanges(doc.value as TopologyDocument, found)));
}

function read(text: string): Machine {
  const doc = parseDocument(text);
  expect(doc.problems).toEqual([]);
  return machineFromDocument(doc.value as TopologyDocument, 'host').machine;
}

const TEXT = `{
  "version": 1,
  "id": "mine", // named after its rack
  "title": "The one in the basement",
  "source": "by hand",
  "nodes": [
    { "id": 0, "memoryBytes": 8589934592 }, // two of four slots
    { "id": 1, "memoryBytes": 8589934592 },
  ],
  "pus": [
    // the left package
    { "id": 0, "package": 0, "core": 0, "node": 0, "online": true },
    { "id": 1, "package": 0, "core": 1, "node": 0, "online": true },
    // the right one
    { "id": 2, "package": 1, "core": 0, "node": 1, "online": true },
    { "id": 3, "package": 1, "core": 1, "node": 1, "online": true },
  ],
  "distances": [[10, 20], [20, 10]],
  "reserved": { "pus": "0" } // for the host
}
`;
const mine = read(TEXT);

describe('a topology file that is brought up to date', () => {
  it('changes where the machine did and nowhere else', () => {
    const found: Machine = {
      ...mine,
      ...{
        id: 'host',
        title: 'probed',
        source: 'Probe of host',
        reserved: { pus: [], memoryBytesPerNode: 0 },
      },
      nodes: mine.nodes.map((node) => (node.id === 0 ? { ...node, memoryBytes: 2 ** 34 } : node)),
      pus: mine.pus.map((pu) =>
        pu.id === 3 ? { ...pu, package: null, core: null, node: null, online: false } : pu,
      ),
    };
    const wanted = TEXT.replace('"by hand"', '"Probe of host"')
      .replace('"id": 0, "memoryBytes": 8589934592', '"id": 0, "memoryBytes": 17179869184')
      .replace('"core": 1, "node": 1, "online": true', '"core": 1, "node": 1, "online": false');
    expect(updated(TEXT, found)).toBe(wanted);
  });

  it('takes PUs and nodes out and in, with the comments beside them where they stand', () => {
    const found = machine({
      source: 'Probe of host',
      nodes: [0, 4].map((id) => ({ id, memoryBytes: 8589934592 })),
      pus: [0, 1, 2, 9].map((id) => ({
        id,
        package: id >> 1,
        core: id & 1,
        node: id < 2 ? 0 : 4,
        online: true,
      })),
      distances: [
        [10, 31],
        [32, 10],
      ],
      warnings: ['odd'],
    });
    const text = updated(TEXT, found);
    expect(text).toContain('// two of four slots');
    expect(text).toContain('// the left package');
    expect(text).toContain('"reserved": { "pus": "0" }, // for the host');
    expect(text).not.toMatch(/"id": 3,|"id": 1, "memoryBytes"/);
    expect({ ...read(text), id: found.id, title: found.title, reserved: found.reserved }).toEqual(found);
  });

  it('spells out a machine of one line, with its id, its title and what it reserves', () => {
    const text = `{ "version": 1, "id": "one", "title": "One", "synthetic": "pack:2 [numa] core:2 pu:1", "memoryPerNode": "8GiB", "reserved": { "memoryPerNode": "1GiB" } }`;
    const found = machine({ synthetic: 'pack:2 numa:2 core:1 pu:1', memoryPerNode: '4GiB', source: 'Probe' });
    const after = updated(text, found);
    expect(after).not.toMatch(/"synthetic"|"memoryPerNode": "8GiB"/);
    const reserved = { pus: [], memoryBytesPerNode: 2 ** 30 };
    expect(read(after)).toEqual({ ...found, id: 'one', title: 'One', reserved });
  });

  it('keeps what was not found out, and writes large changes as a whole', () => {
    const many = machine({ synthetic: 'pack:2 [numa] l3:2 core:16 pu:1', memoryPerNode: '8GiB' });
    const text = JSON.stringify(machineToDocument(many), null, 2);
    const found: Machine = {
      ...many,
      nodes: many.nodes.map((node) => ({ ...node, memoryBytes: null })),
      pus: many.pus.slice(0, 20).map((pu) => ({ ...pu, l3: null })),
    };
    expect(read(updated(text, found))).toEqual({ ...many, pus: many.pus.slice(0, 20) });
  });

  it('forgets what a cgroup kept away, and leaves the number of free huge pages alone', () => {
    const pool = (total: number, free: number) => [{ sizeBytes: 2 ** 21, total, free }];
    const with9 = {
      ...mine,
      nodes: mine.nodes.map((node) => ({ ...node, hugePages: pool(9, 9), allowed: false })),
    };
    const text = JSON.stringify(machineToDocument(with9));
    const after = (total: number, free: number): Machine =>
      read(
        updated(text, {
          ...mine,
          nodes: mine.nodes.map((node) => ({ ...node, hugePages: pool(total, free) })),
        }),
      );
    expect(after(9, 1).nodes[0]).toMatchObject({ hugePages: pool(9, 9), allowed: true });
    expect(after(4, 1).nodes[0]).toMatchObject({ hugePages: pool(4, 1) });
  });

  const shapes = fc.constantFrom(
    'pack:2 [numa] core:2 pu:2',
    'pack:1 [numa] l3:2 core:2 pu:2',
    'pack:2 numa:2 core:2 pu:1',
    'pack:4 [numa] core:1 pu:2',
    'pack:2 [numa] l3:2 core:8 pu:2',
  );
  const machines = fc
    .tuple(shapes, fc.constantFrom('4GiB', '9GiB'), fc.array(fc.nat(40)), fc.array(fc.nat(8)), fc.boolean())
    .map(([synthetic, memoryPerNode, offline, kept, isList]) => {
      const made = machine({ synthetic, memoryPerNode, source: synthetic });
      const pus = made.pus.map((pu) => ({
        ...pu,
        online: !offline.includes(pu.id),
        allowed: !kept.includes(pu.id),
      }));
      return { made: isList ? { ...made, pus } : made, synthetic, memoryPerNode, isList };
    });

  it('says what was found, whatever it said before, and is still valid', () => {
    fc.assert(
      fc.property(machines, machines, (file, { made: found }) => {
        const { synthetic, memoryPerNode } = file;
        const doc = file.isList ? machineToDocument(file.made) : { version: 1, synthetic, memoryPerNode };
        const text = updated(JSON.stringify(doc, null, 2), found);
        expect(asTopologyDocument(JSON.parse(text))).not.toBeNull();
        expect(machineDifferences(read(text), found)).toEqual([]);
        expect(read(text).pus.map((pu) => pu.allowed)).toEqual(found.pus.map((pu) => pu.allowed));
      }),
      { numRuns: 100 },
    );
  });
});
