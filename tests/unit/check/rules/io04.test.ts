import { describe, expect, it } from 'vitest';
import { layoutText, type LayoutBody } from '../documents';
import { expectNone, expectOne, experimentText, findingsOfRule, inline } from '../ruleTrial';

const cards: LayoutBody = {
  networks: { lan: {}, cluster: {} },
  vms: [
    {
      name: 'a',
      pus: '0',
      memory: '1GiB',
      nics: [{ network: 'lan' }, { network: 'cluster', model: 'rtl8139' }],
    },
  ],
};

describe('IO04 with several interfaces', () => {
  it('finds the one that is emulated', () => {
    expectOne('IO04', cards, {
      says: /VM "a" has an emulated rtl8139/,
      at: '"rtl8139"',
      fixes: ['Use a virtio network card'],
    });
  });

  it('is silent where the experiment sets the model itself', () => {
    expectNone('IO04', cards, { factors: { nic: ['rtl8139', 'virtio'] } });
    expect(findingsOfRule('IO04', experimentText([inline('x', cards)]))).toHaveLength(1);
    expectNone('IO04', experimentText([inline('x', cards)], { factors: { nic: ['rtl8139'] } }));
  });

  it('gives a VM interfaces of its own where others inherit and keep theirs', () => {
    const nics = [{ network: 'cluster', queues: 2 }, { model: 'rtl8139' as const }];
    const text = layoutText({
      networks: { lan: {}, cluster: {} },
      defaults: { nics },
      vms: [
        { name: 'a', pus: '0-1', memory: '1GiB', accept: { IO04: 'meant' } },
        { name: 'b', pus: '2-3', memory: '1GiB' },
      ],
    });
    const [finding] = findingsOfRule('IO04', text);
    const edits = finding?.fixes[0]?.edits ?? [];
    expect(edits.map((edit) => edit.text).join('')).toContain('"model": "virtio"');
    expect(edits.map((edit) => edit.text).join('')).toContain('"queues": 2');
  });
});
