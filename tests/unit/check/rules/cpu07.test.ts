import { describe, expect, it } from 'vitest';
import { expectOnly, pusIn, rulesIn, withPus } from '../cutTrial';
import { quad } from '../documents';

/** Two performance cores in each node, then two efficient ones. */
const machine = withPus(quad, ({ id }) => ({ kind: id % 4 < 2 ? 'core' : 'atom' }));
const vm = (name: string, pus: string, more: object = {}) => ({ name, pus, memory: '1GiB', ...more });
const wide = { accept: { NUM01: 'x' } };

describe('CPU07', () => {
  it('finds two kinds in one VM and takes more of the kind that it has most of', () => {
    const [after] = expectOnly(
      'CPU07',
      { vms: [{ name: 'a', pus: '0-2', memory: '1GiB' }] },
      {
        says: /^VM "a" mixes kinds of cores: PUs 0-1 of kind "core" and PU 2 of kind "atom"\. Give it PUs of one kind\.$/,
        at: '"0-2"',
        fixes: ['Give "a" PU 4 instead'],
      },
      { machine },
    );
    expect(pusIn(after)).toEqual(['0-1,4']);
  });

  it('shrinks the VM where no more of that kind are free', () => {
    const vms = [vm('a', '0-2'), vm('b', '4-5,8-9,12-13', wide)];
    expectOnly(
      'CPU07',
      { vms },
      { says: /"a" mixes/, at: '"0-2"', fixes: ['Shrink "a" to PUs 0-1'] },
      { machine },
    );
  });

  it('finds it in VMs of a rule, without a fix', () => {
    const body = { partition: { per: 'node' as const } };
    expectOnly(
      'CPU07',
      body,
      { says: /"vm0" mixes.*3 times more/, at: '"partition"', fixes: [] },
      { machine },
    );
  });

  it('finds nothing in VMs of one kind, or of unknown kinds', () => {
    expect(rulesIn({ vms: [vm('a', '0-1,4-5', wide), vm('b', '2-3,6', wide)] }, { machine })).toEqual([]);
    expect(rulesIn({ partition: { per: 'node' } }, { machine: quad })).toEqual([]);
  });
});
