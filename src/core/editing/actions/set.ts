import { hasComment } from '../../assist/comments';
import type { JsonPath, TextChange } from '../../text/document';
import { rangeAt } from '../../text/parse';
import type { ActionOf } from '../action';
import { differences } from '../differences';
import { changed, refusal, type Draft } from '../draft';
import { hostNamed, vmNamed, type Ground } from '../ground';

/** One setting of a VM or of the defaults. Whether the value is possible the schema says afterwards. */
export function set(ground: Ground, action: ActionOf<'set'>): Draft {
  const { vm, key, value } = action;
  if (vm === null) return setDefault(ground, action);
  const listed = vmNamed(ground, vm);
  if ('kind' in listed) return listed;
  if (key === 'host' && typeof value === 'string') {
    const host = hostNamed(ground, value);
    if ('kind' in host) return host;
  }
  const path = ['vms', listed.index, key];
  return changed(differences(path, listed.written[key], value ?? undefined), [vm]);
}

function setDefault(ground: Ground, { key, value }: ActionOf<'set'>): Draft {
  if (key === 'nodes' || key === 'host')
    return refusal(`\`${key}\` is a VM's own and cannot be a default. Set it for the VM.`);
  const defaults = ground.document.defaults ?? {};
  const isLast = value === null && key in defaults && Object.keys(defaults).length === 1;
  if (isLast && !holdsComment(ground, ['defaults'])) return changed([{ path: ['defaults'], remove: true }]);
  return changed(differences(['defaults', key], defaults[key], value ?? undefined));
}

/** Would a comment go with what stands there? */
export function holdsComment({ doc, part }: Ground, path: JsonPath): boolean {
  const { offset, length } = rangeAt(doc, [...part.base, ...path]);
  return hasComment(doc.text.slice(offset, offset + length));
}

/** Removes a member, and what holds it where a document cannot have that empty. */
export function withoutMember(object: object, path: JsonPath): TextChange {
  return { path: Object.keys(object).length === 1 ? path.slice(0, -1) : path, remove: true };
}
