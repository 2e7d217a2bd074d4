import { act } from '../../../src/core/editing/act';
import type { Action, Outcome } from '../../../src/core/editing/action';
import { subjectOf, type Subject } from '../../../src/core/assist/subject';
import { validateDocument } from '../../../src/core/schema/validate';
import { applyEdits } from '../../../src/core/text/edits';
import { parseDocument } from '../../../src/core/text/parse';
import type { Machine } from '../../../src/core/topology/machine';
import { quad } from '../check/documents';

export function subject(text: string, machine: Machine = quad): Subject {
  const around = { machines: new Map([['m', machine]]), layouts: new Map() };
  return subjectOf('layout', parseDocument(text), 'test', around);
}

export function outcome(text: string, action: Action, machine: Machine = quad): Outcome {
  return act(subject(text, machine), action);
}

/** The text after an action, or its refusal in words. */
export function acted(text: string, action: Action, machine: Machine = quad): string {
  const done = outcome(text, action, machine);
  return done.kind === 'refused' ? done.message : applyEdits(text, done.edits);
}

/** A layout of the machine with members on lines of their own behind the first two. */
export function layout(...members: readonly string[]): string {
  return `{\n  "version": 1,\n  "machine": "m"${members.map((member) => `,\n  ${member}`).join('')}\n}\n`;
}

export function vms(...lines: readonly string[]): string {
  return `"vms": [\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ]`;
}

/** Messages of what is wrong with a text. */
export function problems(text: string): readonly string[] {
  const doc = parseDocument(text);
  return [...doc.problems, ...validateDocument('layout', doc)].map(({ message }) => message);
}
