import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action, Outcome } from '../../../src/core/editing/action';
import type { TextEdit } from '../../../src/core/text/document';
import { applyEdits } from '../../../src/core/text/edits';
import { editQueue, type EditedText } from '../../../src/editor/picture/editQueue';

const words = { outdated: () => 'outdated', notTaken: () => 'not taken' };

/** A text with versions; `refuse` edits are not taken before any is. */
function textDocument(start: string, refuse = 0): EditedText & { type(text: string): void; undo: string[] } {
  let text = start;
  let left = refuse;
  const undo: string[] = [];
  let version = 1;
  const change = (next: string): void => {
    undo.push(text);
    text = next;
    version += 1;
  };
  return {
    get version() {
      return version;
    },
    text: () => text,
    undo,
    type: change,
    async apply(edits) {
      await Promise.resolve();
      if (left-- > 0) return false;
      change(applyEdits(text, edits));
      return true;
    },
  };
}

/** Renames by appending: `a` becomes `ab` for `rename a to b`. An unknown name is refused. */
function appending(delay: () => Promise<void> = () => Promise.resolve()) {
  return async (text: string, action: Action): Promise<Outcome> => {
    await delay();
    if (action.kind !== 'rename') return { kind: 'refused', message: 'what?', first: null };
    const offset = text.indexOf(action.vm);
    if (offset < 0) return { kind: 'refused', message: `no ${action.vm}`, first: null };
    const edits: TextEdit[] = [{ offset: offset + action.vm.length, length: 0, text: action.name }];
    return { kind: 'edits', edits, select: [action.name] };
  };
}

const rename = (vm: string, name: string): Action => ({ kind: 'rename', vm, name });

describe('the queue of edits', () => {
  test('applies an action and says what to select', async () => {
    const document = textDocument('a.b.');
    const acted = await editQueue(document, appending(), words).act(rename('b', '!'));
    expect(acted).toEqual({ message: null, first: null, select: ['!'] });
    expect(document.text()).toBe('a.b!.');
  });

  test('computes an action on what the one before has left', async () => {
    const document = textDocument('a.');
    const queue = editQueue(document, appending(), words);
    const acted = await Promise.all([queue.act(rename('a', 'b')), queue.act(rename('ab', 'c'))]);
    expect(acted.map(({ message }) => message)).toEqual([null, null]);
    expect(document.text()).toBe('abc.');
    // Each is a step of its own to go back.
    expect(document.undo).toEqual(['a.', 'ab.']);
  });

  test('never applies what was computed on an older text', async () => {
    const document = textDocument('a.');
    let typed = false;
    const typing = (): Promise<void> => {
      if (!typed) document.type('# longer\na.');
      typed = true;
      return Promise.resolve();
    };
    const acted = await editQueue(document, appending(typing), words).act(rename('a', 'b'));
    expect(acted.message).toBe(null);
    expect(document.text()).toBe('# longer\nab.');
  });

  test('gives an action up when the text does not stand still', async () => {
    const document = textDocument('a.');
    const typing = (): Promise<void> => {
      document.type(`#${document.text()}`);
      return Promise.resolve();
    };
    const acted = await editQueue(document, appending(typing), words).act(rename('a', 'b'));
    expect(acted).toEqual({ message: 'not taken', first: null, select: [] });
    expect(document.text()).toBe('##a.');
  });

  test.each([
    [1, null, 'ab.'],
    [2, 'not taken', 'a.'],
  ])('tries once more when the editor takes no edit: %i times', async (times, message, text) => {
    const document = textDocument('a.', times);
    const acted = await editQueue(document, appending(), words).act(rename('a', 'b'));
    expect(acted.message).toBe(message);
    expect(document.text()).toBe(text);
  });

  test('passes a refusal on with what has to be done first', async () => {
    const first = { title: 'Write out', action: { kind: 'expandRule' } as const };
    const refusing = (): Promise<Outcome> => Promise.resolve({ kind: 'refused', message: 'a rule', first });
    const acted = await editQueue(textDocument('a'), refusing, words).act(rename('a', 'b'));
    expect(acted).toEqual({ message: 'a rule', first, select: [] });
  });

  test('applies a fix to the version that it was made for and to no other', async () => {
    const document = textDocument('a.');
    const queue = editQueue(document, appending(), words);
    const fix = [{ offset: 1, length: 1, text: '!' }];
    expect((await queue.apply(1, fix)).message).toBe(null);
    expect((await queue.apply(1, fix)).message).toBe('outdated');
    expect(document.text()).toBe('a!');
    document.type('a.');
    // Its turn comes after an action that changes the text.
    const [, late] = await Promise.all([queue.act(rename('a', 'b')), queue.apply(document.version, fix)]);
    expect(late.message).toBe('outdated');
    expect(document.text()).toBe('ab.');
  });

  test('goes on after one that failed', async () => {
    const document = textDocument('a.');
    let fails = true;
    const failing = (): Promise<void> => {
      if (!fails) return Promise.resolve();
      fails = false;
      return Promise.reject(new Error('broken'));
    };
    const queue = editQueue(document, appending(failing), words);
    const [broken, fine] = await Promise.allSettled([
      queue.act(rename('a', 'b')),
      queue.act(rename('a', 'c')),
    ]);
    expect(broken.status).toBe('rejected');
    expect(fine.status).toBe('fulfilled');
    expect(document.text()).toBe('ac.');
  });

  test('loses and doubles nothing, whatever happens in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('act', 'type'), { maxLength: 12 }),
        async (s, steps) => {
          const document = textDocument('a');
          const queue = editQueue(
            document,
            appending(() => s.schedule(Promise.resolve())),
            words,
          );
          const acted: Promise<string | null>[] = [];
          const played = s.scheduleSequence(
            steps.map((step) => () => {
              if (step === 'act') acted.push(queue.act(rename('a', 'b')).then(({ message }) => message));
              else document.type(`#${document.text()}`);
              return Promise.resolve();
            }),
          );
          await s.waitFor(played.task);
          const messages = await s.waitFor(Promise.all(acted));
          const count = (of: string) => document.text().split(of).length - 1;
          expect(count('b')).toBe(messages.filter((message) => message === null).length);
          expect(count('#')).toBe(steps.filter((step) => step === 'type').length);
          expect(document.text()).toMatch(/^#*ab*$/);
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });
});
