import { describe, expect, it } from 'vitest';
import { layoutText, type LayoutBody } from '../documents';
import { expectNone, expectOne, findingsOfRule } from '../ruleTrial';

const body = (mapped: readonly boolean[], more: object = {}): LayoutBody => ({
  regions: { shared: { size: '128MiB', node: 0 }, ...more },
  vms: mapped.map((one, index) => ({
    name: `v${index}`,
    pus: `${index}`,
    memory: '1GiB',
    ...(one ? { regions: ['shared'] } : {}),
  })),
});

describe('SHM06', () => {
  it('finds a region that nobody maps and takes it away', () => {
    expectOne('SHM06', body([false, false]), {
      says: /Region "shared" is mapped by no VM/,
      at: '"shared"',
      fixes: ['Leave out region "shared"'],
    });
    const two = layoutText(body([true, true], { other: { size: '128MiB', node: 0 } }));
    expect(findingsOfRule('SHM06', two).map(({ message }) => message)).toEqual([
      expect.stringMatching(/"other" is mapped by no VM/),
    ]);
  });

  it('finds a region that one VM maps, as an info', () => {
    expectOne('SHM06', body([true, false]), {
      says: /mapped by VM "v0" alone/,
      at: '"shared"',
      fixes: [],
    });
    expect(findingsOfRule('SHM06', layoutText(body([true, false])))[0]?.severity).toBe('info');
  });

  it('finds nothing in a region that two VMs map', () => {
    expectNone('SHM06', body([true, true]));
  });
});
