import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/check/rule';
import type { Workload } from '../../../src/core/schema/generated/vmexperiment.types';
import { applyEdits } from '../../../src/core/text/edits';
import { parseDocument } from '../../../src/core/text/parse';
import type { Machine } from '../../../src/core/topology/machine';
import { checkText, checkLayoutText, layoutText, quad, threaded, type LayoutBody } from './documents';

const empty: Machine = { ...quad, nodes: [], pus: [], pageSizesBytes: [] };
const unknown: Machine = {
  ...threaded,
  nodes: threaded.nodes.map((node) => ({ ...node, memoryBytes: null })),
  pus: threaded.pus.map((pu) => ({
    ...pu,
    package: null,
    core: null,
    node: pu.id % 3 === 0 ? null : pu.node,
  })),
  reserved: { pus: [0, 77], memoryBytesPerNode: 2 ** 40 },
};
const machines = fc.constantFrom(quad, threaded, empty, unknown);

const list = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom('0-3', '4-7', '8-15', '3-1', '0-99')), {
    maxLength: 4,
  })
  .map((items) => items.join(','));
const size = fc.constantFrom('0B', '1B', '1GiB', '1.3GiB', '1025MiB', '9GiB', '99999999TiB');
const accept = fc.dictionary(fc.constantFrom('NUM01', 'CPU02', 'MEM01', 'XYZ99'), fc.constant('because'));

const settings = fc.record(
  {
    memory: size,
    policy: fc.constantFrom('firstTouch', 'bind', 'preferred', 'interleave'),
    backing: fc.constantFrom('anon', 'shared', 'hugetlb'),
    pageSize: fc.constantFrom('4KiB', '2MiB', '3MiB', '0B', '1GiB'),
    cells: fc.oneof(
      fc.constantFrom('none', 'perNode'),
      fc.array(fc.record({ vcpus: list, memory: size, node: fc.integer({ min: 0, max: 5 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
    emulatorPus: list,
    nics: fc.array(
      fc.record({ model: fc.constantFrom('virtio', 'rtl8139', 'e1000') }, { requiredKeys: [] }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
  },
  { requiredKeys: [] },
);
const vms = fc.array(
  fc
    .tuple(
      fc.record({ pus: list, name: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ nodes: list, accept }, { requiredKeys: [] }),
      settings,
    )
    .map((parts) => Object.assign({}, ...parts) as object),
  { minLength: 1, maxLength: 4 },
);
const partitions = fc.oneof(
  fc.record({ vms: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    per: fc.constantFrom('machine', 'package', 'node', 'l3', 'core'),
    count: fc.integer({ min: 1, max: 9 }),
  }),
);
const bodies = fc
  .tuple(
    fc.oneof(fc.record({ vms }), fc.record({ partition: partitions })),
    fc.record({ defaults: settings, accept }, { requiredKeys: [] }),
  )
  .map(([cut, rest]) => ({ ...cut, ...rest }) as LayoutBody);

const workloads: fc.Arbitrary<Workload> = fc
  .record(
    {
      launcher: fc.constantFrom('openmp', 'mpi', 'hybrid', 'upc'),
      ranks: fc.integer({ min: 1, max: 40 }),
      threads: fc.integer({ min: 1, max: 9 }),
      rankOrder: fc.constantFrom('block', 'cyclic'),
    },
    { requiredKeys: [] },
  )
  .map((over) => ({ suite: 'npb', programs: ['bt', 'lu', 'cg'], class: 'A', directory: '/npb', ...over }));

/** Ranges lie inside the text, and what fixes make of it can be read again. */
function expectSound(text: string, findings: readonly Finding[]): void {
  for (const { range, message, fixes } of findings) {
    expect(range.offset).toBeGreaterThanOrEqual(0);
    expect(range.offset + range.length).toBeLessThanOrEqual(text.length);
    expect(message).not.toMatch(/undefined|NaN|null|Infinity/);
    for (const fix of fixes) expect(parseDocument(applyEdits(text, fix.edits)).problems).toEqual([]);
  }
}

describe('checks of odd documents', () => {
  it('never throw, stay inside the text and make readable fixes: layouts', () => {
    fc.assert(
      fc.property(bodies, machines, (body, machine) => {
        const text = layoutText(body);
        const findings = checkLayoutText(text, machine);
        expect(findings.map(({ rule }) => rule)).not.toContain('SCHEMA');
        expectSound(text, findings);
        for (const fix of findings.flatMap((finding) => finding.fixes)) {
          const rules = checkLayoutText(applyEdits(text, fix.edits), machine).map(({ rule }) => rule);
          expect(rules).not.toContain('SCHEMA');
        }
      }),
      { numRuns: 100 },
    );
  });

  it('reach an end when safe fixes are applied one after the other', () => {
    fc.assert(
      fc.property(bodies, machines, (body, machine) => {
        let text = layoutText(body);
        let left = 30;
        for (; left > 0; left--) {
          const safe = checkLayoutText(text, machine)
            .flatMap((finding) => finding.fixes)
            .find((fix) => fix.safe);
          if (safe === undefined) break;
          text = applyEdits(text, safe.edits);
        }
        expect(left).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('never throw, stay inside the text and make readable fixes: experiments', () => {
    fc.assert(
      fc.property(bodies, bodies, workloads, machines, (one, other, workload, machine) => {
        const inline = (body: LayoutBody) => ({ version: 1, machine: 'm', ...body });
        const layouts = [
          { name: 'one', layout: inline(one) },
          { name: 'other', layout: inline(other) },
        ];
        const text = JSON.stringify({ version: 1, layouts, workloads: [workload] });
        const findings = checkText(text, { machine });
        expect(findings.map(({ rule }) => rule)).not.toContain('SCHEMA');
        expectSound(text, findings);
      }),
      { numRuns: 80 },
    );
  });
});
