import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asTopologyDocument, validateDocument } from '../../../src/core/schema/validate';
import { parseDocument } from '../../../src/core/text/parse';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';

const folder = 'media/machines';
const load = (name: string) => parseDocument(readFileSync(`${folder}/${name}`, 'utf8'));

describe('built-in machines', () => {
  it.each(readdirSync(folder))('%s is valid and named after its file', (name) => {
    const doc = load(name);
    expect(doc.problems).toEqual([]);
    expect(validateDocument('topology', doc)).toEqual([]);
    const topology = asTopologyDocument(doc.value);
    if (topology === null) throw new Error('not valid');
    const { machine, problems } = machineFromDocument(topology, '');
    expect(problems).toEqual([]);
    expect(`${machine.id}.vmtopology.json`).toBe(name);
    expect(machine.source).not.toBe('');
  });

  it.each([
    ['tigerton-4x4', 4, 1, 16],
    ['tigerton-cluster', 4, 1, 16],
    ['barcelona-4x4', 4, 4, 16],
    ['barcelona-2x4', 2, 2, 8],
    ['nehalem-2x4', 2, 2, 8],
    ['rehearsal-4x2', 4, 4, 8],
  ])('%s has %i packages, %i nodes and %i PUs', (id, packages, nodes, pus) => {
    const topology = asTopologyDocument(load(`${id}.vmtopology.json`).value);
    if (topology === null) throw new Error('not valid');
    const { machine } = machineFromDocument(topology, '');
    expect(new Set(machine.pus.map((pu) => pu.package)).size).toBe(packages);
    expect([machine.nodes.length, machine.pus.length]).toEqual([nodes, pus]);
  });
});
