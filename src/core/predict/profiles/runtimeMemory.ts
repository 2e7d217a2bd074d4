import { fitted, fittedSource, type FittedValues } from '../fittedParameters';
import { sourced, type Sourced } from '../sourced';
import type { MemoryProfile } from './profile';

/** Memory of a rank of MPI that has this data of its own, `touchedInTimedRegion` being the share of all its pages. */
export function memoryWith(
  data: Sourced,
  touchedInTimedRegion: Sourced,
  values: FittedValues,
): MemoryProfile {
  return {
    privateBytes: sourced(
      data.value + values.runtimePrivateBytes,
      `${data.source}; ${fittedSource('runtimePrivateBytes')}`,
    ),
    sharedBytes: fitted('libraryBytes', values),
    pairedBytes: sourced(0, 'that of the runtime is not counted'),
    churnBytes: fitted('runtimeChurnBytes', values),
    touchedInTimedRegion,
  };
}
