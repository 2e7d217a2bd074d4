import { brokenAt, SHARED_KEYS } from '../assist/readable';
import { ruleText } from '../assist/rewrites/listToRule';
import type { Subject } from '../assist/subject';
import { isApplicable } from '../check/inherited';
import { validateDocument } from '../schema/validate';
import type { DocumentProblem, JsonPath, TextChange, TextEdit, TextRange } from '../text/document';
import { applyEdits, changesToEdits } from '../text/edits';
import { parseDocument, type ParsedDocument } from '../text/parse';
import { positionAt } from '../text/positions';
import { create } from './actions/create';
import { duplicate } from './actions/duplicate';
import { free } from './actions/free';
import { give } from './actions/give';
import { merge } from './actions/merge';
import { remove } from './actions/remove';
import { rename } from './actions/rename';
import { applyRule, writeOut } from './actions/rules';
import { set } from './actions/set';
import { setNetwork, setRegion } from './actions/shared';
import { setPus } from './actions/setPus';
import { split } from './actions/split';
import type { Action, Outcome } from './action';
import { refusal, type Changed, type Draft } from './draft';
import { groundOf, type Ground } from './ground';

/** What an action on the picture of a layout comes to: the fewest edits of its text, or why it cannot be done. */
export function act(subject: Subject, action: Action): Outcome {
  const ground = groundOf(subject);
  if ('kind' in ground) return ground;
  if (ground.layout.fromRule && isOfVms(action)) return writtenByRule(ground);
  const draft = drafted(ground, action);
  return draft.kind === 'refused' ? draft : judged(ground, draft);
}

function drafted(ground: Ground, action: Action): Draft {
  switch (action.kind) {
    case 'create':
      return create(ground, action);
    case 'give':
      return give(ground, action);
    case 'free':
      return free(ground, action);
    case 'setPus':
      return setPus(ground, action);
    case 'split':
      return split(ground, action);
    case 'merge':
      return merge(ground, action);
    case 'duplicate':
      return duplicate(ground, action);
    case 'rename':
      return rename(ground, action);
    case 'delete':
      return remove(ground, action);
    case 'set':
      return set(ground, action);
    case 'applyRule':
      return applyRule(ground, action);
    case 'expandRule':
      return writeOut(ground);
    case 'setRegion':
      return setRegion(ground, action);
    case 'setNetwork':
      return setNetwork(ground, action);
  }
}

/** Those of a rule have no place of their own in the text. */
function isOfVms(action: Action): boolean {
  switch (action.kind) {
    case 'set':
      return action.vm !== null;
    case 'applyRule':
    case 'expandRule':
    case 'setRegion':
    case 'setNetwork':
      return false;
    default:
      return true;
  }
}

function writtenByRule({ document }: Ground): Outcome {
  const rule = ruleText(document.partition ?? {});
  return refusal(`The VMs of this layout come from the rule ${rule}. Write them out to change one of them.`, {
    title: 'Write out the VMs',
    action: { kind: 'expandRule' },
  });
}

/** The draft as edits, if what it touches was read as it stands and the text is no worse afterwards. */
function judged(ground: Ground, draft: Exclude<Draft, { readonly kind: 'refused' }>): Outcome {
  const places = draft.kind === 'changes' ? placesOf(draft) : [];
  for (const place of [...SHARED_KEYS.map((key) => [key]), ...places]) {
    const broken = brokenAt(ground.doc, ground.part, place);
    if (broken !== null) return refusal(brokenText(ground.doc, broken));
  }
  const edits = draft.kind === 'edits' ? draft.edits : editsOf(ground, draft);
  if (edits === null) return refusal(brokenText(ground.doc, problemsOf(ground.doc)[0]?.range));
  const worse = newProblem(ground.doc, edits);
  return worse === null ? { kind: 'edits', edits, select: draft.select } : refusal(worse);
}

/** Whole VMs and whole sections of the document that changes touch. */
function placesOf({ changes }: Changed): readonly JsonPath[] {
  const places = changes.map(({ path }) => path.slice(0, path[0] === 'vms' ? 2 : 1));
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** null where a change finds no place in the text. */
function editsOf({ doc, part }: Ground, { changes }: Changed): readonly TextEdit[] | null {
  const here = changes.map((change) => ({ ...change, path: [...part.base, ...change.path] }));
  // Further ones stand on what the first has made.
  const [first] = here;
  if (first === undefined) return [];
  return fits(doc.value, first) ? changesToEdits(doc, here) : null;
}

function fits(root: unknown, change: TextChange): boolean {
  return isApplicable(root, { path: change.path, remove: true });
}

/** What an edit would make wrong that was not wrong before; null where there is nothing. */
function newProblem(doc: ParsedDocument, edits: readonly TextEdit[]): string | null {
  if (edits.length === 0) return null;
  const before = problemsOf(doc);
  const after = problemsOf(parseDocument(applyEdits(doc.text, edits)));
  if (after.length <= before.length) return null;
  const known = new Set(before.map(({ message }) => message));
  return (after.find(({ message }) => !known.has(message)) ?? after[0])?.message ?? null;
}

function problemsOf(doc: ParsedDocument): readonly DocumentProblem[] {
  return [...doc.problems, ...validateDocument('layout', doc)];
}

function brokenText(doc: ParsedDocument, range: TextRange | undefined): string {
  const { offset, length } = range ?? { offset: 0, length: 0 };
  const problem = problemsOf(doc).find(
    (one) => one.range.offset >= offset && one.range.offset <= offset + length,
  );
  const { line, column } = positionAt(doc.text, problem?.range.offset ?? offset);
  const why = problem === undefined ? 'it cannot be read' : problem.message.replace(/\.$/, '');
  return `The text is broken in line ${line}, column ${column}: ${why}. Mend it there first.`;
}
