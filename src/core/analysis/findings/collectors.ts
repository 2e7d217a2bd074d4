import type { AttemptState } from '../../journal/state';
import { secondsText, shareText } from '../format';
import type { Finding } from './finding';

/** Of the processor time of VMs: collectors that take more change what they look at. */
const MOST_COST = 0.01;

/** What collectors took of the machine. Samplings of which the VMs' time is not known are passed over. */
export function costFindings({ sessions }: Pick<AttemptState, 'sessions'>): readonly Finding[] {
  let [collector, vms] = [0, 0];
  for (const { memorySamples } of sessions)
    for (const { collectorSeconds, vmSeconds } of memorySamples) {
      if (vmSeconds === null) continue;
      collector += collectorSeconds;
      vms += vmSeconds;
    }
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
