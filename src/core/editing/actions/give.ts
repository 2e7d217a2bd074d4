import type { ActionOf } from '../action';
import { changed, type Draft } from '../draft';
import { vmNamed, type Ground } from '../ground';
import { usableOf } from '../pus';
import { recut, takenFrom } from '../recut';

/** More PUs behind those that a VM has: its first vCPUs stay what they are. */
export function give(ground: Ground, action: ActionOf<'give'>): Draft {
  const listed = vmNamed(ground, action.vm);
  if ('kind' in listed) return listed;
  const usable = usableOf(ground, action.pus);
  if ('kind' in usable) return usable;
  const { vm, index } = listed;
  const more = usable.pus.filter((pu) => !vm.pus.includes(pu));
  const wanted = takenFrom(ground, vm.host, usable.pus, listed);
  const changes = recut(ground, new Map([...wanted, [index, [...vm.pus, ...more]]]));
  return 'kind' in changes ? changes : changed(changes, [vm.name]);
}
