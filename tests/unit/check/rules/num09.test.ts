import { describe, it } from 'vitest';
import type { LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const one = (vm: object, more: LayoutBody = {}): LayoutBody => ({
  vms: [{ name: 'a', pus: '0-7', memory: '4GiB', accept: { NUM01: 'x' }, ...vm }],
  ...more,
});
const cells = [
  { vcpus: '0-3', memory: '2GiB', node: 0 },
  { vcpus: '4-7', memory: '2GiB', node: 1 },
];

describe('NUM09', () => {
  it('finds nodes under first touch, which is the default of a VM that spans some', () => {
    expectOne('NUM09', one({ nodes: '0-1' }), {
      says: /^VM "a" names nodes 0-1 for memory, but with the policy "firstTouch" nothing is bound to them\. Use "bind"/,
      at: '"0-1"',
      fixes: ['Bind the memory of "a"', 'Leave out `nodes`'],
    });
  });

  it('finds cells whose nodes nothing binds', () => {
    expectOne('NUM09', one({ cells, policy: 'firstTouch' }), {
      says: /^Cells of VM "a" name nodes 0-1 for memory/,
      at: '"firstTouch"',
      fixes: ['Bind the memory of "a"'],
    });
  });

  it('finds nodes beside cells that have others', () => {
    expectOne('NUM09', one({ cells, policy: 'bind', nodes: '0,3' }), {
      says: /^VM "a" names nodes 0,3 for memory, but its cells take theirs from nodes 0-1/,
      at: '"0,3"',
      fixes: ['Leave out `nodes`'],
    });
  });

  it.each<[string, LayoutBody]>([
    ['nodes that memory is bound to', one({ nodes: '0-1', policy: 'bind' })],
    ['first touch without nodes', one({})],
    ['cells for each node', one({ cells: 'perNode' })],
    ['nodes beside cells on the same', one({ cells, policy: 'bind', nodes: '0-1' })],
    ['nodes that do not exist', one({ cells, policy: 'bind', nodes: '0,9' })],
    ['a rule', { partition: { vms: 2 }, defaults: { policy: 'firstTouch', cells: 'perNode' } }],
  ])('finds nothing in %s', (_what, body) => {
    expectNone('NUM09', body);
  });
});
