import { freePus } from '../../assist/free';
import { count } from '../../check/words';
import { ofHost } from '../../check/perHost';
import type { ActionOf } from '../action';
import { changed, refusal, type Draft } from '../draft';
import { vmNamed, type Ground } from '../ground';
import { placesLike } from '../placesLike';
import { recut } from '../recut';
import { namesAfter } from '../vmNames';
import { withPus } from '../withPus';

/** A VM with the same settings behind all others. Its PUs are free ones that lie to each other as those of the first. */
export function duplicate(ground: Ground, action: ActionOf<'duplicate'>): Draft {
  const listed = vmNamed(ground, action.vm);
  if ('kind' in listed) return listed;
  const { vm } = listed;
  const { machine, layout } = ground;
  const onHost = { ...layout, vms: layout.vms.filter((other) => other.host === vm.host) };
  const free = freePus(machine, onHost, null);
  const pus = placesLike(machine, vm.pus, free);
  if (pus === null)
    return refusal(
      `There is no room for another VM like "${vm.name}"${ofHost(vm.host)}: ${count(free.size, 'PU')} of the machine ${free.size === 1 ? 'is' : 'are'} free, and none of them lie to each other as its own do.`,
    );
  const copy = withPus(ground, listed, pus);
  if ('kind' in copy) return copy;
  const [name = vm.name] = namesAfter(ground, vm.name, 1);
  const changes = recut(ground, new Map(), [{ ...copy, name }]);
  return 'kind' in changes ? changes : changed(changes, [name]);
}
