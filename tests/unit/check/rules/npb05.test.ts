import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npbClasses, npbMemoryBytes } from '../../../../src/core/programs/npbMemory';
import type { Workload } from '../../../../src/core/schema/generated/vmexperiment.types';
import { sizeInWords } from '../../../../src/core/text/size';
import { workload } from '../../programs/workloads';
import { checkText, fixed, machineOf, quad, rulesOf, underlined, type LayoutBody } from '../documents';

const files: Readonly<Record<string, LayoutBody>> = {
  whole: { partition: { vms: 1 }, defaults: { memory: '31GiB' } },
  node: { partition: { per: 'node' }, defaults: { memory: '7GiB' } },
  small: { partition: { per: 'node' }, defaults: { memory: '1GiB' } },
  uneven: {
    vms: [
      { name: 'a', pus: '0-3', memory: '1GiB' },
      { name: 'b', pus: '4-7', memory: '7GiB' },
    ],
  },
};

const text = (layouts: readonly string[], over: Partial<Workload>, more: object = {}): string =>
  JSON.stringify({
    version: 1,
    layouts,
    workloads: [{ suite: 'npb', programs: ['ft'], class: 'C', directory: '/npb', launcher: 'mpi', ...over }],
    ...more,
  });

const npb05 = (document: string, machine = quad) =>
  checkText(document, { files, machine }).filter(({ rule }) => rule === 'NPB05');

describe('NPB05', () => {
  it('finds a class whose share does not fit a VM, at the class', () => {
    // FT.C needs 7 GiB with MPI, 1.8 GiB in each of four VMs.
    const document = text(['small'], {});
    const [finding, ...others] = npb05(document);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding?.message).toMatch(
      /^"ft\.C" needs at least 7 GiB\. VM "vm0" of layout "small" carries 1\.8 GiB of it and has 1 GiB/,
    );
    expect(underlined(document, finding)).toBe('"C"');
  });

  it.each([
    ['one program', { programs: ['ft'] }, 'B'],
    ['several programs, of which the largest decides', { programs: ['cg', 'ft', 'mg'] }, 'B'],
    ['OpenMP in one VM', { programs: ['ft'], class: 'D', launcher: 'openmp' }, 'C'],
  ] as const)('is cured by the largest class that fits: %s', (_what, over, fitting) => {
    const document = text(
      'launcher' in over ? ['whole'] : ['small'],
      { ...over, programs: [...over.programs] },
      { accept: { EXP05: 'x' } },
    );
    const [finding] = npb05(document);
    expect(finding?.fixes.map(({ title }) => title)).toEqual([`Use class ${fitting}`]);
    expect(finding?.fixes[0]?.safe).toBe(false);
    expect(npb05(fixed(document, finding?.fixes[0]))).toEqual([]);
  });

  it('looks at each VM by the ranks that it carries, and names all layouts that lack', () => {
    expect(npb05(text(['uneven'], {}))[0]?.message).toMatch(/VM "a" of layout "uneven" carries 3\.5 GiB/);
    expect(npb05(text(['small', 'uneven'], {}))[0]?.message).toMatch(/The same is true of "uneven"/);
  });

  it('counts what the kernel keeps to describe the memory', () => {
    const exact = { vms: [{ name: 'a', pus: '0-3', memory: '7GiB' }] };
    const document = (memory: string) =>
      text(
        [],
        {},
        {
          layouts: [
            { name: 'l', layout: { version: 1, machine: 'm', ...exact, vms: [{ ...exact.vms[0], memory }] } },
          ],
        },
      );
    expect(rulesOf(npb05(document('7GiB')))).toEqual(['NPB05']);
    expect(npb05(document('7.2GiB'))).toEqual([]);
  });

  it('looks at the native machine as well', () => {
    const tiny = machineOf({ synthetic: 'pack:4 [numa] core:4 pu:1', memoryPerNode: '1GiB' });
    const over = { class: 'C' as const };
    const [finding] = npb05(text(['node'], over), tiny);
    expect(finding?.message).toMatch(/^"ft\.C" needs at least 7 GiB\. The machine has 4 GiB\./);
    expect(npb05(text(['node'], over, { baseline: 'none' }), tiny)).toEqual([]);
  });

  it.each([
    ['a class that fits', text(['node', 'whole'], {})],
    ['a program of which nothing is known', text(['small'], { programs: ['ep'], class: 'E' })],
    ['a UPC version', text(['small'], { class: 'E', launcher: 'upc' })],
    [
      'a layout in which it does not run',
      text(['node', 'small'], {}, { exclude: [{ layout: 'small', class: 'C' }] }),
    ],
  ])('finds nothing in %s', (_what, document) => {
    expect(npb05(document)).toEqual([]);
  });

  it('says nothing of a machine whose memory is not known', () => {
    const unknown = { ...quad, nodes: quad.nodes.map((node) => ({ ...node, memoryBytes: null })) };
    expect(npb05(text(['node'], {}), unknown)).toEqual([]);
  });
});

describe('docs/npb-memory.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/npb-memory.md'), 'utf8');
  const rows = [...page.matchAll(/^\| ([A-Z]{2}) +\| (openmp|mpi) +\|(.*)\|$/gm)];

  it('has the numbers of the rule', () => {
    expect(rows).toHaveLength(14);
    for (const [, program = '', launcher = '', cells = ''] of rows) {
      const expected = npbClasses.map((problemClass) => {
        const one = workload({ program: program.toLowerCase(), problemClass, launcher: launcher as 'mpi' });
        return sizeInWords(npbMemoryBytes(one) ?? 0);
      });
      expect(
        cells.split('|').map((cell) => cell.trim()),
        program,
      ).toEqual(expected);
    }
  });
});
