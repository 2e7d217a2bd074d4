/** A number of the model and where it comes from. */
export interface Sourced {
  readonly value: number;
  /** A publication, a formula, or `fitted`: then no source is known, and docs/model.md says how it was fitted. */
  readonly source: string;
}
