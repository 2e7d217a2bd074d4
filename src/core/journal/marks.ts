import type { Placement } from './state';

/** Why a placement that is not as declared keeps its run from counting, in words. */
export function placementMark(placement: Placement): string {
  const where = placement.vm === null ? '' : ` of ${placement.vm}`;
  const index = placement.index === null ? '' : ` ${placement.index}`;
  const { declared, found } = placement;
  return `${NOUNS[placement.kind]}${index}${where}: declared ${declared || 'nothing'}, found ${found || 'nothing'}`;
}

/** The host's mark of a run that was to go through shared memory and did not; the numbers stand behind a colon. */
const WRONG_WAY = 'although shared memory was asked for';

export function isWrongWay(mark: string): boolean {
  return mark.includes(WRONG_WAY);
}

/** The mark without its numbers, which are others in each run. */
export function wrongWayReason(mark: string): string {
  const end = mark.indexOf(WRONG_WAY) + WRONG_WAY.length;
  return mark.slice(0, end);
}

const NOUNS: Readonly<Record<Placement['kind'], string>> = {
  vcpu: 'vCPU',
  emulator: 'emulator threads',
  memory: 'memory cell',
  rank: 'rank',
};
