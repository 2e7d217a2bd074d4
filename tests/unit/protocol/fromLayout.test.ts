import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/core/editing/action';
import type { FromLayout } from '../../../src/protocol/layout';
import { isFromLayout } from '../../../src/protocol/fromLayout';

const actions: readonly Action[] = [
  { kind: 'create', pus: [0, 1], host: null, name: null },
  { kind: 'create', pus: [0, 1], host: 'a', name: 'vm0' },
  { kind: 'give', vm: 'vm0', pus: [3] },
  { kind: 'free', pus: [3], host: null },
  { kind: 'setPus', vm: 'vm0', pus: [] },
  { kind: 'split', vm: 'vm0', into: 2 },
  { kind: 'split', vm: 'vm0', into: 'nodes' },
  { kind: 'merge', vms: ['vm0', 'vm1'] },
  { kind: 'duplicate', vm: 'vm0' },
  { kind: 'rename', vm: 'vm0', name: 'left' },
  { kind: 'delete', vms: ['vm0'] },
  { kind: 'set', vm: 'vm0', key: 'memory', value: '7GiB' },
  { kind: 'set', vm: null, key: 'prealloc', value: true },
  { kind: 'set', vm: null, key: 'threadsPerCore', value: 2 },
  { kind: 'set', vm: 'vm0', key: 'regions', value: ['shared'] },
  { kind: 'set', vm: 'vm0', key: 'nics', value: [{ model: 'virtio', queues: 2, vhost: true }] },
  { kind: 'set', vm: 'vm0', key: 'nodes', value: null },
  { kind: 'applyRule', rule: { per: 'node', count: 2 } },
  { kind: 'expandRule' },
  { kind: 'setRegion', name: 'shared', region: { size: '1GiB', node: 0, device: 'ivshmem' } },
  { kind: 'setRegion', name: 'shared', region: null },
  { kind: 'setNetwork', name: 'lan', network: {} },
  { kind: 'setNetwork', name: 'lan', network: { hostNic: 'eth0' } },
];

const messages: readonly FromLayout[] = [
  { type: 'ready' },
  ...actions.map((action): FromLayout => ({ type: 'act', request: 1, action })),
  { type: 'preview', request: 1, rule: { vms: 4 } },
  { type: 'predict', request: 1, program: 'mean.C', transport: 'shared', action: null },
  { type: 'predict', request: 1, program: null, transport: null, action: { kind: 'delete', vms: ['vm0'] } },
  { type: 'fix', request: 1, version: 2, finding: 0, fix: 0 },
  { type: 'reveal', path: ['vms', 0, 'pus'] },
  { type: 'openText', line: 1, column: 2 },
  { type: 'openLink', link: 'https://example.org/' },
  { type: 'exported', format: 'png', content: 'AAAA' },
];

/** Places of values in a message, from the message itself to its innermost. */
function paths(value: unknown): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [[]];
  const inner = Object.entries(value).flatMap(([key, part]) => paths(part).map((path) => [key, ...path]));
  return [[], ...inner];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((part: unknown, i) => (String(i) === key ? replaced(part, rest, by) : part));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: replaced(record[key], rest, by) };
}

describe('a message of the layout page', () => {
  test.each(messages.map((message) => [JSON.stringify(message), message] as const))(
    'is understood: %s',
    (_, message) => {
      expect(isFromLayout(message)).toBe(true);
      // As it comes through the frame.
      expect(isFromLayout(structuredClone(message))).toBe(true);
    },
  );

  test.each(messages.map((message) => [JSON.stringify(message), message] as const))(
    'is refused with any value of it replaced by what no message holds: %s',
    (_, message) => {
      for (const path of paths(message)) {
        for (const wrong of [undefined, -1, 1.5, Number.NaN, { toString: 1 }, () => 0])
          expect(isFromLayout(replaced(message, path, wrong))).toBe(false);
      }
    },
  );

  test.each(messages.map((message) => [JSON.stringify(message), message] as const))(
    'is refused with a key too many or one missing: %s',
    (_, message) => {
      expect(isFromLayout({ ...message, more: 1 })).toBe(false);
      for (const key of Object.keys(message)) {
        const less = Object.fromEntries(Object.entries(message).filter(([name]) => name !== key));
        expect(isFromLayout(less)).toBe(false);
      }
    },
  );

  test('is refused for a name that every object has', () => {
    for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect(isFromLayout({ type })).toBe(false);
    expect(isFromLayout({ type: 'act', request: 1, action: { kind: 'constructor' } })).toBe(false);
  });

  test('is looked at without harm whatever it is', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        expect(isFromLayout(value)).toBe(false);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
