import { describe, it } from 'vitest';
import { quad } from '../documents';
import { expectOnly, withPus } from '../cutTrial';

describe('CPU01', () => {
  const machine = withPus(quad, ({ id }) => (id === 2 || id === 3 ? { allowed: false } : {}));

  it('finds PUs that a cgroup keeps away, and takes others', () => {
    const body = { vms: [{ name: 'a', pus: '1-3', memory: '1GiB' }] };
    expectOnly(
      'CPU01',
      body,
      {
        says: /^VM "a": PUs 2-3 are kept away by a cgroup\. Use PUs that are there for it \(PUs 0-1,4-15\)\.$/,
        at: '"1-3"',
        fixes: ['Give "a" PUs 0,4 instead'],
      },
      { machine },
    );
  });

  it('leaves cells that are spelled out where they are: a PU of another node does not do', () => {
    const cells = [{ vcpus: '0-1', memory: '1GiB', node: 0 }];
    const body = { vms: [{ name: 'a', pus: '1-2', memory: '1GiB', cells }] };
    const others = { name: 'b', pus: '0', memory: '1GiB' };
    const at = { says: /PU 2 is kept away/, at: '"1-2"' };
    expectOnly('CPU01', body, { ...at, fixes: ['Give "a" PU 0 instead'] }, { machine });
    expectOnly('CPU01', { vms: [...body.vms, others] }, { ...at, fixes: [] }, { machine });
  });

  it('takes nodes that are named along to the other PUs', () => {
    const vm = { name: 'a', pus: '2-3', nodes: '0', memory: '1GiB' };
    const full = { name: 'b', pus: '0-1', memory: '1GiB' };
    expectOnly(
      'CPU01',
      { vms: [vm, full] },
      { says: /PUs 2-3/, at: '"2-3"', fixes: ['Give "a" PUs 4-5 instead'] },
      { machine },
    );
  });
});
