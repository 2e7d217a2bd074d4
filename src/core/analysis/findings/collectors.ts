import type { AttemptState, SessionState } from '../../journal/state';
import { secondsText, shareText } from '../format';
import { grownSessions } from '../grownSessions';
import type { Finding } from './finding';

/** Of the processor time of VMs: collectors that take more change what they look at. */
const MOST_COST = 0.01;

/** Processor time, seconds: of collectors and of the VMs meanwhile. */
interface Cost {
  collector: number;
  vms: number;
}

/** What collectors took of the machine, asked again and again while an attempt goes on. */
export function rememberedCost(): (state: Pick<AttemptState, 'sessions'>) => readonly Finding[] {
  const costOf = grownSessions<Cost>({
    start: () => ({ collector: 0, vms: 0 }),
    add: addCost,
    copyOf: (cost) => ({ ...cost }),
  });
  return ({ sessions }) => costFindings(costOf(sessions));
}

/** Samplings of which the VMs' time is not known are passed over. */
function addCost(cost: Cost, { memorySamples }: SessionState): void {
  for (const { collectorSeconds, vmSeconds } of memorySamples) {
    if (vmSeconds === null) continue;
    cost.collector += collectorSeconds;
    cost.vms += vmSeconds;
  }
}

function costFindings({ collector, vms }: Cost): readonly Finding[] {
  if (vms === 0 || collector / vms <= MOST_COST) return [];
  const times = `${secondsText(collector)} s of ${secondsText(vms)} s`;
  return [
    {
      severity: 'warning',
      what: `Sampling the memory of the VMs took ${shareText(collector / vms)} of their processor time (${times}).`,
      means:
        'More than 1 % can change the times that are measured. Run the experiment without "numaStat" in its "collect" and compare, or give the host PUs of its own.',
    },
  ];
}

/** What the host could not give of what the experiment asks for. */
export function missingFindings({ missing }: Pick<AttemptState, 'missing'>): readonly Finding[] {
  return missing.map(({ part, what, remedy }) => ({
    severity: 'warning',
    what: `${part}: ${asSentence(what)}`,
    means: asSentence(remedy),
  }));
}

function asSentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}
