import { renameAt } from '../../assist/rename';
import { rangeAt } from '../../text/parse';
import type { ActionOf } from '../action';
import { refusal, type Draft } from '../draft';
import { vmNamed, type Ground } from '../ground';

export function rename(ground: Ground, { vm, name }: ActionOf<'rename'>): Draft {
  const listed = vmNamed(ground, vm);
  if ('kind' in listed) return listed;
  const { offset } = rangeAt(ground.doc, [...ground.part.base, 'vms', listed.index, 'name']);
  const edits = renameAt(ground.subject, offset + 1, name);
  return 'problem' in edits ? refusal(edits.problem) : { kind: 'edits', edits, select: [name] };
}
