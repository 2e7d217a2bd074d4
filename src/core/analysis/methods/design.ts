import type { PlannedLayout } from '../../plan/planDocument';
import type { Guest } from '../../plan/guest';
import { blocksInWords, type Schedule } from '../../experiment/schedule';
import { numbersInWords, count } from '../../text/count';
import { groupBy } from '../../text/groupBy';
import { sizeInWords } from '../../text/size';
import type { MethodsInput } from '../methods';
import { listed, told } from './words';

/** Layouts, factors, blocks, order, phases, and when it was done. */
export function designSentences(input: MethodsInput): readonly string[] {
  const { plan, results } = input;
  const { schedule } = plan;
  return told(
    ...comparedSentences(plan),
    `The design has ${blocksInWords(schedule)} blocks, each with every combination once; ${results.blocks.ended} had ended.`,
    orderSentence(schedule, input.seed),
    ...phaseSentences(schedule),
    `A run was ended after ${plan.timeLimitSeconds} s.`,
    timeSentence(input),
  );
}

/** Layouts, baseline and factors. */
export function comparedSentences({ layouts, native, factors }: MethodsInput['plan']): readonly string[] {
  return told(
    layouts.length === 0 ? null : `Layouts: ${layouts.map(layoutInWords).join('; ')}.`,
    native
      ? 'The baseline is the native machine, with ranks on the CPUs that carry them in the VMs.'
      : 'There is no native baseline.',
    factorsSentence(factors),
  );
}

/** `four (4 VMs: 2 vCPUs, 640 MiB, bind to node 0; ...)`; VMs that differ in their places alone are told once. */
function layoutInWords({ name, machine, guests }: PlannedLayout): string {
  const kinds = groupBy(guests, guestInWords);
  const words = [...kinds].map(([kind, own]) =>
    kinds.size === 1 ? `${kind} each` : `${own.length} of ${kind}`,
  );
  return `${name} (${count(guests.length, 'VM')} on ${machine}: ${listed(words)})`;
}

function guestInWords({ vcpuPus, memory, hugePages, shared, cells }: Guest): string {
  const bytes = memory.reduce((sum, block) => sum + block.bytes, 0);
  const policies = [...new Set(memory.map(({ policy }) => policy))].join('/');
  const nodes = [...new Set(memory.flatMap((block) => block.nodes))];
  const where =
    policies === 'firstTouch' || nodes.length === 0
      ? ''
      : nodes.length === 1
        ? ' to one node'
        : ` to ${numbersInWords('node', nodes)}`;
  return [
    count(vcpuPus.length, 'vCPU'),
    sizeInWords(bytes),
    `${policies}${where}`,
    ...(hugePages === null ? [] : ['huge pages']),
    ...(shared ? ['shared memory'] : []),
    ...(cells ? [count(memory.length, 'NUMA cell')] : []),
  ].join(', ');
}

function factorsSentence(factors: Readonly<Record<string, readonly string[]>>): string | null {
  const names = Object.entries(factors).map(([name, levels]) => `${name} (${levels.join(', ')})`);
  return names.length === 0 ? null : `Further factors: ${names.join('; ')}.`;
}

/** As the sessions stand in the plan; how they came to stand so is not written there. */
function orderSentence({ sessions }: Schedule, seed: number | null): string {
  const by = groupBy(sessions, ({ block }) => block);
  const blocks = [...by.values()].map((own) =>
    own.map(({ layout, levels, runs }) => JSON.stringify([layout, levels, runs[0]?.workload])).join('\n'),
  );
  const from = seed === null ? 'the seed is not known' : `seed ${seed}`;
  if (new Set(blocks).size === 1) return `Within blocks sessions ran in the same order (${from}).`;
  return `Within blocks sessions ran in orders of their own (${from}).`;
}

export function phaseSentences({ sessions }: Schedule): readonly string[] {
  const runs = sessions.flatMap((session) => session.runs);
  const warm = Math.max(0, ...sessions.map((session) => warmRuns(session.runs)));
  const isCold = runs.some(({ phase }) => phase === 'cold');
  return told(
    'A session is a set of VMs from boot to shutdown, or the native machine prepared alike.',
    isCold ? 'The cold run of a program is its first after the boot.' : null,
    warm === 0 ? null : `${count(warm, 'warm run')} of it followed in the same session.`,
    isCold ? null : 'A first run after the boot was not counted.',
  );
}

/** Most of one program. */
function warmRuns(runs: Schedule['sessions'][number]['runs']): number {
  const warm = runs.filter(({ phase }) => phase === 'warm');
  return Math.max(0, ...[...groupBy(warm, ({ workload }) => workload).values()].map((own) => own.length));
}

function timeSentence({ began, last, results }: MethodsInput): string {
  const { ended, planned, failed, triedAgain } = results.runs;
  const when =
    began === null || last === null
      ? 'The time of measurement is not known'
      : `It ran from ${utc(began)} to ${utc(last)}`;
  const again = triedAgain === 0 ? '' : `, ${triedAgain} of them after an earlier try`;
  return `${when}: ${ended} of ${planned} runs ended${again}, ${failed} failed.`;
}

/** `2026-01-02 03:04 UTC`; the number where there is no such date. */
function utc(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime())
    ? `${seconds} s after 1970`
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
