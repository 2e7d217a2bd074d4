import { describe, expect, it } from 'vitest';
import { lastReading } from '../../../src/core/analysis/lastReading';
import type { Placement, RunState } from '../../../src/core/journal/state';

function memory(pages: Record<string, number> | null, more: Partial<Placement> = {}): Placement {
  return {
    ...{ vm: 'vm0', kind: 'memory', index: 0, declared: '0', found: '0', ok: true },
    ...{ pages, ...more },
  };
}

function run(id: string, placements: readonly Placement[], more: Partial<RunState> = {}): RunState {
  return { run: id, session: 's1', layout: 'wide', state: 'ok', placements, ...more } as RunState;
}

function told(runs: readonly RunState[], layout = 'wide'): unknown {
  const reading = lastReading({ runs }, layout);
  if (reading === null) return null;
  return [reading.run.run, Object.fromEntries([...reading.vms].map(([vm, bytes]) => [vm, [...bytes]]))];
}

describe('the last reading of the memory of VMs', () => {
  it('is the one behind the newest run of the layout of which there is one', () => {
    const runs = [
      run('r1', [memory({ '0': 1 }), memory({ '0': 2, '3': 5 })]),
      run('r2', [memory({ '0': 9 })], { layout: 'other' }),
      run('r3', [memory(null), { ...memory({ '0': 7 }), kind: 'rank' }]),
      run('r4', [], { state: 'running' }),
    ];
    const last = {
      vm0: [
        [0, 2],
        [3, 5],
      ],
    };
    expect(told(runs)).toEqual(['r1', last]);
    expect(told(runs, 'other')).toEqual(['r2', { vm0: [[0, 9]] }]);
    expect(told(runs, 'native')).toBeNull();
  });

  it('is that of a run that goes on where its VMs have just been up', () => {
    const runs = [
      run('r1', [memory({ '0': 1 })]),
      run('r2', [memory({ '1': 4 }), memory({ '1': 6 }, { vm: 'vm1' })], { state: 'running' }),
    ];
    expect(told(runs)).toEqual(['r2', { vm0: [[1, 4]], vm1: [[1, 6]] }]);
  });

  it('is of all parts of a guest', () => {
    const parts = [memory({ '0': 1 }), memory({ '0': 2, '1': 4 }, { index: 1 })];
    expect(told([run('r1', parts)])).toEqual([
      'r1',
      {
        vm0: [
          [0, 3],
          [1, 4],
        ],
      },
    ]);
  });
});
