import type { ActionOf } from '../action';
import { changed, refusal, type Draft } from '../draft';
import { vmsNamed, type Ground } from '../ground';
import { removals } from '../recut';

/** Deletes VMs; their PUs are free then. */
export function remove(ground: Ground, { vms }: ActionOf<'delete'>): Draft {
  const gone = vmsNamed(ground, vms);
  if ('kind' in gone) return gone;
  if (gone.length === 0) return refusal('No VM is chosen. Choose the VMs to delete first.');
  const changes = removals(ground, gone, 0);
  return 'kind' in changes ? changes : changed(changes);
}
