import { describe, expect, it } from 'vitest';
import { rememberedRegions } from '../../../../src/core/analysis/findings/regions';
import type { RegionReading, SessionState } from '../../../../src/core/journal/state';

const MIB = 2 ** 20;

function reading(change: Partial<RegionReading> = {}): RegionReading {
  return {
    ...{ name: 'shared', when: 'run', run: 'r0001', sizeBytes: 64 * MIB, pageBytes: 4096, device: 'devdax' },
    ...{ declaredNode: 2, nodes: { 2: 64 * MIB }, peakBytes: 4 * MIB, leftBytes: 0 },
    ...change,
  };
}

function session(regions: readonly RegionReading[], state: SessionState['state'] = 'ok'): SessionState {
  return { layout: 'perNode', state, regions } as unknown as SessionState;
}

const said = (...sessions: readonly SessionState[]) => rememberedRegions()(sessions);

describe('shared regions', () => {
  it('are told once for a layout, with where they lay and the most that was in use', () => {
    const begin = reading({ when: 'begin', run: null, peakBytes: null, leftBytes: null });
    const found = said(session([begin, reading()]), session([begin, reading({ peakBytes: 5 * MIB })]));
    expect(found).toEqual([
      {
        severity: 'info',
        what: 'Region "shared" of perNode (64 MiB, devdax) lay on node 2, as declared, in 2 sessions; at most 5.24 MB in use at once.',
        means: 'The VMs that map it could read and write all of it.',
      },
    ]);
  });

  it('that lay elsewhere are a warning, which says where', () => {
    const [found] = said(session([reading({ nodes: { 0: MIB, 2: 63 * MIB, 3: 0 } })]));
    expect(found).toMatchObject({
      severity: 'warning',
      what: expect.stringContaining('lay on nodes 0,2 and not on node 2 alone, as declared') as string,
    });
  });

  it('without a node in the layout are nowhere wrong', () => {
    const [found] = said(session([reading({ declaredNode: null, nodes: { 1: 64 * MIB } })]));
    expect(found).toMatchObject({
      severity: 'info',
      what: expect.stringContaining('on node 1; the layout names no node for it') as string,
    });
  });

  it('say what was left, and when they were almost full', () => {
    const [found] = said(
      session([reading({ peakBytes: 60 * MIB, leftBytes: MIB }), reading({ leftBytes: MIB })]),
    );
    expect(found?.what).toContain('and 2.10 MB left by jobs that ended was cleared away');
    expect(found?.means).toContain('almost full');
  });

  it('of a session that runs are not counted twice', () => {
    const told = rememberedRegions();
    const first = session([reading()]);
    told([first, session([reading()], 'running')]);
    const [found] = told([first, session([reading(), reading()], 'running')]);
    expect(found?.what).toContain('in 2 sessions');
  });
});
