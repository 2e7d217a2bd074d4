/** Something that whoever reads results must know, or should: `what` was found, and what it means for the numbers. */
export interface Finding {
  readonly severity: 'warning' | 'info';
  readonly what: string;
  readonly means: string;
}
