import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attemptDifferences, type AttemptOrigins } from '../../../src/core/analysis/attemptDifferences';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import { planDocument, type PlanDocument } from '../../../src/core/plan/planDocument';
import { readAttemptFacts } from '../../../src/core/topology/attemptFacts';
import { experiment, workload } from '../../support/experiments';

const CAPTURE = readFileSync(join(import.meta.dirname, '../topology/captured/smt.capture'), 'utf8');
const FACTS = readAttemptFacts(CAPTURE);
if (FACTS === null) throw new Error('no capture');
const MADE = experiment({
  workloads: [workload({ id: 'w1', title: 'stencil' }), workload({ id: 'w2', title: 'sort' })],
});
const PLAN = planDocument(MADE, scheduleOf(MADE), [], '0.4.0');

const earlier: AttemptOrigins = {
  ...{ attempt: 'a1', host: 'quad', plan: PLAN, facts: FACTS },
  documents: [
    { path: 'x.vmexperiment.json', sha256: 'ab' },
    { path: 'cuts/wide.vmlayout.json', sha256: 'cd' },
  ],
};

function whatDiffers(changes: Partial<AttemptOrigins>): readonly string[] {
  const found = attemptDifferences(earlier, { ...earlier, attempt: 'a2', ...changes });
  expect(found.every(({ means }) => means !== '')).toBe(true);
  return found.map(({ what }) => what);
}

function planned(changes: Partial<PlanDocument>): Partial<AttemptOrigins> {
  return { plan: { ...PLAN, ...changes } };
}

describe('what differs between two attempts', () => {
  it('is nothing where both were made of the same', () => {
    expect(whatDiffers({})).toEqual([]);
    expect(whatDiffers({ plan: JSON.parse(JSON.stringify(PLAN)) as PlanDocument })).toEqual([]);
  });

  it('is the host, by its name and by what it is', () => {
    expect(whatDiffers({ host: 'duo' })).toEqual(['The host is duo, and was quad.']);
    const other = { ...FACTS, facts: { ...FACTS.facts, cpuModel: 'EPYC 7742', kernel: '6.12.0' } };
    expect(whatDiffers({ facts: other })).toEqual([
      `The processor is EPYC 7742, and was ${FACTS.facts.cpuModel ?? ''}.`,
      `The kernel is 6.12.0, and was ${FACTS.facts.kernel ?? ''}.`,
    ]);
  });

  it('is no other boot, and no other use of memory', () => {
    const at = (bootId: string, bytes: number): Partial<AttemptOrigins> => {
      const settings = { ...FACTS.facts.settings, bootId };
      return { facts: { ...FACTS, facts: { ...FACTS.facts, settings, availableBytes: { 0: bytes } } } };
    };
    expect(
      attemptDifferences({ ...earlier, ...at('one', 2 ** 40) }, { ...earlier, ...at('other', 1) }),
    ).toEqual([]);
  });

  it('is not known where an attempt wrote nothing down of its host', () => {
    expect(whatDiffers({ facts: null })).toEqual(['What host and software were is not known of a2.']);
  });

  it('is a program whose file has another content', () => {
    const used = (sha256: string) => ({
      facts: { ...FACTS, used: [{ kind: 'program' as const, path: '/opt/stencil', sha256 }] },
    });
    const found = attemptDifferences({ ...earlier, ...used('ab') }, { ...earlier, ...used('cd') });
    expect(found.map(({ what }) => what)).toEqual([
      'The program /opt/stencil has another content than before.',
    ]);
  });

  it('is a cut that has kept its name', () => {
    const layouts = PLAN.layouts.map((layout, at) =>
      at === 0 ? { ...layout, machine: 'another-machine' } : layout,
    );
    expect(whatDiffers(planned({ layouts }))).toEqual([
      `The layout ${PLAN.layouts[0]?.name ?? ''} is another cut than before.`,
    ]);
    // One that is there on one side alone has no row to be misread.
    expect(whatDiffers(planned({ layouts: [] }))).toEqual([]);
  });

  it('is a program that is started otherwise, not one that stands elsewhere in the document', () => {
    const [stencil, sort] = PLAN.workloads;
    if (stencil === undefined || sort === undefined) throw new Error('no programs');
    const swapped = [
      { ...sort, id: 'w1', path: ['workloads', 0] },
      { ...stencil, id: 'w2', path: ['workloads', 1] },
    ];
    expect(whatDiffers(planned({ workloads: swapped }))).toEqual([]);
    expect(whatDiffers(planned({ workloads: [stencil, { ...sort, ranks: 7 }] }))).toEqual([
      'The program sort is started otherwise than before.',
    ]);
  });

  it('is how guests boot, and the version that planned them', () => {
    const guest = { ...PLAN.guest, args: ['mitigations=off'] };
    expect(whatDiffers(planned({ guest, tool: '0.5.0' }))).toEqual([
      'Guests are booted otherwise than before.',
      'VM Partition Lab is 0.5.0, and was 0.4.0.',
    ]);
  });

  it('is a document of the same experiment that was changed', () => {
    const documents = [{ path: 'cuts/wide.vmlayout.json', sha256: 'ef' }];
    expect(whatDiffers({ documents })).toEqual([
      'The document cuts/wide.vmlayout.json has another content than before.',
    ]);
    expect(whatDiffers({ documents: null })).toEqual([]);
    expect(whatDiffers({ documents, ...planned({ name: 'another' }) })).toEqual([]);
  });
});
