import { sizeInWords } from '../../text/size';
import type { AttemptFacts } from '../../topology/attemptFacts';
import { element, type Markup } from './markup';
import { facts as pairs, table } from './table';

/** What a host said of itself: facts by name, and the files that decide what was measured. */
export function hostFacts(facts: AttemptFacts | null): readonly Markup[] {
  if (facts === null) return [element('p', {}, ['The host wrote down no facts, or they are not here.'])];
  const { facts: host, machine, used } = facts;
  const nodes = machine.nodes.map(
    ({ id, memoryBytes }) => `node ${id}: ${memoryBytes === null ? 'not known' : sizeInWords(memoryBytes)}`,
  );
  const versions = Object.entries(host.tools).flatMap(([name, version]): (readonly [string, string])[] =>
    version === null || version === '' ? [] : [[name, version]],
  );
  return [
    pairs([
      ['host', host.hostname ?? NOT_KNOWN],
      ['processor', host.cpuModel ?? NOT_KNOWN],
      ['logical CPUs', `${machine.pus.filter((pu) => pu.online).length} online`],
      ['memory', nodes.join(', ') || NOT_KNOWN],
      ['kernel', host.kernel ?? NOT_KNOWN],
      ['system', host.os ?? NOT_KNOWN],
      ["guests' kernel", facts.guestKernel ?? NOT_KNOWN],
      ...SETTINGS.map(([name, words]): readonly [string, string] => [
        words,
        host.settings[name] ?? NOT_KNOWN,
      ]),
    ]),
    element('h3', {}, ['Software']),
    versions.length === 0 ? element('p', {}, ['No tool told its version.']) : pairs(versions),
    ...(used.length === 0
      ? []
      : [
          table(
            'Files that were used',
            ['file', 'kind', 'SHA-256'],
            used.map((file) => [file.path, file.kind, file.sha256]),
          ),
        ]),
  ];
}

const NOT_KNOWN = 'not known';

const SETTINGS: readonly (readonly [name: string, words: string])[] = [
  ['commandLine', 'kernel command line'],
  ['microcode', 'microcode'],
  ['mitigations', 'mitigations'],
  ['governor', 'frequency governor'],
  ['turbo', 'turbo'],
  ['smt', 'SMT'],
  ['thp', 'transparent huge pages'],
  ['ksm', 'KSM'],
  ['numaBalancing', 'NUMA balancing'],
  ['paging', 'paging of guests'],
];
