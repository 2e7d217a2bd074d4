import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRAWS_NOTE } from '../../../src/core/analysis/asDraws';
import { type MethodsInput, methodsText } from '../../../src/core/analysis/methods';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import { planDocument } from '../../../src/core/plan/planDocument';
import { readAttemptFacts } from '../../../src/core/topology/attemptFacts';
import { experiment, workload } from '../../support/experiments';
import { attempt, took } from './attempt';

const CAPTURE = readFileSync(join(import.meta.dirname, '../topology/captured/smt.capture'), 'utf8');

const capture = (more: readonly string[]): string => CAPTURE.replace('@end', [...more, '@end'].join('\n'));

const FACTS = readAttemptFacts(
  capture([
    '@etc\nos-release:PRETTY_NAME="Debian GNU/Linux 12"',
    '@found\nqemu-system-x86_64:yes\nmpirun.openmpi:yes',
    '@versions\nqemu-system-x86_64:QEMU emulator version 8.2.1\nmpirun.openmpi:mpirun (Open MPI) 4.1.4',
    `@used\nprogram:${'0123456789ab'.padEnd(64, '0')} /opt/npb/bt.B.x\nkernel:${'c'.repeat(64)} /boot/vmlinuz\nrelease:6.1.0-9`,
  ]),
);

const MADE = experiment({
  factors: { 'host.thp': ['always', 'never'], class: ['B', 'C'] },
  phases: ['cold', 'warm'],
  warmRuns: 3,
  replicates: 4,
  order: 'randomized',
  workloads: [
    workload({
      suite: 'npb',
      title: 'bt.B',
      program: 'bt',
      launcher: 'mpi',
      mpi: 'openmpi',
      ranks: 16,
      rankOrder: 'cyclic',
    }),
  ],
});

const DONE = [
  took('s1', 10),
  took('s2', 12),
  took('s3', 11, { state: 'failed', exit: 3 }),
  took('s4', 10.5),
  took('s5', 13),
];

function input(more: Partial<MethodsInput> = {}): MethodsInput {
  return {
    results: attempt(DONE, [0, 1]).results,
    plan: planDocument(MADE, scheduleOf(MADE), [], '0.4.0'),
    ...{ facts: FACTS, captures: 2, seed: 17, version: '0.5.0' },
    ...{ began: Date.UTC(2026, 0, 2, 3, 4) / 1000, last: Date.UTC(2026, 0, 3, 4, 5) / 1000 },
    ...more,
  };
}

function results(more: Partial<MethodsInput['results']>): Partial<MethodsInput> {
  return { results: { ...attempt(DONE, [0, 1]).results, ...more } };
}

describe('the methods paragraph', () => {
  it.each([
    [
      'the processor, its packages, nodes, cores and CPUs',
      /The host has Intel .* \(x86_64, microcode 0x1\): 2 packages, 4 NUMA nodes, \d+ cores and 13 logical CPUs online\./,
    ],
    ['its memory', /It has 958 MiB of memory, 124\.6 MiB to 583\.6 MiB on each node\./],
    ['its system', /It ran Linux 6\.1\.0-56-amd64 \(Debian GNU\/Linux 12\)\./],
    [
      'its settings',
      /SMT "on"; transparent huge pages "always"; KSM off; NUMA balancing on; mitigations .*PTI/,
    ],
    ['settings that are not known', /The frequency governor, turbo and paging of guests are not known\./],
    ['the hypervisor', /VMs ran in QEMU emulator version 8\.2\.1\./],
    ["the guests' kernel", /Guests booted Linux 6\.1\.0-9\./],
    [
      'the start of programs',
      /bt\.B \(npb, mpi by openmpi, 16 ranks, ranks in cyclic order, network between VMs\)/,
    ],
    ['the launcher', /Launchers on the host: mpirun\.openmpi \(mpirun \(Open MPI\) 4\.1\.4\)\./],
    ['the files', /SHA-256: \/opt\/npb\/bt\.B\.x 0123456789ab; \/boot\/vmlinuz cccccccccccc\./],
    ['both versions', /planned by VM Partition Lab 0\.4\.0 and analysed by 0\.5\.0/],
    ['factors', /Further factors: host\.thp \(always, never\); class \(B, C\)\./],
    ['blocks', /The design has 4 blocks/],
    ['order and seed', /Within blocks sessions ran in orders of their own \(seed 17\)\./],
    ['phases', /The cold run of a program is its first after the boot\. 3 warm runs of it followed/],
    ['the time', /It ran from 2026-01-02 03:04 UTC to 2026-01-03 04:05 UTC: 5 of \d+ runs ended, 1 failed\./],
    ['the replicate', /sessions, not runs, are the replicates/],
    ['what was left out', /Left out, and kept in the data: failed with exit code 3 \(1 run\)\./],
  ])('tells %s', (_, says) => {
    expect(methodsText(input())).toMatch(says);
  });

  it('tells all transports of a program, and the regions', () => {
    const asked = input();
    const region = {
      name: 'sh',
      sizeBytes: 2 ** 30,
      node: 1,
      device: 'devdax',
      pageSizeBytes: null,
    } as const;
    const workloads = asked.plan.workloads.flatMap((one) => [one, { ...one, transport: 'shared' as const }]);
    const layouts = asked.plan.layouts.map((one) => ({
      ...one,
      guests: one.guests.map((guest) => ({
        ...guest,
        regions: [{ ...region, file: '/f', pageBytes: 4096, isHuge: false }],
      })),
    }));
    const text = methodsText(input({ plan: { ...asked.plan, workloads, layouts } }));
    expect(text).toMatch(/ranks in cyclic order, network or shared memory between VMs\)/);
    expect(text).toMatch(/UCX's transport over POSIX shared memory .*\(sh of \S+, 1GiB on node 1 devdax/);
    expect(methodsText(asked)).not.toContain('UCX');
  });

  it.each<[string, Partial<MethodsInput>, RegExp]>([
    [
      'a host of no facts',
      { facts: null },
      /wrote down no facts: its processor, memory, kernel and settings are not known/,
    ],
    ['versions without facts', { facts: null }, /Versions of tools and contents of programs are not known\./],
    [
      'an unknown hypervisor',
      { facts: null },
      /VMs ran in QEMU, whose version is not known\. Guests booted a kernel of unknown version\./,
    ],
    ['an unknown seed', { seed: null }, /the seed is not known/],
    ['an unknown time', { began: null }, /The time of measurement is not known/],
    ['a drift that nobody could see', { captures: 1 }, /Whether the host changed meanwhile is not known\./],
    ['unknown files', { facts: readAttemptFacts(CAPTURE) }, /Contents of the programs are not known\./],
  ])('says of %s that it is not known', (_, more, says) => {
    expect(methodsText(input(more))).toMatch(says);
  });

  it.each<[string, Partial<MethodsInput>, RegExp]>([
    ['rehearsed times', results({ origin: 'rehearsed' }), /^Everything was rehearsed on an emulated machine/],
    ['predicted times', results({ origin: 'predicted' }), /^All times are predicted by a model/],
    ['drift', results({ drift: [{ what: 'a', means: 'b' }] }), /1 change of the host was found meanwhile/],
    ['sequential intervals', results({ sequential: 'stopped when precise' }), /Stopped when precise\./],
    ['no comparison', results({ comparisons: [] }), /^(?!.*Wilcoxon)/s],
    ['few sessions', results({ order: [] }), /too few sessions to look for effects of their order/],
    [
      'an effect of the order',
      results({
        order: [{ kind: 'drift', values: 9, correlation: 0.9, p: 0.001, found: true, change: 0.1 }],
      }),
      /with the order: one was found over the attempt\./,
    ],
    ['no baseline', { plan: { ...input().plan, native: false } }, /There is no native baseline\./],
  ])('is honest about %s', (_, more, says) => {
    expect(methodsText(input(more))).toMatch(says);
  });

  it('names no test and no sampling of a prediction, whose blocks are draws', () => {
    const text = methodsText(input(results({ origin: 'predicted', sequential: DRAWS_NOTE })));
    expect(text).toContain('Each time is what the model says with one set of values');
    expect(text).toContain('95 % of such draws lie in the intervals');
    expect(text).toContain('without a test');
    expect(text).not.toMatch(/Student|Wilcoxon|resampling|Spearman|Outliers|not known|The host/);
  });

  it('is four paragraphs of whole sentences', () => {
    const paragraphs = methodsText(input()).trimEnd().split('\n\n');
    expect(paragraphs).toHaveLength(4);
    for (const paragraph of paragraphs) expect(paragraph).toMatch(/^[A-Z][^\n]*\.$/);
    expect(methodsText(input())).not.toMatch(/undefined|null|NaN|\.\.|; \.| {2}/);
  });
});
