import type { ErrorObject } from 'ajv';
import { quotedList } from './wording';

/** Keys of one object that exclude each other: the one to mark, the other, and what to do. */
const PAIRS = [
  ['nodes', 'synthetic', 'A machine is given by `synthetic`, or by `nodes` and `pus`. Remove one of them.'],
  ['pus', 'synthetic', 'A machine is given by `synthetic`, or by `nodes` and `pus`. Remove one of them.'],
  ['vms', 'partition', 'A layout has a `partition` rule or `vms` spelled out. Remove one of them.'],
  ['vms', 'per', 'A rule cuts into a number of VMs (`vms`) or by a unit (`per`). Remove one of them.'],
  [
    'count',
    'vms',
    '`count` is the number of VMs in each of `per`. Remove it, or write `per` instead of `vms`.',
  ],
] as const;

/** Which key of an object must not stand beside another there; null when none is known. */
export function excludedPair(data: unknown): { readonly key: string; readonly message: string } | null {
  if (typeof data !== 'object' || data === null) return null;
  const pair = PAIRS.find(([key, other]) => key in data && other in data);
  return pair === undefined ? null : { key: pair[0], message: pair[2] };
}

/** What an object lacks, with the alternatives that the schema's conditions leave. */
export function missingKeys(keys: readonly string[], data: unknown, errors: readonly ErrorObject[]): string {
  const conditional = errors.some((error) => /\/(then|else)\/required$/.test(error.schemaPath));
  const others = keys.filter((key) => !['nodes', 'pus', 'vms'].includes(key));
  const plus = others.length === 0 ? '' : ` ${plainMissing(others)}`;
  if (conditional && keys.some((key) => key === 'nodes' || key === 'pus'))
    return `A machine needs \`synthetic\`, or \`nodes\` and \`pus\`.${plus}`;
  if (conditional && keys.includes('vms')) {
    const isRule = errors.some((error) => /partition/.test(error.schemaPath + error.instancePath));
    return (isRule ? 'A rule needs `vms`, or `per`.' : 'A layout needs a `partition` rule, or `vms`.') + plus;
  }
  return plainMissing(keys) + reason(data, conditional, keys.length === 1 ? 'it' : 'them');
}

function plainMissing(keys: readonly string[]): string {
  return `The ${keys.length === 1 ? 'key' : 'keys'} ${quotedList(keys, 'and')} ${keys.length === 1 ? 'is' : 'are'} missing here.`;
}

/** The value on which the condition hangs. */
function reason(data: unknown, conditional: boolean, what: string): string {
  if (!conditional || typeof data !== 'object' || data === null) return '';
  const { suite, kind } = data as { suite?: unknown; kind?: unknown };
  if (typeof suite === 'string') return ` A workload of suite \`${suite}\` needs ${what}.`;
  return typeof kind === 'string' ? ` A host of kind \`${kind}\` needs ${what}.` : '';
}
