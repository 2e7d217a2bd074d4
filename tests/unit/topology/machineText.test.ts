import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTopologyDocument } from '../../../src/core/schema/validate';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import type { Machine } from '../../../src/core/topology/machine';
import { isUnread, MACHINE_FORMATS, type MachineFormat } from '../../../src/core/topology/machineRead';
import { readMachineText } from '../../../src/core/topology/machineText';
import { machineToDocument } from '../../../src/core/topology/toDocument';

const CAPTURED = join(import.meta.dirname, 'captured');
const captured = readdirSync(CAPTURED).map((name): readonly [string, string] => [
  name,
  readFileSync(join(CAPTURED, name), 'utf8'),
]);
const HWLOC3 = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE topology SYSTEM "hwloc2.dtd">
<topology version="3.0">
  <object type="Machine" os_index="0" complete_cpuset="0x00000003">
    <object type="Package" os_index="0" cpuset="0x00000003">
      <object type="NUMANode" os_index="1" cpuset="0x00000003" subtype="HBM" local_memory="1024"/>
      <object type="NUMANode" os_index="4" cpuset="0x00000003" subtype="DRAM" local_memory="2048"/>
      <object type="Core" os_index="0"><object type="PU" os_index="0"/></object>
      <object type="Core" os_index="1"><object type="PU" os_index="1"/></object>
      <object type="PCIDev"><object type="OSDev" name="eth9" osdev_type="16"/><object type="OSDev" name="mlx5_0" osdev_type="48"/></object>
    </object>
  </object>
  <cpukind cpuset="0x00000001"><info name="CoreType" value="IntelCore"/></cpukind>
  <cpukind cpuset="0x00000002"><info name="CoreType" value="IntelAtom"/></cpukind>
  <info name="HostName" value="made-up"/>
</topology>
`;
const DOCUMENT = '{ "version": 1, // quad\n "synthetic": "pack:4 [numa] core:4 pu:1" }';
const inputs: readonly (readonly [string, string])[] = [
  ...captured,
  ['made-up.hwloc3.xml', HWLOC3],
  ['made-up.synthetic', 'pack:2 [numa(memory=4GiB)] core:2 pu:2'],
  ['made-up.vmtopology.json', DOCUMENT],
];

function machine(text: string, format: MachineFormat = 'auto'): Machine {
  const read = readMachineText(text, format, 'x');
  if (isUnread(read)) throw new Error(JSON.stringify(read.problems));
  return read.machine;
}

describe('readMachineText', () => {
  it.each(inputs)('%s: what it reads is itself a topology document', (_name, text) => {
    const read = machine(text);
    expect(read.pus.length).toBeGreaterThan(1);
    const document = asTopologyDocument(machineToDocument(read));
    expect(document && machineFromDocument(document, 'y')).toEqual({ machine: read, problems: [] });
  });

  it.each([
    ['odd.capture', 'sysfs'],
    ['odd.hwloc1.xml', 'hwloc'],
    ['odd.hwloc2.xml', 'hwloc'],
    ['odd.lscpu', 'lscpu'],
    ['odd.lscpu-Je.json', 'lscpu'],
    ['odd.libvirt.xml', 'libvirt'],
    ['made-up.synthetic', 'synthetic'],
  ] as const)('%s: auto finds what --format %s reads, and every other format refuses it', (name, format) => {
    const text = inputs.find(([known]) => known === name)?.[1] ?? '';
    expect(machine(text, format)).toEqual(machine(text));
    for (const other of MACHINE_FORMATS)
      if (other !== 'auto' && other !== format)
        expect(readMachineText(text, other, 'x')).toHaveProperty('problems');
  });

  it.each([
    ['', 'auto', 1, 1, /^The file is empty/],
    [' \n', 'hwloc', 1, 1, /^The file is empty/],
    ['hello', 'auto', 1, 1, /^This is no description of a machine/],
    ['<topology>\n <object type="Machine">', 'auto', 2, 25, /ends before `<object>` is closed/],
    ['<topology>\n</topologie>', 'auto', 2, 13, /no well-formed XML: unexpected close tag/],
    ['<topology>&lol;</topology>', 'auto', 1, 16, /no well-formed XML: undefined entity/],
    ['<topology></topology>', 'auto', 1, 11, /no object/],
    ['<topology><object type="Machine"/></topology>', 'auto', 1, 35, /no PU/],
    ['<domain/>', 'auto', 1, 10, /no machine that can be read. It begins with `<domain>`/],
    ['<capabilities><host/></capabilities>', 'auto', 1, 15, /name no `cell`/],
    ['vmpart-capture 1\n@cpu\n@end', 'auto', 1, 1, /names no PU/],
    ['{ "lscpu": [ }', 'auto', 1, 14, /./],
    ['{ "cpus": [] }', 'auto', 1, 1, /has no PU/],
    ['{ "version": 1,\n "synthetic": 7 }', 'auto', 2, 15, /./],
    ['{ "version": 1, "synthetic": "pack:2" }', 'auto', 1, 30, /last level must be `pu`/],
    ['pack:2\ncore:x pu:1', 'synthetic', 2, 1, /is no level/],
    ['Architektur: x86_64', 'lscpu', 1, 1, /`On-line CPU\(s\) list` is missing/],
  ] as const)('%j as %s: line %d, column %d', (text, format, line, column, says) => {
    const read = readMachineText(text, format, 'x');
    const [problem] = isUnread(read) ? read.problems : [];
    expect(problem).toMatchObject({ line, column });
    expect(problem?.message).toMatch(says);
    expect(problem?.remedy).not.toBe('');
  });

  it('opens no entity of a document and no deep nest', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'a'.repeat(99)}"><!ENTITY b "&a;&a;">]><topology>&b;</topology>`;
    expect(readMachineText(bomb, 'auto', 'x')).toHaveProperty('problems');
    const deep = readMachineText('<topology>'.repeat(100_000), 'auto', 'x');
    expect(isUnread(deep) && deep.problems[0]?.message).toMatch(/nest deeper than 200 levels/);
  });

  it('reads 4096 PUs in a time that grows as their number', () => {
    const seconds = [1024, 4096].map((pus) => {
      const text = bigCapture(pus);
      const times = [0, 1, 2].map(() => {
        const began = performance.now();
        expect(machine(text).pus).toHaveLength(pus);
        return performance.now() - began;
      });
      return Math.min(...times);
    });
    expect(seconds[1]).toBeLessThan(4 * 4 * (seconds[0] ?? 0));
  });
});

describe('mutated inputs', () => {
  it.each(inputs)(
    '%s: no exception, no place outside the text, no document that the schema refuses',
    (_name, text) => {
      fc.assert(
        fc.property(mutations, fc.constantFrom(...MACHINE_FORMATS), (edits, format) => {
          const mutated = edits.reduce(mutate, text);
          const began = performance.now();
          const read = readMachineText(mutated, format, 'x');
          expect(performance.now() - began).toBeLessThan(2000);
          if (isUnread(read)) {
            const lines = mutated.split(/\r\n|\n|\r/);
            for (const { line, column } of read.problems) {
              expect(line).toBeGreaterThanOrEqual(1);
              expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 2);
            }
          } else {
            const document = asTopologyDocument(machineToDocument(read.machine));
            expect(document && machineFromDocument(document, 'y').problems).toEqual([]);
          }
        }),
        { seed: 3, numRuns: Number(process.env['VMPART_FUZZ_RUNS'] ?? 60) },
      );
    },
  );
});

interface Edit {
  /** Where, as a part of the text's length. */
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const mutations = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.oneof(fc.constantFrom(0, 1, 2, 1e9), fc.nat(200)),
    insert: fc.oneof(
      fc.constantFrom(
        '',
        '-1',
        '0-9999999',
        '99999999999999999999',
        '<',
        '/>',
        '"',
        '{',
        '&',
        '\0',
        '\n',
        'f'.repeat(99),
      ),
      fc.constantFrom(
        '0xf...f',
        'os_index="0"',
        "id='0'",
        '@cpu\n',
        ':',
        ',',
        'null',
        '1e9',
        '0.5',
        '\uFEFF',
        '\u{1F600}',
      ),
      fc.string({ maxLength: 8 }),
    ),
  }),
  { minLength: 1, maxLength: 6 },
);

function mutate(text: string, { at, remove, insert }: Edit): string {
  const offset = Math.floor(at * text.length);
  return text.slice(0, offset) + insert + text.slice(offset + remove);
}

/** Made up: two threads a core, an L3 for 16 cores, 16 nodes. */
function bigCapture(pus: number): string {
  const half = pus / 2;
  const cpu = Array.from({ length: pus }, (_, id) => {
    const core = id % half;
    const first = core - (core % 16);
    return [
      `cpu${id}/topology/physical_package_id:0`,
      `cpu${id}/topology/core_id:${core}`,
      `cpu${id}/topology/thread_siblings_list:${core},${core + half}`,
      `cpu${id}/cache/index3/level:3`,
      `cpu${id}/cache/index3/shared_cpu_list:${first}-${first + 15},${first + half}-${first + half + 15}`,
    ].join('\n');
  });
  const width = half / 16;
  const node = Array.from(
    { length: 16 },
    (_, id) =>
      `node${id}/cpulist:${id * width}-${id * width + width - 1},${id * width + half}-${id * width + width - 1 + half}`,
  );
  return ['vmpart-capture 1', '@cpu', `present:0-${pus - 1}`, ...cpu, '@node', ...node, '@end'].join('\n');
}
