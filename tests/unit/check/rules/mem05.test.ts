import { describe, expect, it } from 'vitest';
import type { HostView } from '../../../../src/core/check/rule';
import type { LayoutBody } from '../documents';
import { experimentText, expectNone, expectOne, findingsOfRule, inline, probed } from '../ruleTrial';

const files: Readonly<Record<string, LayoutBody>> = {
  'node.vmlayout.json': { partition: { per: 'node' } },
  'wide.vmlayout.json': { partition: { vms: 1 } },
};
const merging = (over: Readonly<Record<string, string>> = {}): HostView =>
  probed({ settings: { ksm: '1', ksmAcrossNodes: '1', ...over } });
const both = experimentText(['wide.vmlayout.json', 'node.vmlayout.json']);

describe('MEM05', () => {
  it('finds KSM across nodes at the layout whose VMs are bound, once', () => {
    expectOne(
      'MEM05',
      both,
      {
        says: /KSM is on.*layout "node" binds VMs.*host\.ksm.*\(host probed, probed 3 h ago\)$/,
        at: '"node.vmlayout.json"',
        fixes: ['Turn KSM off for the experiment'],
      },
      { host: merging(), files },
    );
  });

  it('stands at the name of a layout written inside', () => {
    const text = experimentText([inline('inside', { partition: { per: 'node' } })]);
    expectOne(
      'MEM05',
      text,
      { says: /layout "inside"/, at: '"inside"', fixes: ['Turn KSM off for the experiment'] },
      { host: merging() },
    );
  });

  it.each([
    ['KSM is off', merging({ ksm: '0' })],
    ['its pages are only unmerged', merging({ ksm: '2' })],
    ['it stays within nodes', merging({ ksmAcrossNodes: '0' })],
    ['the probe does not say', probed({ settings: { ksm: '1' } })],
  ])('finds nothing when %s', (_what, host) => {
    expectNone('MEM05', both, { host, files });
  });

  it.each<[string, LayoutBody]>([
    ['first touch', { partition: { vms: 1 } }],
    ['one node', { vms: [{ name: 'a', pus: '0-3', memory: '1GiB' }] }],
    [
      'shared memory, which KSM leaves alone',
      { partition: { per: 'node' }, defaults: { backing: 'shared' } },
    ],
  ])('finds nothing in a layout with %s', (_what, body) => {
    expectNone('MEM05', experimentText([inline('x', body)]), { host: merging() });
  });

  it('sees bound cells as well', () => {
    const body: LayoutBody = { partition: { vms: 1 }, defaults: { policy: 'bind', cells: 'perNode' } };
    expect(findingsOfRule('MEM05', experimentText([inline('x', body)]), { host: merging() })).toHaveLength(1);
  });

  it('is silent where KSM is a factor', () => {
    const text = experimentText(['node.vmlayout.json'], { factors: { 'host.ksm': ['on', 'off'] } });
    expectNone('MEM05', text, { host: merging(), files });
  });
});
