import { describe, expect, it } from 'vitest';
import { expectOnly, pusIn, rulesIn } from '../cutTrial';
import { machineOf, type LayoutBody } from '../documents';

/** Two packages of two nodes of two cores: nodes 0 and 1 are near to each other, and 2 and 3. */
const near = [
  [10, 12, 32, 32],
  [12, 10, 32, 32],
  [32, 32, 10, 12],
  [32, 32, 12, 10],
];
const machine = machineOf({ synthetic: 'pack:2 numa:2 core:2 pu:1', memoryPerNode: '8GiB', distances: near });
const vm = (name: string, pus: string, more: object = {}) => ({
  name,
  pus,
  memory: '1GiB',
  cells: 'perNode' as const,
  ...more,
});

describe('NUM07', () => {
  it('finds a VM over two packages while a nearer node is free', () => {
    const [after] = expectOnly(
      'NUM07',
      { vms: [vm('a', '0-1,4-5')] },
      {
        says: /^VM "a" spans nodes 0,2, but nodes 0-1 are nearer to each other\. Give it those: node 1 is free\.$/,
        at: '"0-1,4-5"',
        fixes: ['Move "a" from node 2 to node 1'],
      },
      { machine },
    );
    expect(pusIn(after)).toEqual(['0-3']);
  });

  it('finds two VMs that would both gain from an exchange, once', () => {
    const [after] = expectOnly(
      'NUM07',
      { vms: [vm('a', '0-1,5,4'), vm('b', '2,6')] },
      {
        says: /^VM "a" spans nodes 0,2, but nodes 0-1 are nearer to each other\. Give it those, and "b" node 2 instead\.$/,
        at: '"0-1,5,4"',
        fixes: ['Exchange node 2 of "a" for node 1 of "b"'],
      },
      { machine },
    );
    expect(pusIn(after)).toEqual(['0-1,3,2', '4,6']);
  });

  it('exchanges with a VM within one node as well, and takes the nodes that are named along', () => {
    const far = { nodes: '0,2', policy: 'bind' };
    const [after] = expectOnly(
      'NUM07',
      { vms: [vm('a', '0-1,4-5', far), vm('b', '2-3'), vm('c', '6')] },
      {
        says: /"b" node 2 instead/,
        at: '"0-1,4-5"',
        fixes: ['Exchange node 2 of "a" for node 1 of "b"'],
      },
      { machine },
    );
    expect(after).toMatch(/"nodes": "0-1"/);
  });

  it('offers no move away from cells that are spelled out', () => {
    const cells = [
      { vcpus: '0-1', memory: '512MiB', node: 0 },
      { vcpus: '2-3', memory: '512MiB', node: 2 },
    ];
    const wanted = { says: /nodes 0-1 are nearer/, at: '"0-1,4-5"', fixes: [] };
    expectOnly('NUM07', { vms: [vm('a', '0-1,4-5', { cells, policy: 'bind' })] }, wanted, { machine });
  });

  it.each<[string, LayoutBody]>([
    ['the nearest nodes', { vms: [vm('a', '0-3'), vm('b', '4-7')] }],
    ['all nodes', { vms: [vm('a', '0-7')] }],
    [
      'nodes that are shared with others',
      { vms: [vm('a', '0,4'), vm('b', '1,5'), vm('c', '2,6'), vm('d', '3,7')] },
    ],
    [
      'nodes that cannot be had whole',
      { vms: [vm('a', '0-1,4-5'), vm('b', '2'), vm('c', '3'), vm('d', '6'), vm('e', '7')] },
    ],
    [
      'hosts of their own',
      { hosts: ['x', 'y'], vms: [vm('a', '0-3', { host: 'x' }), vm('b', '0-3', { host: 'y' })] },
    ],
  ])('finds nothing in VMs on %s', (_what, body) => {
    expect(rulesIn(body, { machine })).toEqual([]);
  });

  it('finds nothing where distances are not known, alike, or lead to nodes without room', () => {
    const body = { vms: [vm('a', '0-1,4-5')] };
    const alike = near.map((row, i) => row.map((_distance, j) => (i === j ? 10 : 20)));
    expect(rulesIn(body, { machine: { ...machine, distances: null } })).toEqual([]);
    expect(rulesIn(body, { machine: { ...machine, distances: alike } })).toEqual([]);
    const small = {
      ...machine,
      pus: machine.pus.map((pu) => (pu.id === 2 || pu.id === 6 ? { ...pu, online: false } : pu)),
    };
    expect(rulesIn(body, { machine: small })).toEqual([]);
    const empty = {
      ...machine,
      nodes: machine.nodes.map((node) => (node.id % 2 === 1 ? { ...node, memoryBytes: 0 } : node)),
    };
    expect(rulesIn(body, { machine: empty })).toEqual([]);
  });
});
