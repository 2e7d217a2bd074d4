import { shareText } from '../../analysis/format';
import type { Evidence } from './evidence';
import { partsOfProgram, type ProgramTimes, type SlowdownParts } from './slowdownOf';

const MOST = 3;
/** Parts below half a point of native time are not worth a sentence. */
const LEAST = 0.005;

/** Why a cut is slower than native: a sentence for each of its larger parts, the largest first. */
export function reasonsFor(parts: SlowdownParts, times: readonly ProgramTimes[]): readonly string[] {
  return (Object.keys(parts) as (keyof SlowdownParts)[])
    .filter((part) => parts[part] >= LEAST)
    .sort((a, b) => parts[b] - parts[a])
    .flatMap((part) => {
      const evidence = mostOf(part, times);
      const reason = evidence === null ? null : REASONS[part](evidence);
      return reason === null ? [] : [reason];
    })
    .slice(0, MOST);
}

/** Of the program that loses the most by this part. */
function mostOf(part: keyof SlowdownParts, times: readonly ProgramTimes[]): Evidence | null {
  let most: ProgramTimes | null = null;
  for (const one of times)
    if (most === null || partsOfProgram(one)[part] > partsOfProgram(most)[part]) most = one;
  return most?.evidence ?? null;
}

const REASONS: Readonly<Record<keyof SlowdownParts, (evidence: Evidence) => string | null>> = {
  memory: ({ far, guests }) =>
    far !== null
      ? `Ranks of ${far.vm} use pages on ${far.nodes === 1 ? '1 other node' : `${far.nodes} other nodes`}: ${shareText(far.share)} of their memory.`
      : guests > 1
        ? `${guests} guests keep text and data of their own in the caches.`
        : 'The guest keeps text and data of its own in the caches.',
  communication: ({ ways, nic, isServedLate }) => {
    if (ways.network > 0)
      return `${shareText(ways.network)} of the messages go over the network${nic === null ? '' : ` (${nic})`}${isServedLate ? ', whose threads wait for PUs on which ranks poll' : ''}.`;
    return ways.region > 0 ? `${shareText(ways.region)} of the messages go through a region.` : null;
  },
  contention: ({ widest, guests }) =>
    guests > 1
      ? `${guests} guests do something for themselves now and then, and all ranks wait for the one that is struck; the widest has ${vcpus(widest)}.`
      : `Ranks wait for locks inside ${widest?.vm ?? 'the VM'}, which has ${vcpus(widest)}.`,
  other: () => 'Guests have timer ticks of their own, and a hypervisor below their page tables.',
};

function vcpus(widest: Evidence['widest']): string {
  return widest?.vcpus === 1 ? '1 vCPU' : `${widest?.vcpus ?? 0} vCPUs`;
}
