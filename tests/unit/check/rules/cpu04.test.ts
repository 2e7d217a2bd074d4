import { describe, expect, it } from 'vitest';
import { expectOnly, rulesIn } from '../cutTrial';
import type { LayoutBody } from '../documents';

const vm = (pus: string, more: object = {}) => ({ name: 'a', pus, memory: '1GiB', ...more });

describe('CPU04', () => {
  it('finds vCPUs that float over all PUs of their VM', () => {
    expectOnly(
      'CPU04',
      { vms: [vm('0-3', { pinning: 'floating' })] },
      {
        says: /^VM "a" lets its 4 vCPUs move over PUs 0-3\. .*"perVcpu"/,
        at: '"floating"',
        fixes: ['Pin each vCPU to its own PU'],
      },
      {},
    );
  });

  it('finds vCPUs that are held to a node only, where they are inherited from', () => {
    const body: LayoutBody = {
      defaults: { pinning: 'perNode' },
      vms: [vm('0-1,4', { cells: 'perNode' }), { name: 'b', pus: '2-3', memory: '1GiB' }],
    };
    expectOnly(
      'CPU04',
      body,
      {
        says: /"a" lets its 3 vCPUs move over PUs 0-1,4, each over those of its node.*once more/,
        at: '"perNode"',
        fixes: ['Pin each vCPU to its own PU'],
      },
      {},
    );
  });

  it.each<[string, LayoutBody]>([
    ['one PU a node', { vms: [vm('0,4', { pinning: 'perNode', cells: 'perNode' })] }],
    ['a single PU', { vms: [vm('0', { pinning: 'floating' })] }],
    ['pinning one to one', { vms: [vm('0-3', { pinning: 'perVcpu' })] }],
  ])('finds nothing with %s', (_what, body) => {
    expect(rulesIn(body, {})).toEqual([]);
  });
});
