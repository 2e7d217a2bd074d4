import { pusInWords } from '../check/words';
import { puById, usablePus } from '../topology/queries';
import type { Machine } from '../topology/machine';
import { refusal, type Refusal } from './draft';
import type { Ground } from './ground';

/** The PUs of a list, each once, in their order; a refusal where the machine does not have one. */
export function existing({ machine }: Ground, pus: readonly number[]): { pus: readonly number[] } | Refusal {
  const known = puById(machine);
  const missing = pus.filter((pu) => !known.has(pu));
  if (missing.length === 0) return { pus: [...new Set(pus)] };
  const all = machine.pus.map((pu) => pu.id);
  return refusal(`${machine.id} has no ${pusInWords(missing)}. It has ${pusInWords(all)}.`);
}

/** Of a list those that a VM may have; a refusal where none is left, which says why. */
export function usableOf(ground: Ground, pus: readonly number[]): { pus: readonly number[] } | Refusal {
  const found = existing(ground, pus);
  if ('kind' in found) return found;
  if (found.pus.length === 0) return refusal('No PU is chosen. Choose the PUs that the VM shall have first.');
  const usable = new Set(usablePus(ground.machine).map((pu) => pu.id));
  const left = found.pus.filter((pu) => usable.has(pu));
  return left.length > 0 ? { pus: left } : refusal(unusableInWords(ground.machine, found.pus));
}

/** Why no VM may have these PUs: `PU 0 is reserved for the host. Choose others.` */
export function unusableInWords(machine: Machine, pus: readonly number[]): string {
  const reserved = new Set(machine.reserved.pus);
  const known = puById(machine);
  const reasons: readonly (readonly [string, (pu: number) => boolean])[] = [
    ['reserved for the host', (pu) => reserved.has(pu)],
    ['offline', (pu) => known.get(pu)?.online === false],
    ['kept from VMs by a cgroup', (pu) => known.get(pu)?.allowed === false],
  ];
  const left = new Set(pus);
  const said = reasons.flatMap(([why, holds]) => {
    const those = [...left].filter(holds);
    for (const pu of those) left.delete(pu);
    return those.length === 0 ? [] : [`${pusInWords(those)} ${those.length === 1 ? 'is' : 'are'} ${why}`];
  });
  return `${said.join(', ')}. Choose others.`;
}
