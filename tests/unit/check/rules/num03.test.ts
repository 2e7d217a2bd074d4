import { describe, it } from 'vitest';
import { expectOnly } from '../cutTrial';
import { quad } from '../documents';

describe('NUM03', () => {
  const nodes = quad.nodes.map((node) => (node.id === 1 ? { ...node, allowed: false } : node));
  const machine = {
    ...quad,
    nodes,
    distances: [
      [10, 20, 20, 30],
      [20, 10, 20, 12],
      [20, 20, 10, 20],
      [30, 12, 20, 10],
    ],
  };

  it('finds a node that a cgroup keeps away and takes the nearest other one', () => {
    expectOnly(
      'NUM03',
      { vms: [{ name: 'a', pus: '4-7', memory: '1GiB' }] },
      {
        says: /^VM "a": node 1 is kept away by a cgroup\. Take memory from nodes 0,2-3\.$/,
        at: '"a"',
        fixes: ['Take memory of "a" from node 3'],
      },
      { machine },
    );
  });
});
