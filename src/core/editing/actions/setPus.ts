import { usablePus } from '../../topology/queries';
import type { ActionOf } from '../action';
import { changed, refusal, type Draft } from '../draft';
import { vmNamed, type Ground } from '../ground';
import { existing, unusableInWords } from '../pus';
import { recut, takenFrom } from '../recut';

/** All PUs of a VM anew. One that no VM may have is kept by a VM that has it, and by no other got. */
export function setPus(ground: Ground, action: ActionOf<'setPus'>): Draft {
  const listed = vmNamed(ground, action.vm);
  if ('kind' in listed) return listed;
  const { vm, index } = listed;
  const known = existing(ground, action.pus);
  if ('kind' in known) return known;
  const { pus } = known;
  if (pus.length === 0)
    return refusal(`"${vm.name}" needs at least one PU. Choose some for it, or delete it.`);
  const allowed = new Set([...usablePus(ground.machine).map((pu) => pu.id), ...vm.pus]);
  const others = pus.filter((pu) => !allowed.has(pu));
  if (others.length > 0) return refusal(unusableInWords(ground.machine, others));
  const wanted = takenFrom(ground, vm.host, pus, listed);
  const changes = recut(ground, new Map([...wanted, [index, pus]]));
  return 'kind' in changes ? changes : changed(changes, [vm.name]);
}
