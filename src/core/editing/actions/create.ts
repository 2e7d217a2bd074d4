import { freeBytesOf } from '../../assist/free';
import type { Vm as VmDocument } from '../../schema/generated/vmlayout.types';
import { formatCpuList } from '../../text/cpuList';
import { formatSize, MEBIBYTE, parseSize } from '../../text/size';
import { nodesOf } from '../../topology/queries';
import type { ActionOf } from '../action';
import { changed, type Draft } from '../draft';
import { hostNamed, listedVms, type Ground, type ListedVm } from '../ground';
import { usableOf } from '../pus';
import { recut, takenFrom } from '../recut';
import { freshName, refusedName } from '../vmNames';

/** A VM more, behind the others, on those of the PUs that a VM may have. */
export function create(ground: Ground, { pus, host, name }: ActionOf<'create'>): Draft {
  const home = hostNamed(ground, host);
  if ('kind' in home) return home;
  const usable = usableOf(ground, pus);
  if ('kind' in usable) return usable;
  const problem = name === null ? null : refusedName(ground, name);
  if (problem !== null) return problem;
  const taken = takenFrom(ground, home.host, usable.pus);
  const others = listedVms(ground).filter(({ index }) => taken.get(index)?.length !== 0);
  const vm: VmDocument = {
    name: name ?? freshName(ground),
    ...(home.host === null ? {} : { host: home.host }),
    pus: formatCpuList(usable.pus),
    ...memoryLike(ground, others, usable.pus, home.host),
  };
  const changes = recut(ground, taken, [vm]);
  return 'kind' in changes ? changes : changed(changes, [vm.name]);
}

/** Where all others say how much memory they have: as much a vCPU as the one with the least, if that is free. */
function memoryLike(
  { document, layout }: Ground,
  others: readonly ListedVm[],
  pus: readonly number[],
  host: string | null,
): Pick<VmDocument, 'memory'> {
  const isWritten = others.length > 0 && others.every(({ written }) => written.memory !== undefined);
  const shares = others.map(({ vm }) => vm.memoryBytes / Math.max(1, vm.pus.length));
  const wanted = Math.min(...shares) * pus.length;
  if (!isWritten || !(wanted > 0)) return {};
  const onHost = { ...layout, vms: layout.vms.filter((vm) => vm.host === host) };
  const free = freeBytesOf(onHost, nodesOf(layout.machine, pus), null) ?? 0;
  const page = document.defaults?.backing === 'hugetlb' ? parseSize(document.defaults.pageSize ?? '') : null;
  const grain = Math.max(MEBIBYTE, page ?? 0);
  const bytes = free >= grain ? Math.min(wanted, free) : wanted;
  return { memory: formatSize(Math.max(grain, Math.floor(bytes / grain) * grain)) };
}
