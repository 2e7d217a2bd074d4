import { nameProblem } from '../assist/rename';
import { keyOf } from '../check/inherited';
import { refusal, type Refusal } from './draft';
import type { Ground } from './ground';

/** As in the schema. */
const LONGEST = 32;

/** Why no VM can get this name; null when one can. */
export function refusedName({ subject, part }: Ground, name: string): Refusal | null {
  const problem = nameProblem(subject, { symbol: 'vm', scope: keyOf(part.base) }, name);
  return problem === null ? null : refusal(problem);
}

/** `vm2` where `vm0` and `vm1` are there: the first that is free. */
export function freshName({ layout }: Ground): string {
  const taken = new Set(layout.vms.map((vm) => vm.name));
  for (let number = 0; ; number++) if (!taken.has(`vm${number}`)) return `vm${number}`;
}

/** Free names for parts or copies of a VM: the next numbers of `vm0`, and `left-2`, `left-3` of `left`. */
export function namesAfter({ layout }: Ground, name: string, count: number): readonly string[] {
  const taken = new Set(layout.vms.map((vm) => vm.name));
  const match = /^(.*?)([0-9]{1,9})$/.exec(name);
  const stem = match?.[1] ?? `${name}-`;
  const names: string[] = [];
  for (let number = match === null ? 2 : Number(match[2]) + 1; names.length < count; number++) {
    const next = `${stem.slice(0, LONGEST - `${number}`.length)}${number}`;
    if (!taken.has(next)) names.push(next);
  }
  return names;
}
