import { describe, expect, it } from 'vitest';
import { expectOnly, pusIn, rulesIn } from '../cutTrial';
import { quad, threaded, type LayoutBody } from '../documents';

const machine = threaded;
const vm = (pus: string, more: object = {}) => ({
  name: 'a',
  pus,
  memory: '1GiB',
  threadsPerCore: 2,
  ...more,
});

describe('CPU06', () => {
  it('finds guest threads on different cores and puts siblings side by side', () => {
    const [reordered, single] = expectOnly(
      'CPU06',
      { vms: [vm('0,2,1,3')] },
      {
        says: /^The guest of VM "a" takes vCPUs 0-1 for threads of one core, but PUs 0,2 are no siblings\. The same holds for 1 more core\. Name siblings side by side: "0-3"\.$/,
        at: '"0,2,1,3"',
        fixes: ['Put siblings side by side in "a"', 'Show the guest 1 thread a core'],
      },
      { machine },
    );
    expect([pusIn(reordered), pusIn(single)]).toEqual([['0-3'], ['0,2,1,3']]);
  });

  it('asks for fewer threads where the PUs have no siblings, at the setting', () => {
    expectOnly(
      'CPU06',
      { partition: { per: 'node' }, defaults: { threadsPerCore: 2 } },
      {
        says: /"vm0" takes vCPUs 0-1 .* PUs 0-1 are no siblings.*Set `threadsPerCore` to 1.*3 times more/,
        at: '2',
        fixes: ['Show the guest 1 thread a core'],
      },
      { machine: quad },
    );
  });

  it('knows how many threads go: four are shown, two are there', () => {
    expectOnly(
      'CPU06',
      { vms: [vm('0-3', { threadsPerCore: 4 })] },
      { says: /to 2, or use whole cores/, at: '4', fixes: ['Show the guest 2 threads a core'] },
      { machine },
    );
  });

  it('does not reorder under cells that would then be on other nodes', () => {
    const cells = [
      { vcpus: '0-1', memory: '512MiB', node: 0 },
      { vcpus: '2-3', memory: '512MiB', node: 1 },
    ];
    const one = vm('0,2,8,9', { cells, policy: 'bind' });
    const body = { vms: [{ ...one, pus: '0,8,1,9', accept: { NUM04: 'x' } }] };
    expectOnly(
      'CPU06',
      body,
      {
        says: /side by side: "0-1,8-9"/,
        at: '"0,8,1,9"',
        fixes: ['Put siblings side by side in "a"', 'Show the guest 1 thread a core'],
      },
      { machine },
    );
  });

  it.each<[string, LayoutBody]>([
    ['siblings side by side', { vms: [vm('0-3')] }],
    ['whole cores in any order', { vms: [vm('2,3,1,0')] }],
    ['guests without threads', { vms: [vm('0,2,1,3', { threadsPerCore: 1 })] }],
    ['rules, which go core by core', { partition: { per: 'node' }, defaults: { threadsPerCore: 2 } }],
  ])('finds nothing in %s', (_what, body) => {
    expect(rulesIn(body, { machine })).toEqual([]);
  });

  it('leaves to others what follows from their finding', () => {
    expect(rulesIn({ vms: [vm('0,2'), { ...vm('1,3'), name: 'b' }] }, { machine })).toEqual(['CPU05']);
    expect(rulesIn({ vms: [vm('0-3'), { ...vm('3-6'), name: 'b' }] }, { machine })).toEqual(['CPU02']);
    expect(rulesIn({ vms: [vm('0,2,1')] }, { machine })).not.toContain('CPU06');
    expect(rulesIn({ vms: [vm('0,2,1,3', { pinning: 'floating' })] }, { machine })).toEqual(['CPU04']);
  });
});
