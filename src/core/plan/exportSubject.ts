import type { Guest } from './guest';
import type { Source } from './origin';

/** A VM with the layout that it is part of: what a format is made from. */
export interface ExportSubject {
  readonly guest: Guest;
  readonly source: Source;
  /** Name of the layout. */
  readonly layout: string;
}
