/** A number of the model and where it comes from. */
export interface Sourced {
  readonly value: number;
  /**
   * A publication, a formula or a count with what was counted; `recalled from` a publication that nobody has held against
   * a copy; `estimated from` an algorithm whose program nobody has opened; `assumed`; for a number without a source `fitted: NAME`,
   * NAME being its entry in fittedParameters.ts.
   */
  readonly source: string;
}

/**
 * How the source of a number names a publication from which it was recalled, so that readers know what nobody has held
 * against a copy. docs/model/machines.md lists them all.
 */
export function recalled(publication: string, what: string): string {
  return `recalled from ${publication}, not checked against a copy: ${what}`;
}

export function sourced(value: number, source: string): Sourced {
  return { value, source };
}
