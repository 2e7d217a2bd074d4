/**
 * The claims of the paper that parameters without a source may be fitted on; every other one is held out. Fixed before
 * anything was fitted, see docs/decisions/0020-claims-for-fitting.md. At most a third of the 29.
 */
export const fittedClaims: readonly string[] = ['N1', 'N3', 'N4', 'N12', 'N16', 'N18', 'N22', 'N23', 'N25'];
