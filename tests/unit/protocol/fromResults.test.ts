import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFromResults, panelState } from '../../../src/protocol/fromResults';
import { firstChoice, type FromResults } from '../../../src/protocol/results';

const link = { layout: 'wide', setting: '', workload: 'cg.B', phase: 'warm' } as const;
const choice = {
  kind: 'order',
  view: { shown: { layout: ['wide'] }, group: 'phase', colour: null, paper: true },
};

const messages: readonly FromResults[] = [
  { type: 'ready' },
  { type: 'run' },
  { type: 'openExperiment' },
  { type: 'choose', attempt: '/work/a' },
  { type: 'choose', attempt: null },
  { type: 'view', choice },
  { type: 'view', choice: firstChoice },
  { type: 'detail', asked: { cell: null, comparisons: true } },
  { type: 'detail', asked: { cell: link, comparisons: false } },
  { type: 'pin', pinned: true },
  { type: 'compare' },
  { type: 'endComparison' },
  { type: 'saveChart' },
  { type: 'drawn', request: 1, png: 'iVBORw0KGgo=' },
  { type: 'notDrawn', request: 1 },
  { type: 'output', link: { ...link, session: 's1' } },
  { type: 'output', link },
  { type: 'source', named: { kind: 'factor', name: 'host.thp' } },
  { type: 'picture', layout: 'wide' },
];

describe('messages of the result panel', () => {
  test.each(messages.map((message) => [JSON.stringify(message), message]))(
    '%s is understood',
    (_, message) => {
      expect(isFromResults(message)).toBe(true);
      expect(isFromResults(JSON.parse(JSON.stringify(message)))).toBe(true);
    },
  );

  test.each([
    [{ type: 'toString' }],
    [{ type: 'choose' }],
    [{ type: 'view', choice: { ...choice, view: { ...choice.view, shown: { layout: 'wide' } } } }],
    [{ type: 'output', link: { ...link, phase: 'hot' } }],
    [{ type: 'output', link: { ...link, session: 1 } }],
    [{ type: 'source', named: { kind: 'file', name: '/etc/passwd' } }],
    [{ type: 'detail', asked: { cell: null } }],
    [{ type: 'detail', asked: { cell: 'wide', comparisons: true } }],
    [{ type: 'pin', pinned: 'yes' }],
    [{ type: 'saveChart', path: '/etc/passwd' }],
    [{ type: 'drawn', request: 1, png: [1] }],
    [{ type: 'drawn', request: -1, png: '' }],
    [{ type: 'drawn', png: '' }],
  ])('%j is not', (message) => {
    expect(isFromResults(message)).toBe(false);
  });

  test('nothing breaks the look at them', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        expect(typeof isFromResults(message)).toBe('boolean');
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});

describe('what a panel remembered', () => {
  test('comes back as it was', () => {
    const state = {
      ...{ experiment: '/work/a', attempt: '/work/b', against: '/work/c', pinned: true },
      figure: choice,
    };
    expect(panelState({ ...state, selected: link, top: 7 })).toEqual(state);
  });

  test('of an earlier version has the first figure, and follows', () => {
    expect(panelState({ experiment: '/work/a', attempt: null })).toEqual({
      ...{ experiment: '/work/a', attempt: null, against: null, pinned: false, figure: firstChoice },
    });
  });

  test('is held against nothing where it names no folder', () => {
    expect(panelState({ experiment: '/work/a', against: { results: [] } })?.against).toBe(null);
  });

  test.each([[null], [{}], [{ experiment: '' }], [{ experiment: 3 }], ['/work/a']])(
    '%j is nothing',
    (value) => {
      expect(panelState(value)).toBe(null);
    },
  );
});
