import type { Workload } from '../../../experiment/workload';
import { npbMemoryBytes } from '../../../programs/npbMemory';
import { fittedSource, type FittedValues } from '../../fittedParameters';
import { sourced, type Sourced } from '../../sourced';
import { partnersOf } from '../partners';
import type { MemoryProfile, MessageKind } from '../profile';
import { EP_BYTES } from './ep';
import type { Setting } from './parts';

const KIB = 1024;

/**
 * What Open MPI 1.4 lays out for a rank in the segment between ranks: a queue of 4096 pointers, 8 fragments of 32 KiB, and
 * 2 of 4 KiB for each other rank (btl_sm_fifo_size, btl_sm_free_list_num, btl_sm_max_send_size, btl_sm_eager_limit), as if
 * all ranks were in one VM.
 */
function segmentBytes(ranks: number): number {
  return 4096 * 8 + 8 * 32 * KIB + 2 * ranks * 4 * KIB;
}

/** Of one long message in flight: its first fragment and three of the pipeline (pml_ob1_send_pipeline_depth). */
const IN_FLIGHT_BYTES = 4 * KIB + 3 * 32 * KIB;

/** Memory of a rank of an NPB program. */
export function npbMemoryOf(
  workload: Workload,
  { ranks, kind }: Setting,
  messages: readonly MessageKind[],
  touchedInTimedRegion: Sourced,
  values: FittedValues,
): MemoryProfile {
  const arrays = arrayBytes(workload, ranks);
  // Threads share what a process has once.
  const processes = kind === 'threads' ? 1 / ranks : 1;
  const own = values.runtimePrivateBytes * processes;
  return {
    privateBytes: sourced(arrays.value + own, `${arrays.source}; ${fittedSource('runtimePrivateBytes')}`),
    sharedBytes: sourced(values.libraryBytes, fittedSource('libraryBytes')),
    pairedBytes: pairedBytes(workload, { ranks, kind }, messages),
    churnBytes: sourced(values.runtimeChurnBytes * processes, fittedSource('runtimeChurnBytes')),
    touchedInTimedRegion: sourced(
      (touchedInTimedRegion.value * arrays.value) / (arrays.value + own),
      `${touchedInTimedRegion.source}; other pages of a rank: ${fittedSource('runtimePrivateBytes')}`,
    ),
  };
}

function arrayBytes(workload: Workload, ranks: number): Sourced {
  if (workload.program === 'ep') return sourced(EP_BYTES, 'NPB 3.3, EP/ep.f: a batch of 2^17 numbers');
  // The UPC versions were made from the MPI ones and have their arrays in segments that all ranks may reach.
  const launcher = workload.launcher === 'upc' ? 'mpi' : workload.launcher;
  const bytes = npbMemoryBytes({ ...workload, launcher }) ?? 0;
  const as = workload.launcher === 'upc' ? ', UPC taken as MPI' : '';
  return sourced(bytes / ranks, `array declarations of NPB 3.4, docs/npb-memory.md${as}`);
}

/** Threads have none, and a UPC rank puts into its partner's arrays. */
function pairedBytes(
  { launcher }: Workload,
  { ranks, kind }: Setting,
  messages: readonly MessageKind[],
): Sourced {
  if (kind === 'threads') return sourced(0, 'threads have one address space');
  if (launcher === 'upc')
    return sourced(0, 'UPC copies straight into arrays; queues of its runtime not counted');
  if (ranks === 1) return sourced(0, 'nobody to talk to');
  const most = Math.max(0, ...messages.map((one) => inFlightBytes(one, ranks)));
  return sourced(
    segmentBytes(ranks) + most,
    'defaults of Open MPI 1.4 for messages in shared memory (ompi_info)',
  );
}

/** Of all messages of a kind that a rank has under way at once: one to each partner. */
function inFlightBytes({ pattern, bytes }: MessageKind, ranks: number): number {
  // Doubling waits for one partner before it goes on to the next.
  const partners = pattern.kind === 'butterfly' ? 1 : partnersOf(pattern, 0, ranks).length;
  return partners * Math.min(bytes.value, IN_FLIGHT_BYTES);
}
