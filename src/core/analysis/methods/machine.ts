import { count } from '../../text/count';
import { sizeInWords } from '../../text/size';
import type { HostFacts } from '../../topology/facts';
import type { Machine } from '../../topology/machine';
import type { MethodsInput } from '../methods';
import { listed, notKnown, told } from './words';

/** The host: processor, nodes, memory, kernel, settings. */
export function machineSentences({ results, facts, captures }: MethodsInput): readonly string[] {
  const origin = results.origin === 'rehearsed' ? REHEARSED : null;
  if (facts === null)
    return told(
      origin,
      'The host wrote down no facts: its processor, memory, kernel and settings are not known.',
    );
  return told(
    origin,
    processorSentence(facts.facts, facts.machine),
    memorySentence(facts.machine),
    systemSentence(facts.facts),
    ...settingSentences(facts.facts),
    driftSentence(results.drift.length, captures),
  );
}

const REHEARSED = 'Everything was rehearsed on an emulated machine: placement is real, times mean nothing.';

function processorSentence({ cpuModel, architecture, settings }: HostFacts, machine: Machine): string {
  const online = machine.pus.filter((pu) => pu.online);
  const packages = distinct(online.map((pu) => pu.package));
  const cores = distinct(online.map((pu) => (pu.core === null ? null : `${pu.package}/${pu.core}`)));
  const parts = [
    packages === null ? 'an unknown number of packages' : count(packages, 'package'),
    count(machine.nodes.length, 'NUMA node'),
    cores === null ? 'an unknown number of cores' : count(cores, 'core'),
    `${count(online.length, 'logical CPU')} online`,
  ];
  const microcode = settings['microcode'];
  const model = cpuModel ?? 'a processor of unknown model';
  const details = [architecture, microcode === undefined ? null : `microcode ${microcode}`].filter(
    (one) => one !== null,
  );
  const brackets = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return `The host has ${model}${brackets}: ${listed(parts)}.`;
}

/** null where one of them is not known. */
function distinct(values: readonly (number | string | null)[]): number | null {
  return values.length === 0 || values.includes(null) ? null : new Set(values).size;
}

function memorySentence({ nodes }: Machine): string {
  const known = nodes.flatMap(({ memoryBytes }) => memoryBytes ?? []);
  if (known.length < nodes.length || nodes.length === 0) return 'Its memory is not known.';
  const all = sizeInWords(known.reduce((sum, bytes) => sum + bytes, 0));
  if (nodes.length === 1) return `It has ${all} of memory.`;
  const [least = '', most = ''] = [Math.min(...known), Math.max(...known)].map(sizeInWords);
  const each = least === most ? least : `${least} to ${most}`;
  return `It has ${all} of memory, ${each} on each node.`;
}

function systemSentence({ kernel, os }: HostFacts): string {
  const linux = kernel === null ? 'a kernel of unknown version' : `Linux ${kernel}`;
  return os === null ? `It ran ${linux}; the distribution is not known.` : `It ran ${linux} (${os}).`;
}

/** What each setting is called, in the order in which it is told. */
const SETTINGS: readonly (readonly [name: string, words: string])[] = [
  ['governor', 'the frequency governor'],
  ['turbo', 'turbo'],
  ['smt', 'SMT'],
  ['thp', 'transparent huge pages'],
  ['ksm', 'KSM'],
  ['numaBalancing', 'NUMA balancing'],
  ['paging', 'paging of guests'],
  ['mitigations', "mitigations of the processor's weaknesses"],
];

const SWITCHES: readonly string[] = ['ksm', 'numaBalancing'];

function settingSentences({ settings }: HostFacts): readonly string[] {
  const known = SETTINGS.flatMap(([name, words]) => {
    const value = settings[name];
    return value === undefined ? [] : [`${words} ${settingText(name, value)}`];
  });
  const unknown = SETTINGS.flatMap(([name, words]) => (settings[name] === undefined ? [words] : []));
  return told(known.length === 0 ? null : `Settings: ${known.join('; ')}.`, notKnown(unknown));
}

/** As people say it: the chosen one of several in brackets, switches in words. */
function settingText(name: string, value: string): string {
  const chosen = /\[([^\]]+)\]/.exec(value)?.[1];
  if (chosen !== undefined) return `"${chosen}"`;
  if (SWITCHES.includes(name)) return value === '0' ? 'off' : value === '1' ? 'on' : value;
  return name === 'mitigations' ? `(${value})` : `"${value}"`;
}

/** A change is seen between two captures alone. */
function driftSentence(changes: number, captures: number): string {
  if (changes === 0 && captures < 2) return 'Whether the host changed meanwhile is not known.';
  if (changes === 0)
    return 'No change of the host was found between the facts written down before and after.';
  return `${count(changes, 'change')} of the host ${changes === 1 ? 'was' : 'were'} found meanwhile and ${changes === 1 ? 'is' : 'are'} told with the results.`;
}
