import { fittedSource, type FittedValues } from '../fittedParameters';
import { puBytesPerSecond, type MachineParameters } from '../machines/machine';
import { sourced } from '../sourced';
import type { MessagePath, Station } from './path';

/**
 * Lines that change caches before a receiver has a short message: slot of the queue, fragment with header and data, the
 * counter of the queue, and the fragment when it is given back.
 */
const LINES = 4;

/**
 * Through memory that both ranks map: inside a VM or natively, and through a region between VMs, which is memory like
 * any other once it is mapped. `latencySeconds` is that between the nodes of the two ranks, of the region's node where
 * that is farther.
 */
export function memoryPath(
  machine: MachineParameters,
  latencySeconds: number,
  between: 'ranks' | 'vms',
  values: FittedValues,
): MessagePath {
  const software = values.mpiSoftwareCycles / machine.cyclesPerSecond.value;
  return {
    title: between === 'vms' ? 'region between VMs' : 'shared memory',
    latencySeconds: sourced(
      LINES * latencySeconds + software,
      `${String(LINES)} cache lines from core to core at the latency of memory; ${fittedSource('mpiSoftwareCycles')}`,
    ),
    eagerBytes: sourced(4096, 'Open MPI 1.4, btl_sm_eager_limit'),
    stations: [copy('sender', machine, latencySeconds), copy('receiver', machine, latencySeconds)],
  };
}

/** A copy reads a line and fetches the one that it writes, with the same buffers. */
function copy(what: Station['what'], machine: MachineParameters, latencySeconds: number): Station {
  return {
    what,
    oneFor: 'rank',
    packetBytes: sourced(32 * 1024, 'Open MPI 1.4, btl_sm_max_send_size'),
    secondsPerPacket: sourced(
      LINES * latencySeconds,
      'the lines around a fragment, as those around a message',
    ),
    bytesPerSecond: sourced(
      puBytesPerSecond(machine, latencySeconds) / 2,
      `half of what a core draws: lines in flight over latency; ${machine.linesInFlight.source}`,
    ),
  };
}
