import { describe, expect, it } from 'vitest';
import { layoutText, type LayoutBody } from '../documents';
import { expectNone, expectOne, findingsOfRule } from '../ruleTrial';

const regions = { shared: { size: '128MiB', node: 0 } };
const mapping = (lists: readonly (readonly string[])[], over: object = {}): LayoutBody => ({
  regions,
  vms: lists.map((names, index) => ({
    name: `v${index}`,
    pus: `${index}`,
    memory: '1GiB',
    regions: [...names],
  })),
  ...over,
});
const spread = (hosts: readonly string[]): LayoutBody => ({
  hosts: [...new Set(hosts)],
  regions,
  vms: hosts.map((host, index) => ({
    name: `v${index}`,
    pus: `${index}`,
    memory: '1GiB',
    host,
    regions: ['shared'],
  })),
});

describe('SHM02', () => {
  it('finds a region that is not declared', () => {
    expectOne('SHM02', mapping([['shared'], ['shared'], ['shred']]), {
      says: /VM "v2" maps region "shred", which the layout does not declare\. It declares "shared"/,
      at: '"shred"',
      fixes: ['Map "shared"', 'Do not map it'],
    });
  });

  it('does not offer a region that the VM maps already', () => {
    expectOne('SHM02', mapping([['shared'], ['shared', 'shred']]), {
      says: /"v1" maps region "shred"/,
      at: '"shred"',
      fixes: ['Do not map it'],
    });
  });

  it('finds one that all VMs inherit, once', () => {
    const body: LayoutBody = {
      defaults: { regions: ['shred'], memory: '1GiB' },
      vms: [
        { name: 'a', pus: '0' },
        { name: 'b', pus: '1' },
      ],
    };
    expectOne('SHM02', body, {
      says: /It declares none.*once more/,
      at: '"shred"',
      fixes: ['Do not map it'],
    });
  });

  it('finds peers on different hosts', () => {
    const text = layoutText(spread(['left', 'left', 'right']));
    const [finding, ...others] = findingsOfRule('SHM02', text);
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(
      /VM "v2" maps region "shared" alone on host "right", while the VMs that share it sit on "left"/,
    );
    expectOne('SHM02', spread(['left', 'left', 'right']), {
      says: /edge of a host/,
      at: '"shared"',
      fixes: ['Take "shared" out of "v2"'],
    });
  });

  it('keeps one of those that are all alone', () => {
    expectOne('SHM02', spread(['one', 'two', 'three']), {
      says: /VMs "v1" and "v2" map region "shared" alone on hosts "two" and "three"/,
      at: '"shared"',
      fixes: ['Take "shared" out of "v1" and "v2"'],
    });
  });

  it('finds nothing where each host has peers of its own, or all sit on one', () => {
    expectNone('SHM02', spread(['left', 'right', 'left', 'right']));
    expectNone('SHM02', spread(['left', 'left']));
    expectNone('SHM02', mapping([['shared'], ['shared']]));
  });
});
