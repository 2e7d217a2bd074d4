import { readFileSync } from 'node:fs';
import fc from 'fast-check';

// What vmpart-root accepts, for tests that give it everything else.

const PLAIN = /^(0|[1-9][0-9]*)$/;
const number = (text: string | undefined, digits: number): boolean =>
  text !== undefined && PLAIN.test(text) && text.length <= digits;

const isAttempt = (text: string | undefined): boolean =>
  text !== undefined && /^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$/.test(text) && !text.endsWith('\n');

/** Who calls without sudo counts as root, whose processes alone can be moved then. */
function isOfRoot(pid: string): boolean {
  try {
    return /^Uid:\t0\t0\t0\t0$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The whole grammar, a second time and in other words. */
export function isAllowed(args: readonly string[]): boolean {
  const [verb, ...rest] = args;
  if (verb === 'show') return rest[0] !== 'show' && isShowable(rest);
  if (['drop-caches', 'compact-memory', 'show-fault-event'].includes(verb ?? '')) return rest.length === 0;
  if (verb === 'set-huge-pages') {
    return rest.length === 3 && number(rest[0], 4) && number(rest[1], 8) && number(rest[2], 9);
  }
  if (verb === 'set-page-cluster') return rest.length === 1 && number(rest[0], 2) && Number(rest[0]) <= 31;
  if (verb === 'make-group')
    return rest.length === 2 && isAttempt(rest[0]) && number(rest[1], 10) && isOfRoot(rest[1] ?? '');
  if (verb === 'remove-group') return rest.length === 1 && isAttempt(rest[0]);
  const allowed: Readonly<Record<string, readonly string[]>> = {
    'set-ksm': ['0', '1', '2'],
    'set-ksm-across-nodes': ['0', '1'],
    'set-thp': ['always', 'madvise', 'never'],
    'set-numa-balancing': ['0', '1', '2', '3'],
    'set-paging': ['nested', 'shadow'],
    'set-perf-paranoid': ['-1', '0', '1', '2', '3', '4'],
  };
  const [value] = rest;
  return (
    rest.length === 1 && verb !== undefined && value !== undefined && (allowed[verb] ?? []).includes(value)
  );
}

function isShowable(args: readonly string[]): boolean {
  if (args[0] === 'set-huge-pages') return args.length === 3 && number(args[1], 4) && number(args[2], 8);
  const alone = [
    'set-ksm',
    'set-ksm-across-nodes',
    'set-thp',
    'set-numa-balancing',
    'set-page-cluster',
    'set-paging',
    'set-perf-paranoid',
  ];
  return args.length === 1 && alone.includes(args[0] ?? '');
}

/** Words of the grammar, what is nearly one, and anything. */
export const rootWords = fc.oneof(
  fc.constantFrom(
    'drop-caches',
    'compact-memory',
    'set-ksm',
    'set-ksm-across-nodes',
    'set-thp',
    'set-numa-balancing',
    'set-page-cluster',
    'set-huge-pages',
    'set-paging',
    'set-perf-paranoid',
    'show',
    'show-fault-event',
    'make-group',
    'remove-group',
  ),
  fc.constantFrom(
    '0',
    '1',
    '2',
    '3',
    '31',
    '32',
    '-1',
    '00',
    '01',
    '1 ',
    '0\n',
    '0;id',
    '$(id)',
    '`id`',
    '../..',
    '9999999999',
    '',
  ),
  fc.constantFrom('always', 'madvise', 'never', 'Always', '*', '?', '[0]', '-n', '--', '2048', '0/../../1'),
  fc.constantFrom('nested', 'shadow', 'Shadow', 'kvm_amd'),
  fc.constantFrom('a1', '20261129T130000Z-host.example-c0ffee01', 'a_1', '.a', 'a/b', 'a'.repeat(81)),
  fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0')),
);
