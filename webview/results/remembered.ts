import type { Link } from '../../src/core/analysis/figures/figure';
import type { ResultsPanelState } from '../../src/protocol/results';
import type { Span } from './zoom';

/** What the page remembers over a reload: documents, choices and where one was, never data. */
export interface Remembered extends ResultsPanelState {
  readonly selected: Link | null;
  readonly span: Span | null;
  /** Pixels. */
  readonly top: number;
  /** Whether the comparisons are unfolded. */
  readonly unfolded: boolean;
}
