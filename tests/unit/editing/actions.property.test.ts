import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../src/core/assist/subject';
import { act } from '../../../src/core/editing/act';
import type { TextEdit } from '../../../src/core/text/document';
import { applyEdits } from '../../../src/core/text/edits';
import { quad } from '../check/documents';
import {
  expectComments,
  expectPictureOf,
  expectSettings,
  expectUntouched,
  expectVerdict,
  expectVm,
  takenOut,
  viewed,
} from './expectations';
import { problems, subject } from './layouts';
import { expected } from './model';
import { actionOf, KINDS, steps, type Step } from './randomActions';
import { commentsIn, read, type Comment, type ReadLayout } from './reader';
import { startTexts } from './startTexts';

const seed = 20_260_104;
const LONGEST = 100;
const RUNS = 222;

/** A text with what is made of it, and how to get back from it. */
interface Run {
  text: string;
  layout: ReadLayout;
  subject: Subject;
  comments: readonly Comment[];
  readonly undo: (readonly TextEdit[])[];
}

function begun(text: string): Run {
  return { text, layout: read(text), subject: subject(text), comments: commentsIn(text), undo: [] };
}

/** Edits that bring back the text before. */
function inverse(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.offset - b.offset)
    .map((edit) => {
      const offset = edit.offset + shift;
      shift += edit.text.length - edit.length;
      return { offset, length: edit.text.length, text: text.slice(edit.offset, edit.offset + edit.length) };
    });
}

/** Does one action and looks at all that must be so afterwards. Returns what became of it. */
function take(run: Run, step: Step): string {
  const { text, layout: before } = run;
  const action = actionOf(step, before, quad.pus.length);
  const outcome = act(run.subject, action);
  expectVerdict(outcome, before, action);
  if (outcome.kind === 'edits') {
    const next = { ...begun(applyEdits(text, outcome.edits)), undo: run.undo };
    const after = next.layout;
    const isCut = after.vms.length > 0 || after.value['partition'] !== undefined;
    if (isCut) expect(problems(next.text)).toEqual([]);
    expectPictureOf(viewed(next.subject), after);
    const wanted = before.value['partition'] === undefined ? expected(before, action, quad) : null;
    if (wanted === null) expectSettings(before, after, action);
    else {
      expect(after.vms).toHaveLength(wanted.vms.length);
      after.vms.forEach((vm, index) => expectVm(vm, wanted.vms[index]!, before));
      expectUntouched(before, after, wanted.vms);
    }
    expectComments(run.comments, next.comments, takenOut(text, before, after, action));
    run.undo.push(inverse(text, outcome.edits));
    Object.assign(run, next);
  }
  return `${action.kind} ${outcome.kind}`;
}

describe('10,000 random actions', () => {
  it('leave text and picture agreed, comments where they were, and nothing when all are undone', () => {
    const ends = new Map<string, number>();
    let taken = 0;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(startTexts)), steps(LONGEST), (start, list) => {
        const run = begun(startTexts[start]!);
        for (const step of list) {
          const end = take(run, step);
          ends.set(end, (ends.get(end) ?? 0) + 1);
        }
        taken += list.length;
        expect(run.undo.reduceRight(applyEdits, run.text)).toBe(startTexts[start]);
      }),
      // Shorter sequences are not looked for by itself: that takes minutes.
      { numRuns: RUNS, seed, endOnFailure: true },
    );
    expect(taken).toBeGreaterThanOrEqual(10_000);
    const both = KINDS.flatMap((kind) => [`${kind} edits`, `${kind} refused`]);
    expect(both.filter((end) => (ends.get(end) ?? 0) < 5)).toEqual([]);
  }, 120_000);
});
