import type { Claim } from './claim';
import { allClaims } from './claims';
import { fittedClaims } from './fitted';

declare const forFitting: unique symbol;

/** A claim that parameters may be fitted on. Only `claimsForFitting` makes one, so that a fit cannot be given another. */
export type ClaimForFitting = Claim & { readonly [forFitting]: true };

/** The only targets that a fit of the model may have: none of the claims that are held out. */
export function claimsForFitting(claims: readonly Claim[] = allClaims): readonly ClaimForFitting[] {
  return claims.filter((claim): claim is ClaimForFitting => isFitted(claim.id));
}

export function isFitted(id: string): boolean {
  return fittedClaims.includes(id);
}
