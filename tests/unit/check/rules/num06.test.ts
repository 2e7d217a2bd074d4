import { describe, expect, it } from 'vitest';
import { expectOnly, rulesIn, withPus } from '../cutTrial';
import { threaded } from '../documents';

const machine = threaded;
const vm = (pus: string, first: string, second: string, more: object = {}) => ({
  name: 'a',
  pus,
  memory: '1GiB',
  cells: [
    { vcpus: first, memory: '512MiB', node: 0 },
    { vcpus: second, memory: '512MiB', node: 0 },
  ],
  ...more,
});

describe('NUM06', () => {
  it('finds a cell that begins in the middle of a core, and keeps cores together', () => {
    const [after] = expectOnly(
      'NUM06',
      { vms: [vm('0-5', '0-2', '3-5')] },
      {
        says: /^Cells of VM "a" cut a core: vCPUs 2-3 on PUs 2-3 are threads of one\. Keep them in one cell\.$/,
        at: '"3-5"',
        fixes: ['Keep the cores of "a" together'],
      },
      { machine },
    );
    expect(after).toMatch(/"0-3".*"4-5"/s);
  });

  it('finds cores that are cut one after the other, and offers nothing that would empty a cell', () => {
    expectOnly(
      'NUM06',
      { vms: [vm('0-3', '0,2', '1,3')] },
      { says: /vCPUs 0-1 on PUs 0-1 .* The same holds for 1 more core\./, at: '"1,3"', fixes: [] },
      { machine },
    );
  });

  it("goes by the guest's cores where those of the host are not known", () => {
    const unknown = withPus(threaded, () => ({ core: null }));
    const body = { vms: [vm('0-5', '0-2', '3-5', { threadsPerCore: 2 })] };
    expectOnly(
      'NUM06',
      body,
      { says: /vCPUs 2-3/, at: '"3-5"', fixes: ['Keep the cores of "a" together'] },
      { machine: unknown },
    );
    expect(rulesIn({ vms: [vm('0-5', '0-2', '3-5')] }, { machine: unknown })).toEqual([]);
  });

  it('finds nothing where cells hold whole cores', () => {
    expect(rulesIn({ vms: [vm('0-3', '0-1', '2-3')] }, { machine })).toEqual([]);
    expect(rulesIn({ vms: [vm('0,2,4,6', '0,2', '1,3')] }, { machine })).toEqual([]);
  });

  it('leaves to others what follows from their finding', () => {
    const far = vm('0-3', '0-2', '3');
    const cells = far.cells.map((cell, node) => ({ ...cell, node }));
    expect(rulesIn({ vms: [{ ...far, cells }] }, { machine })).toEqual(['NUM04']);
    expect(rulesIn({ vms: [vm('0-3', '0-1', '1-3')] }, { machine })).toEqual(['NUM02']);
    expect(rulesIn({ vms: [vm('0,2,1,3', '0-1', '2-3', { threadsPerCore: 2 })] }, { machine })).toEqual([
      'CPU06',
    ]);
  });
});
