import { betweenRunsClaims } from './betweenRuns';
import type { Claim } from './claim';
import { faultClaims } from './faults';
import { networkClaims } from './network';
import { partitionedClaims } from './partitioned';
import { wideVmClaims } from './wideVms';

/**
 * What Ibrahim, Hofmeyr and Iancu, The Case for Partitioning Virtual Machines on Manycore Architectures, state in their
 * text, N1 to N29 in this order. Bars and curves of figures are in no text and are not among them. How each is read and
 * scored: docs/model/claims.md.
 */
export const allClaims: readonly Claim[] = [
  ...wideVmClaims,
  ...faultClaims,
  ...betweenRunsClaims,
  ...partitionedClaims,
  ...networkClaims,
].sort((a, b) => numberOf(a) - numberOf(b));

function numberOf({ id }: Claim): number {
  return Number(id.slice(1));
}
