import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJournalEvent } from '../../../src/core/schema/journalEvent';
import {
  asLayoutDocument,
  asTopologyDocument,
  validateDocument,
  type DocumentKind,
} from '../../../src/core/schema/validate';
import { parseDocument } from '../../../src/core/text/parse';

/** Messages with the text that they mark. */
function problems(kind: DocumentKind, value: unknown): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return validateDocument(kind, parseDocument(text)).map(
    ({ range, message }) => `${text.slice(range.offset, range.offset + range.length)} | ${message}`,
  );
}

const layout = { version: 1, machine: 'm' };
const vms = [{ name: 'vm0', pus: '0' }];
const experiment = { version: 1, layouts: ['a.vmlayout.json'] };
const npb = { suite: 'npb', programs: ['bt'], class: 'B', directory: '/npb', launcher: 'mpi' };

describe('validateDocument says one thing at the smallest place', () => {
  it.each<[string, DocumentKind, unknown, string[]]>([
    ['a valid layout', 'layout', { ...layout, vms }, []],
    [
      'an unknown key',
      'layout',
      { ...layout, vms, titel: 'x' },
      ['"titel" | The key `titel` is not known here. Did you mean `title`?'],
    ],
    [
      'an unknown key like no other',
      'layout',
      { ...layout, vms: [{ ...vms[0], nics: [{ speed: 1 }] }] },
      [
        '"speed" | The key `speed` is not known here. Possible keys are `network`, `model`, `queues`, `vhost` and `device`.',
      ],
    ],
    ['missing keys', 'layout', { ...layout, vms: [{}] }, ['{ | The keys `name` and `pus` are missing here.']],
    ['neither rule nor list', 'layout', layout, ['{ | A layout needs a `partition` rule, or `vms`.']],
    [
      'rule and list',
      'layout',
      { ...layout, vms, partition: { vms: 1 } },
      ['"vms" | A layout has a `partition` rule or `vms` spelled out. Remove one of them.'],
    ],
    ['an empty rule', 'layout', { ...layout, partition: {} }, ['{ | A rule needs `vms`, or `per`.']],
    [
      'a rule of two kinds',
      'layout',
      { ...layout, partition: { vms: 2, per: 'node' } },
      ['"vms" | A rule cuts into a number of VMs (`vms`) or by a unit (`per`). Remove one of them.'],
    ],
    [
      'a count without a unit',
      'layout',
      { ...layout, partition: { vms: 2, count: 2 } },
      [
        '"count" | `count` is the number of VMs in each of `per`. Remove it, or write `per` instead of `vms`.',
      ],
    ],
    [
      'a wrong choice',
      'layout',
      { ...layout, partition: { per: 'nodes' } },
      [
        '"nodes" | This must be one of `machine`, `package`, `node`, `l3` or `core`, not `"nodes"`. Did you mean `node`?',
      ],
    ],
    [
      'a wrong size',
      'layout',
      { ...layout, vms: [{ ...vms[0], memory: '7GB' }] },
      ['"7GB" | `"7GB"` is not possible here: write a size with its unit, for example `7GiB`.'],
    ],
    [
      'a wrong type',
      'layout',
      { ...layout, vms: [{ name: 'vm0', pus: 3 }] },
      ['3 | This must be a string in double quotes, not `3`.'],
    ],
    [
      'wrong cells',
      'layout',
      { ...layout, vms, defaults: { cells: 'all' } },
      ['"all" | This must be one of `none` or `perNode`, not `"all"`.'],
    ],
    ['a wrong version', 'layout', { ...layout, vms, version: 2 }, ['2 | This must be `1`, not `2`.']],
    [
      'a wrong acceptance',
      'layout',
      { ...layout, vms, accept: { num: 'x' } },
      [
        '"num" | `num` is not possible as a key here. Findings that are meant to be so: the rule\'s id and the reason.',
      ],
    ],
    [
      'a machine of nothing',
      'topology',
      { version: 1 },
      ['{ | A machine needs `synthetic`, or `nodes` and `pus`.'],
    ],
    [
      'a machine given twice',
      'topology',
      { version: 1, synthetic: 'pu:1', nodes: [{ id: 0, memoryBytes: null }] },
      ['"nodes" | A machine is given by `synthetic`, or by `nodes` and `pus`. Remove one of them.'],
    ],
    [
      'a number out of range',
      'topology',
      { version: 1, nodes: [{ id: -1, memoryBytes: 1.5 }], pus: [] },
      [
        '-1 | `-1` is too small: the least is 0.',
        '1.5 | This must be a whole number or `null`, not `1.5`.',
        '[] | This must not be empty.',
      ],
    ],
    ['a valid experiment', 'experiment', { ...experiment, workloads: [npb] }, []],
    [
      'a key of another suite',
      'experiment',
      { ...experiment, workloads: [{ ...npb, input: 'x' }] },
      ['"input" | `input` does not belong to a workload of suite `npb`. Remove it.'],
    ],
    [
      'an unknown key of a workload',
      'experiment',
      { ...experiment, workloads: [{ ...npb, rank: 1 }] },
      ['"rank" | The key `rank` is not known here. Did you mean `ranks`?'],
    ],
    [
      'a launcher that the suite does not have',
      'experiment',
      { ...experiment, workloads: [{ ...npb, launcher: 'plain' }] },
      ['"plain" | This must be one of `openmp`, `mpi`, `hybrid` or `upc`, not `"plain"`.'],
    ],
    [
      'a launcher that nobody has',
      'experiment',
      { ...experiment, workloads: [{ ...npb, launcher: 'openmpi' }] },
      [
        '"openmpi" | This must be one of `openmp`, `mpi`, `hybrid` or `upc`, not `"openmpi"`. Did you mean `openmp`?',
      ],
    ],
    [
      'what a suite needs',
      'experiment',
      { ...experiment, workloads: [{ suite: 'npb', launcher: 'mpi' }] },
      [
        '{ | The keys `programs`, `class` and `directory` are missing here. A workload of suite `npb` needs them.',
      ],
    ],
    [
      'an error in an inline layout',
      'experiment',
      { ...experiment, workloads: [npb], layouts: [{ name: 'a', layout }] },
      ['{ | A layout needs a `partition` rule, or `vms`.'],
    ],
    [
      'repeated phases',
      'experiment',
      { ...experiment, workloads: [npb], phases: ['cold', 'cold'] },
      ['["cold","cold"] | Each value may stand here once. The items 1 and 2 are the same.'],
    ],
    [
      'a host without destination',
      'hosts',
      { version: 1, hosts: { quad: { kind: 'ssh' } } },
      ['{ | The key `destination` is missing here. A host of kind `ssh` needs it.'],
    ],
    [
      'a destination that ssh would take for an option',
      'hosts',
      { version: 1, hosts: { q: { kind: 'ssh', destination: '-oX' } } },
      [
        '"-oX" | `"-oX"` is not possible here: write a host of the ssh configuration or user@host, without spaces and not beginning with `-`.',
      ],
    ],
  ])('%s', (_title, kind, value, expected) => {
    expect(problems(kind, value)).toEqual(expected);
  });

  it('marks keys with slashes and tildes', () => {
    expect(problems('layout', { ...layout, vms, 'a/b~c': 1 })[0]).toMatch(/^"a\/b~c" \| The key/);
  });

  it('is silent on a document without a value and total on any value', () => {
    expect(validateDocument('layout', parseDocument(''))).toEqual([]);
    fc.assert(
      fc.property(
        fc.constantFrom<DocumentKind>('topology', 'layout', 'experiment', 'hosts'),
        fc.dictionary(
          fc.constantFrom(
            'version',
            'vms',
            'partition',
            'pus',
            'nodes',
            'hosts',
            'layouts',
            'workloads',
            'x',
          ),
          fc.jsonValue(),
        ),
        (kind, value) => {
          const found = validateDocument(kind, parseDocument(JSON.stringify(value)));
          const places = found.map(({ range }) => `${range.offset}+${range.length}`);
          expect(new Set(places).size).toBe(places.length);
          expect(found.every(({ message }) => !message.includes('undefined'))).toBe(true);
        },
      ),
    );
  });

  it('has words for every pattern in the schemas', () => {
    const nodes = (value: unknown): Record<string, unknown>[] =>
      typeof value !== 'object' || value === null
        ? []
        : [value as Record<string, unknown>, ...Object.values(value).flatMap(nodes)];
    const files = readdirSync('schemas').filter((name) => name.endsWith('.json'));
    const patterns = files.flatMap((name) => nodes(JSON.parse(readFileSync(`schemas/${name}`, 'utf8'))));
    const silent = patterns.filter(
      ({ pattern, description }) =>
        typeof pattern === 'string' &&
        typeof description !== 'string' &&
        !readFileSync('src/core/schema/constraints.ts', 'utf8').includes(pattern.replaceAll('\\', '\\\\')),
    );
    expect(silent.map(({ pattern }) => pattern)).toEqual([]);
  });
});

describe('typed values', () => {
  it('are given for valid values only', () => {
    expect(asLayoutDocument({ ...layout, vms })).toEqual({ ...layout, vms });
    expect(asLayoutDocument(layout)).toBeNull();
    expect(asTopologyDocument({ version: 1, synthetic: 'pu:1' })).not.toBeNull();
  });
});

describe('parseJournalEvent', () => {
  const line = '{"v":1,"seq":3,"t":1.5,"event":"block_end","origin":"measured","block":0,"session":null}';
  it('reads a line and refuses a torn or foreign one', () => {
    expect(parseJournalEvent(line)).toMatchObject({ event: 'block_end', seq: 3 });
    expect(parseJournalEvent(line.slice(0, -5))).toBeNull();
    expect(parseJournalEvent(line.replace('"v":1', '"v":2'))).toBeNull();
    expect(parseJournalEvent(line.replace('block_end', 'nothing'))).toBeNull();
    expect(parseJournalEvent('')).toBeNull();
  });
});
