/** A number of the model and where it comes from. */
export interface Sourced {
  readonly value: number;
  /**
   * A publication, a formula or a count with what was counted; for a number without a source `fitted: NAME`, NAME being
   * its entry in fittedParameters.ts.
   */
  readonly source: string;
}

export function sourced(value: number, source: string): Sourced {
  return { value, source };
}
