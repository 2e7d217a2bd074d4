import type { Placement } from './state';

/** Why a placement that is not as declared keeps its run from counting, in words. */
export function placementMark(placement: Placement): string {
  const where = placement.vm === null ? '' : ` of ${placement.vm}`;
  const index = placement.index === null ? '' : ` ${placement.index}`;
  const { declared, found } = placement;
  return `${NOUNS[placement.kind]}${index}${where}: declared ${declared || 'nothing'}, found ${found || 'nothing'}`;
}

const NOUNS: Readonly<Record<Placement['kind'], string>> = {
  vcpu: 'vCPU',
  emulator: 'emulator threads',
  memory: 'memory cell',
  rank: 'rank',
};
