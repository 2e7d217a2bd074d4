import { describe, expect, it } from 'vitest';
import { threaded } from '../documents';
import { expectOnly, pusIn, rulesIn } from '../cutTrial';

const vm = (name: string, host: string, pus: string) => ({ name, host, pus, memory: '1GiB' });

describe('CPU02', () => {
  it('compares VMs of one host: two hosts use the same numbers', () => {
    const vms = [vm('a', 'left', '0-1'), vm('b', 'right', '0-1')];
    expect(rulesIn({ hosts: ['left', 'right'], vms }, {})).toEqual([]);
  });

  it('names the host, and looks for other PUs there', () => {
    const vms = [
      vm('a', 'left', '2-3'),
      vm('b', 'right', '0-1'),
      vm('c', 'right', '1-2'),
      vm('d', 'right', '3'),
    ];
    const [after] = expectOnly(
      'CPU02',
      { hosts: ['left', 'right'], vms: vms.slice(0, 3) },
      {
        says: /^PU 1 of host "right" is given to VM "c" and to "b" as well/,
        at: '"1-2"',
        fixes: ['Give "c" PU 3 instead'],
      },
      {},
    );
    expect(pusIn(after)).toEqual(['2-3', '0-1', '3,2']);
  });

  it('takes no sibling of another VM in exchange', () => {
    const vms = [
      { name: 'a', pus: '0', memory: '1GiB' },
      { name: 'b', pus: '0,2', memory: '1GiB' },
    ];
    const wanted = { says: /^PU 0 is given/, at: '"0,2"', fixes: ['Give "b" PU 3 instead'] };
    expectOnly('CPU02', { vms }, wanted, { machine: threaded });
  });
});
