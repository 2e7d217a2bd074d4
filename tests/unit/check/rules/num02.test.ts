import { describe, expect, it } from 'vitest';
import { expectOnly, rulesIn } from '../cutTrial';
import { layoutText } from '../documents';
import { findingsOf } from '../ruleTrial';

describe('NUM02', () => {
  it('leaves a vCPU that is in two cells in the first, and puts forgotten ones in the cell of their node', () => {
    const cells = [
      { vcpus: '0-1', memory: '512MiB', node: 0 },
      { vcpus: '1,4', memory: '512MiB', node: 1 },
    ];
    expectOnly(
      'NUM02',
      { vms: [{ name: 'a', pus: '0-1,4-5', memory: '1GiB', cells, policy: 'bind', accept: { NUM04: 'x' } }] },
      {
        says: /vCPUs 2-3 are in none, vCPU 1 is in more than one and vCPU 4 does not exist/,
        at: '[',
        fixes: ['Complete the cells of "a"'],
      },
      {},
    );
  });

  it('leaves it to people to choose a cell for a vCPU whose node has none', () => {
    const safe = (pus: string): readonly boolean[] => {
      const cells = [{ vcpus: '0', memory: '1GiB', node: 0 }];
      const vms = [{ name: 'a', pus, memory: '1GiB', cells, policy: 'bind' as const }];
      const [finding] = findingsOf(layoutText({ vms }));
      return finding?.fixes.map((fix) => fix.safe) ?? [];
    };
    expect([safe('0,4'), safe('0-1')]).toEqual([[false], [true]]);
  });

  it('says nothing of PUs that do not exist where cells follow the PUs', () => {
    const vms = [{ name: 'a', pus: '0,4,99', memory: '1GiB', cells: 'perNode' as const }];
    expect(rulesIn({ vms }, {})).toEqual(['CPU01']);
  });
});
