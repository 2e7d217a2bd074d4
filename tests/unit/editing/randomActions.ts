import fc from 'fast-check';
import type { Action, SettingKey } from '../../../src/core/editing/action';
import type { ReadLayout } from './reader';

/** Numbers from which an action is made on whatever there is at its time, so that a sequence can be made shorter. */
export interface Step {
  readonly kind: number;
  readonly numbers: readonly number[];
}

export const KINDS: readonly Action['kind'][] = [
  'create',
  'give',
  'free',
  'setPus',
  'split',
  'merge',
  'duplicate',
  'rename',
  'delete',
  'set',
  'applyRule',
  'expandRule',
  'setRegion',
  'setNetwork',
];

export const steps = (most: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      kind: fc.nat(99),
      numbers: fc.array(fc.nat(9999), { minLength: 6, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: most, size: 'max' },
  );

const SETTINGS: readonly (readonly [SettingKey, Extract<Action, { kind: 'set' }>['value']])[] = [
  ['memory', '1GiB'],
  ['memory', '512MiB'],
  ['memory', null],
  ['memory', '7GB'],
  ['policy', 'bind'],
  ['policy', 'interleave'],
  ['policy', null],
  ['policy', 'near'],
  ['backing', 'hugetlb'],
  ['pageSize', '2MiB'],
  ['backing', null],
  ['cells', 'perNode'],
  ['cells', 'none'],
  ['nodes', '0-1'],
  ['nodes', null],
  ['emulatorPus', '0'],
  ['emulatorPus', '4-7'],
  ['ioThreadPus', '1,5'],
  ['nics', [{ model: 'virtio', queues: 2 }, { model: 'e1000' }]],
  ['nics', [{ model: 'virtio', queues: 4 }]],
  ['nics', []],
  ['threadsPerCore', 2],
  ['threadsPerCore', 99],
  ['prealloc', true],
  ['regions', ['ring']],
  ['regions', []],
  ['host', 'south'],
  ['host', 'nowhere'],
];

const RULES: readonly Extract<Action, { kind: 'applyRule' }>['rule'][] = [
  { vms: 4 },
  { vms: 3 },
  { per: 'node' },
  { per: 'package', count: 2 },
  { per: 'core' },
  { per: 'machine' },
];

/** Mostly what a person could do now, now and then what nobody can. */
export function actionOf({ kind, numbers }: Step, layout: ReadLayout, pus: number): Action {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
  const name = (n: number): string => layout.vms[n % Math.max(1, layout.vms.length)]?.name ?? 'nobody';
  const vm = f % 50 === 0 ? 'nobody' : name(a);
  const hosts = (layout.value['hosts'] ?? []) as readonly string[];
  const host = f % 40 === 1 ? 'elsewhere' : (hosts[d % Math.max(1, hosts.length)] ?? null);
  const list = puList(b, c, e, pus);
  if (kind < 22) return { kind: 'create', pus: list, host, name: e % 5 === 0 ? `new-${d % 30}` : null };
  if (kind < 30) return { kind: 'give', vm, pus: list };
  if (kind < 38) return { kind: 'free', pus: list, host };
  if (kind < 48) return { kind: 'setPus', vm, pus: list };
  if (kind < 54) return { kind: 'split', vm, into: d % 3 === 0 ? 'nodes' : (d % 4) + 1 };
  if (kind < 60) return { kind: 'merge', vms: d % 4 === 0 ? [vm, name(b), name(c)] : [vm, name(b)] };
  if (kind < 66) return { kind: 'duplicate', vm };
  if (kind < 71) return { kind: 'rename', vm, name: d % 6 === 0 ? 'Not Good' : `other-${d % 40}` };
  if (kind < 75) return { kind: 'delete', vms: d % 3 === 0 ? [vm, name(b)] : [vm] };
  if (kind < 90) {
    const [key, value] = SETTINGS[b % SETTINGS.length]!;
    return { kind: 'set', vm: d % 5 === 0 ? null : vm, key, value };
  }
  if (kind < 91) return { kind: 'applyRule', rule: RULES[b % RULES.length]! };
  if (kind < 95) return { kind: 'expandRule' };
  const shared = ['ring', 'heap', 'lake'][b % 3]!;
  if (kind < 98)
    return { kind: 'setRegion', name: shared, region: c % 3 === 0 ? null : { size: '128MiB', node: d % 4 } };
  const network = ['lan', 'far', 'wan'][b % 3]!;
  return { kind: 'setNetwork', name: network, network: c % 3 === 0 ? null : { hostNic: `eth${d % 2}` } };
}

/** A run of PUs, a node, a few anywhere in any order, or now and then one that the machine does not have. */
function puList(b: number, c: number, e: number, pus: number): readonly number[] {
  const start = b % pus;
  if (e % 60 === 0) return [start, pus + 3];
  if (e % 3 === 0) return Array.from({ length: 4 }, (_, n) => 4 * (b % (pus / 4)) + n);
  const count = 1 + (c % 5);
  return e % 3 === 1
    ? Array.from({ length: Math.min(count, pus - start) }, (_, n) => start + n)
    : Array.from({ length: count }, (_, n) => (start + n * (1 + 2 * (c % 4)) + 7) % pus);
}
