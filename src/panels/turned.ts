import type { ResultsPanelState } from '../protocol/results';

/** What a panel shows after something was chosen. What one experiment is held against says nothing of another. */
export function turned(state: ResultsPanelState, next: Partial<ResultsPanelState>): ResultsPanelState {
  const isOther = next.experiment !== undefined && next.experiment !== state.experiment;
  return { ...state, ...(isOther ? { against: null } : {}), ...next };
}
