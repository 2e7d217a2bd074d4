import { describe, expect, it } from 'vitest';
import type { LayoutBody } from '../documents';
import { expectOnly, rulesIn } from '../cutTrial';
import { experimentText, inline } from '../ruleTrial';

const vm = (name: string, pus: string, more: object = {}) => ({ name, pus, memory: '1GiB', ...more });
const loose: LayoutBody = {
  vms: [
    vm('a', '0-3', { policy: 'preferred' }),
    vm('b', '4-11', { policy: 'interleave', accept: { NUM01: 'x' } }),
    vm('c', '12-15'),
  ],
};
const text = (body: LayoutBody, collect: readonly string[] = ['numaStat', 'numaMaps']) =>
  experimentText([inline('mixed', body)], { collect } as never);

describe('NUM05', () => {
  it('finds VMs whose pages lie where the kernel likes, while it is measured where they lie', () => {
    const [after] = expectOnly(
      'NUM05',
      text(loose),
      {
        says: /^VMs "a" and "b" of layout "mixed" take memory by `preferred` and `interleave`, while `numaStat` and `numaMaps` measure where it lies\. Use "bind" there/,
        at: '"preferred"',
        fixes: ['Bind the memory of "a" and "b"'],
      },
      {},
    );
    expect(after?.match(/"policy": "bind"/g)).toHaveLength(2);
  });

  it('finds it in a layout file, at its name, where nothing can be changed', () => {
    expectOnly(
      'NUM05',
      experimentText(['wide.vmlayout.json'], { collect: ['pageKinds'] }),
      {
        says: /^VM "vm0" of layout "wide" takes memory by `interleave`, while `pageKinds` measures/,
        at: '"wide.vmlayout.json"',
        fixes: [],
      },
      {
        files: {
          'wide.vmlayout.json': { partition: { vms: 1 }, defaults: { policy: 'interleave', memory: '4GiB' } },
        },
      },
    );
  });

  it('does not offer to bind memory to nodes without room for it, or of which the VM has no PU', () => {
    const wanted = { says: /by `preferred`/, at: '"preferred"', fixes: [] };
    expectOnly('NUM05', text({ vms: [vm('a', '0-3', { policy: 'preferred', memory: '9GiB' })] }), wanted, {});
    expectOnly('NUM05', text({ vms: [vm('a', '0-3', { policy: 'preferred', nodes: '1' })] }), wanted, {});
  });

  it.each<[string, string]>([
    ['locality is not measured', text(loose, ['steal', 'swap'])],
    [
      'pages lie where they are touched first',
      text({ partition: { vms: 1 }, defaults: { policy: 'firstTouch' }, accept: { NUM01: 'x' } }),
    ],
    ['they are bound', text({ partition: { per: 'node' } })],
    ['they are interleaved over one node', text({ vms: [vm('a', '0-3', { policy: 'interleave' })] })],
    ['each cell has one node', text({ vms: [vm('a', '0-7', { policy: 'interleave', cells: 'perNode' })] })],
  ])('finds nothing where %s', (_what, document) => {
    expect(rulesIn(document, {})).toEqual([]);
  });
});
