import { describe, expect, it } from 'vitest';
import { expectOnly, rulesIn, withPus } from '../cutTrial';
import { quad, type LayoutBody } from '../documents';
import { probed } from '../ruleTrial';

const body: LayoutBody = { vms: [{ name: 'a', pus: '4-7', memory: '1GiB' }] };
const isolating = (isolated: string) => ({ host: probed({ settings: { isolated } }) });

describe('CPU11', () => {
  it('finds PUs that are not isolated, at the machine, and says how', () => {
    expectOnly(
      'CPU11',
      body,
      {
        says: /^PUs 6-7, on which VMs run, are not isolated: .*isolcpus=managed_irq,domain,4-7 nohz_full=4-7.*AllowedCPUs=0-3,8-15.*\(host probed, probed 3 h ago\)$/,
        at: '"m"',
        fixes: [],
      },
      isolating('4-5'),
    );
    expect(rulesIn(body, isolating(''))).toEqual(['CPU11']);
  });

  it('finds nothing where they are, or where the host does not say', () => {
    expect(rulesIn(body, isolating('2-7'))).toEqual([]);
    expect(rulesIn(body, { host: probed({}) })).toEqual([]);
    expect(rulesIn(body, {})).toEqual([]);
  });

  it('finds nothing where VMs take every PU: one must be left to isolate the others', () => {
    expect(rulesIn({ partition: { per: 'node' } }, isolating(''))).toEqual([]);
  });

  it('looks at the VMs of the probed host, and at PUs that it has', () => {
    const vms = [
      { name: 'a', host: 'probed', pus: '4', memory: '1GiB' },
      { name: 'b', host: 'other', pus: '5', memory: '1GiB' },
    ];
    const spread: LayoutBody = { hosts: ['probed', 'other'], vms };
    expect(rulesIn(spread, isolating('4'))).toEqual([]);
    expect(rulesIn(spread, isolating('5'))).toEqual(['CPU11']);
    const offline = withPus(quad, ({ id }) => (id === 4 ? { online: false } : {}));
    expect(rulesIn(spread, { host: probed({ settings: { isolated: '' } }, offline) })).toEqual(['NUM08']);
  });
});
