import { describe, expect, it } from 'vitest';
import { fixed, layoutText, type LayoutBody } from '../documents';
import { expectNone, expectOne, findingsOf, findingsOfRule } from '../ruleTrial';

const body = (nics: NonNullable<LayoutBody['vms']>[number]['nics']): LayoutBody => ({
  vms: [{ name: 'a', pus: '0-1', memory: '1GiB', nics: nics ?? [] }],
});

describe('IO05', () => {
  it('finds more queues than vCPUs and caps them safely', () => {
    expectOne('IO05', body([{ queues: 1 }, { queues: 4, vhost: true }]), {
      says: /Interface 1 of VM "a" has 4 queues, but the VM has 2 vCPUs\. Use at most 2/,
      at: '4',
      fixes: ['Use as many queues as vCPUs'],
      safe: true,
    });
  });

  it('finds nothing where vCPUs suffice, nor in models without queues', () => {
    expectNone('IO05', body([{ queues: 2 }]));
    expectNone('IO05', body([{ model: 'e1000', queues: 8 }]));
  });

  it('changes the default where all want the same', () => {
    const text = layoutText({ partition: { per: 'node' }, defaults: { nics: [{ queues: 8 }] } });
    const [finding, ...others] = findingsOfRule('IO05', text);
    expect(others).toEqual([]);
    const after = fixed(text, finding?.fixes[0]);
    expect(JSON.parse(after)).toMatchObject({ defaults: { nics: [{ queues: 4 }] } });
  });

  it('gives VMs of other sizes interfaces of their own, with all that they inherit', () => {
    const text = layoutText({
      defaults: { memory: '1GiB', nics: [{ queues: 8, vhost: true }, { model: 'e1000' }] },
      vms: [
        { name: 'a', pus: '0-3' },
        { name: 'b', pus: '4-5' },
        { name: 'c', pus: '6-13', accept: { NUM01: 'wide' } },
      ],
    });
    const after = fixed(text, findingsOfRule('IO05', text)[0]?.fixes[0]);
    expect(findingsOf(after).filter(({ rule }) => rule === 'IO05')).toEqual([]);
    const value = JSON.parse(after) as LayoutBody;
    expect(value.defaults?.nics).toEqual([{ queues: 8, vhost: true }, { model: 'e1000' }]);
    expect(value.vms?.map((vm) => vm.nics)).toEqual([
      [{ queues: 4, vhost: true }, { model: 'e1000' }],
      [{ queues: 2, vhost: true }, { model: 'e1000' }],
      undefined,
    ]);
  });
});
