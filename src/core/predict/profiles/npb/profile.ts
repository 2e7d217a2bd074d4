import type { Workload } from '../../../experiment/workload';
import { npb } from '../../../programs/npb';
import { fittedSource, type FittedValues } from '../../fittedParameters';
import { sourced, type Sourced } from '../../sourced';
import type { Profile } from '../profile';
import { bt } from './bt';
import { cg } from './cg';
import { ep } from './ep';
import { ft } from './ft';
import { is } from './is';
import { lu } from './lu';
import { npbMemoryOf } from './memory';
import { mg } from './mg';
import type { NpbParts, NpbProgram } from './parts';
import { sp } from './sp';

const programs: Readonly<Record<string, NpbProgram>> = { bt, cg, ep, ft, is, lu, mg, sp };

/** Of an NPB program; null for classes above D, numbers of ranks with which it cannot run, and other launchers. */
export function npbProfile(workload: Workload, ranks: number, values: FittedValues): Profile | null {
  const kind = kindOf(workload);
  if (kind === null || npb.rankProblem(workload, ranks) !== null) return null;
  const { program, problemClass } = workload;
  const parts = programs[program]?.(problemClass ?? '', { ranks, kind }) ?? null;
  if (parts === null) return null;
  const messages = kind === 'threads' ? [] : parts.messages;
  return {
    program,
    problemClass,
    ranks,
    kind,
    memory: npbMemoryOf(workload, { ranks, kind }, messages, parts.touchedInTimedRegion, values),
    operations: parts.operations,
    operationsPerCycle: perCycle(parts, values),
    sweeps: parts.sweeps,
    messages,
    barriers: barriersOf(workload, parts),
  };
}

/** `hybrid` starts the MPI version, whose ranks have one thread. */
function kindOf({ launcher }: Workload): Profile['kind'] | null {
  if (launcher === 'openmp') return 'threads';
  return launcher === 'mpi' || launcher === 'hybrid' || launcher === 'upc' ? 'processes' : null;
}

function perCycle({ coreOperations }: NpbParts, values: FittedValues): Sourced {
  const name = 'floatingOperationsPerCycle';
  return sourced(
    values[name] / coreOperations.value,
    `${fittedSource(name)}; each is ${String(coreOperations.value)} of a core: ${coreOperations.source}`,
  );
}

/**
 * MPI versions synchronise by their messages alone. A UPC rank does not learn of what others put into its arrays, so
 * that each exchange of all with all ends in a barrier; the pairwise ones use flags.
 */
function barriersOf({ launcher }: Workload, { messages, threadBarriers }: NpbParts): Sourced {
  if (launcher === 'openmp') return threadBarriers;
  if (launcher !== 'upc') return sourced(0, 'NPB 3.3 MPI has no barrier on the clock');
  const exchanges = messages.filter(({ pattern }) => pattern.kind === 'allToAll');
  const count = exchanges.reduce((sum, kind) => sum + kind.count.value, 0);
  return sourced(
    count,
    'one-sided copies: a barrier behind each exchange of all with all; not read in a UPC source',
  );
}
