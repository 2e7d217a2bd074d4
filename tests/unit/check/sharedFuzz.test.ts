import type { ExperimentDocument } from '../../../src/core/schema/generated/vmexperiment.types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/check/rule';
import { applyEdits } from '../../../src/core/text/edits';
import { parseDocument } from '../../../src/core/text/parse';
import { layoutText, machineOf, type LayoutBody } from './documents';
import { experimentText, findingsOf, probed } from './ruleTrial';

const machine = machineOf({
  synthetic: 'pack:4 [numa] core:4 pu:1',
  memoryPerNode: '8GiB',
  reserved: { pus: '0,4' },
  nics: [{ name: 'eth0', node: 0 }, { name: 'eth1', node: 3 }, { name: 'eth2' }],
});
const hugePages = [{ sizeBytes: 2 ** 21, total: 100, free: 10 }];
const host = probed(
  {
    freeBytes: { '0': 2 ** 30, '2': 2 ** 32 },
    settings: { ksm: '1', ksmAcrossNodes: '1', numaBalancing: '1' },
  },
  { ...machine, nodes: machine.nodes.map((node) => ({ ...node, hugePages })) },
);

const list = fc.constantFrom('', '0', '1-3', '5', '4-7', '8-11,0', '40', '3,99');
const names = fc.uniqueArray(fc.constantFrom('one', 'two', 'three'), { maxLength: 3 });
const nic = fc.record(
  {
    network: fc.constantFrom('lan', 'cluster', 'other'),
    model: fc.constantFrom('virtio', 'rtl8139'),
    queues: fc.constantFrom(1, 2, 9),
    vhost: fc.boolean(),
  },
  { requiredKeys: [] },
);
const settings = fc.record(
  {
    memory: fc.constantFrom('1MiB', '3GiB', '2500MiB', '1025MiB'),
    backing: fc.constantFrom('anon', 'hugetlb'),
    pageSize: fc.constantFrom('2MiB', '1GiB', '3MiB'),
    emulatorPus: list,
    ioThreadPus: list,
    nics: fc.oneof(
      { weight: 9, arbitrary: fc.array(nic, { minLength: 1, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.constant(Array.from({ length: 30 }, () => ({}))) },
    ),
    regions: names,
    balloon: fc.boolean(),
    freePageReporting: fc.boolean(),
    prealloc: fc.boolean(),
  },
  { requiredKeys: [] },
);
const region = fc.record(
  {
    size: fc.constantFrom('0B', '1MiB', '100MiB', '1GiB', '3GiB', '7.5GiB', '99999999TiB'),
    node: fc.constantFrom(0, 2, 9),
    device: fc.constantFrom('devdax', 'ivshmem'),
    pageSize: fc.constantFrom('4KiB', '2MiB', '1GiB', '5MiB'),
  },
  { requiredKeys: ['size'] },
);
const vms = (hosts: readonly string[]) =>
  fc
    .array(
      fc.tuple(settings, fc.constantFrom('0-3', '4-5', '6', '8-15'), fc.constantFrom(...hosts, 'left')),
      { minLength: 1, maxLength: 4 },
    )
    .map((all) =>
      all.map(([own, pus, on], index) => ({
        ...own,
        name: `v${index}`,
        pus,
        ...(hosts.length > 0 ? { host: on } : {}),
      })),
    );
const cuts = fc.constantFrom<readonly string[]>([], ['left', 'right']).chain((hosts) =>
  fc.oneof(
    vms(hosts).map((all) => ({ vms: all, ...(hosts.length > 0 ? { hosts } : {}) })),
    fc.constant({ partition: { per: 'node' }, ...(hosts.length > 0 ? { hosts } : {}) }),
  ),
);
const bodies = fc
  .tuple(
    cuts,
    fc.record(
      {
        defaults: settings,
        regions: fc.dictionary(fc.constantFrom('one', 'two'), region, { minKeys: 1 }),
        networks: fc.dictionary(
          fc.constantFrom('lan', 'cluster'),
          fc.record({ hostNic: fc.constantFrom('eth0', 'eth1', 'eth2', 'eth9') }, { requiredKeys: [] }),
          { minKeys: 1 },
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([cut, rest]) => ({ ...cut, ...rest }) as LayoutBody);

function expectSound(text: string, findings: readonly Finding[]): void {
  for (const { range, message, fixes } of findings) {
    expect(range.offset + range.length).toBeLessThanOrEqual(text.length);
    expect(message).not.toMatch(/undefined|NaN|null|Infinity/);
    for (const fix of fixes) expect(parseDocument(applyEdits(text, fix.edits)).problems).toEqual([]);
  }
}

function errorsIn(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

/** Every fix is checked again, which takes its time on a busy machine. */
const LIMIT_MS = 60_000;

describe('checks of odd memory, devices and regions', () => {
  it('never throw, and their fixes leave documents that the schema allows', { timeout: LIMIT_MS }, () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const text = layoutText(body);
        const findings = findingsOf(text, { machine, host });
        expectSound(text, findings);
        // Throws for a text that the schema does not allow.
        for (const fix of findings.flatMap(({ fixes }) => fixes))
          findingsOf(applyEdits(text, fix.edits), { machine, host });
      }),
      { numRuns: 20 },
    );
  });

  it('make no new error with a safe fix', { timeout: LIMIT_MS }, () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const text = layoutText(body);
        const findings = findingsOf(text, { machine });
        const known = new Set(errorsIn(findings));
        for (const fix of findings.flatMap(({ fixes }) => fixes).filter(({ safe }) => safe)) {
          const after = errorsIn(findingsOf(applyEdits(text, fix.edits), { machine }));
          expect(after.filter((rule) => !known.has(rule))).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('never throw for experiments over them', { timeout: LIMIT_MS }, () => {
    const over = fc.record(
      {
        techniques: fc.constantFrom<NonNullable<ExperimentDocument['techniques']>>(
          ['reclaim'],
          ['balloon', 'migrate'],
        ),
        factors: fc.constantFrom<NonNullable<ExperimentDocument['factors']>>(
          { transport: ['shared'] },
          { technique: ['migrate'] },
        ),
        phases: fc.constantFrom<NonNullable<ExperimentDocument['phases']>>(['cold'], ['warm']),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(bodies, over, (body, rest) => {
        const layouts = [{ name: 'x', layout: { version: 1, machine: 'm', ...body } }];
        const text = experimentText(layouts, rest);
        const findings = findingsOf(text, { machine, host });
        expectSound(text, findings);
        for (const fix of findings.flatMap(({ fixes }) => fixes))
          findingsOf(applyEdits(text, fix.edits), { machine, host });
      }),
      { numRuns: 20 },
    );
  });
});
