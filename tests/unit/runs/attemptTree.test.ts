import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { TreeItem, Uri } from 'vscode';
import type { PlanDocument } from '../../../src/core/plan/planDocument';
import { readJournal } from '../../../src/core/journal/reader';
import { createLab } from '../../../src/lab/createLab';
import type { Context } from '../../../src/platform/context';
import { EventEmitter, workspace } from '../../support/fakeVscode';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';
import { attemptBegin, journalText, runEnd, type Said, sessionBegin } from '../journal/lines';

vi.mock('vscode', () => import('../../support/fakeVscode'));
const { blocksOf, partItem, partsOf } = await import('../../../src/runs/attemptTree');
const { outputDocuments } = await import('../../../src/runs/outputDocuments');
const { outputUri } = await import('../../../src/platform/outputUri');

/** One block: a native session with a cold run, and one of a VM with a cold and a warm run. */
const PLAN = {
  workloads: [{ id: 'w1', title: 'bt.C' }],
  schedule: {
    ...{ blocks: 2, boots: 1 },
    sessions: [
      { id: 's1', block: 0, layout: 'native', runs: [{ id: 'r1', workload: 'w1', phase: 'cold' }] },
      {
        ...{ id: 's2', block: 0, layout: 'wide' },
        runs: [
          { id: 'r2', workload: 'w1', phase: 'cold' },
          { id: 'r3', workload: 'w1', phase: 'warm' },
        ],
      },
    ],
  },
} as unknown as PlanDocument;

const failed = { state: 'failed', exit: 3, raw: { file: 'raw/s2.txt', offset: 0, bytes: 6 } };
const again = { raw: { file: 'raw/s2.txt', offset: 6, bytes: 5 } };
const EVENTS: readonly Said[] = [
  attemptBegin,
  ...[sessionBegin('s2', 'wide', ['vm0']), runEnd('s2', 'r2', failed)],
  { event: 'retry', block: null, run: 'r2' },
  ...[sessionBegin('s2', 'wide', ['vm0']), runEnd('s2', 'r2', again)],
  { event: 'mark', session: 's2', run: 'r2', what: 'vCPU 0 \x1b[2Jmoved' },
  { event: 'session_end', session: 's2', state: 'failed', why: 'vm0 died\x07 while r3 ran' },
];

/** The tree as lines, indented: label, description, icon. */
function drawn(items: readonly Parameters<typeof partItem>[0][], depth = 0): readonly string[] {
  return items.flatMap((item) => {
    const { label, description, iconPath } = partItem(item);
    const icon = (iconPath as unknown as { readonly id: string }).id;
    const name = typeof label === 'string' ? label : '?';
    const line = `${'  '.repeat(depth)}${name} [${icon}] ${String(description ?? '')}`.trimEnd();
    return [line, ...drawn(partsOf(item), depth + 1)];
  });
}

function itemsOf(attempt: string): readonly TreeItem[] {
  const all = (items: readonly Parameters<typeof partItem>[0][]): readonly TreeItem[] =>
    items.flatMap((item) => [partItem(item), ...all(partsOf(item))]);
  return all(blocksOf(attempt, {}, readJournal(journalText(EVENTS)).state, PLAN));
}

describe('what lies below an attempt', () => {
  test('is its blocks, sessions, runs and their tries, with how each ended', () => {
    const { state } = readJournal(journalText(EVENTS));
    expect(drawn(blocksOf('/a', {}, state, PLAN))).toEqual([
      'Block 1 of 2 [error] 1 of 3 runs',
      '  s1 native [circle-outline]',
      '    r1 bt.C cold [circle-outline]',
      '  s2 wide [error] vm0 died\\u{7} while r3 ran',
      '    r2 bt.C cold [pass] 2.0 s · does not count · tried 2 times',
      '      try 1 [error] exit code 3 · 2.0 s',
      '    r3 bt.C warm [circle-outline]',
    ]);
  });

  test('has no blocks that are left out because it was precise before', () => {
    const [first, second] = [
      PLAN.schedule.sessions,
      PLAN.schedule.sessions.map((one) => ({ ...one, block: 1 })),
    ];
    const precision = { width: 0.04, minimum: 1, maximum: 2 };
    const plan = { ...PLAN, schedule: { ...PLAN.schedule, sessions: [...first, ...second], precision } };
    const blocks = (...more: readonly Said[]): readonly string[] => {
      const { state } = readJournal(journalText([...EVENTS, ...more]));
      return drawn(blocksOf('/a', {}, state, plan)).filter((line) => line.startsWith('Block'));
    };
    expect(blocks()).toEqual([
      'Block 1 of 1 to 2 [error] 1 of 3 runs',
      'Block 2 of 1 to 2 [error] 1 of 3 runs',
    ]);
    expect(blocks({ event: 'precise', block: 0, blocks: 2, width: 0.03 })).toEqual([
      'Block 1 of 1 [error] 1 of 3 runs',
    ]);
  });

  test('keeps its place when it is drawn anew: every branch has an id of its own', () => {
    const ids = itemsOf('/a').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('opens what each has printed, and nothing for what has not begun', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'raw'));
    writeFileSync(join(folder, 'raw/s2.txt'), 'no \x1bx\ngood\nlast words');
    const record = { attempt: 'a', host: 'local', remote: '/r', plan: 'x', experiment: '../x' };
    writeFileSync(join(folder, 'attempt.json'), JSON.stringify(record));
    const context = { lab: () => createLab(labOptions()), attemptsChanged: new EventEmitter<string>() };
    const documents = outputDocuments(context as unknown as Context);
    const shown = async (label: string): Promise<string | null> => {
      const [uri] = (itemsOf(folder).find((item) => item.label === label)?.command?.arguments ?? []) as Uri[];
      return uri === undefined ? null : ((await documents.provideTextDocumentContent(uri, NEVER)) ?? null);
    };
    expect(await shown('r2 bt.C cold')).toBe('good\n');
    expect(await shown('try 1')).toBe('no \\u{1b}x\n');
    expect(await shown('s2 wide')).toBe('no \\u{1b}x\ngood\nlast words');
    expect([await shown('s1 native'), await shown('r3 bt.C warm')]).toEqual([null, null]);
  });
});

/** No cancellation. */
const NEVER = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

describe('a document of output', () => {
  const changes = new EventEmitter<string>();
  const context = { lab: () => createLab(labOptions()), attemptsChanged: changes };
  const documents = outputDocuments(context as unknown as Context);

  test('says what is wrong where there is none', async () => {
    const part = { file: 'raw/s1.txt', range: null };
    const said = await documents.provideTextDocumentContent(outputUri('/nowhere', part, 's1'), NEVER);
    expect(said).toContain('/nowhere is not the folder of an attempt');
    const odd = { scheme: 'vm-partition-output', path: '/x', query: '{"attempt":1}' } as Uri;
    expect(await documents.provideTextDocumentContent(odd, NEVER)).toBe('This address names no output.');
  });

  test('that of a session grows with it, that of a run stays', () => {
    const told: unknown[] = [];
    documents.onDidChange?.((uri) => told.push(uri));
    const session = outputUri('/a', { file: 'raw/s1.txt', range: null }, 's1');
    const run = outputUri('/a', { file: 'raw/s1.txt', range: { offset: 0, bytes: 1 } }, 'r1');
    workspace.textDocuments.push({ uri: session }, { uri: run });
    changes.fire('/x.vmexperiment.json');
    expect(told).toEqual([session]);
  });
});
