import type { ResultsPanelState } from '../protocol/results';

/** The panel that shows an experiment; else the one that follows, to be turned to it. null: a new one is needed. */
export function panelFor<P extends { readonly state: () => ResultsPanelState }>(
  open: Iterable<P>,
  experiment: string,
): { readonly panel: P; readonly isOwn: boolean } | null {
  const all = [...open];
  const own = all.find((panel) => panel.state().experiment === experiment);
  if (own !== undefined) return { panel: own, isOwn: true };
  const follower = all.find((panel) => !panel.state().pinned);
  return follower === undefined ? null : { panel: follower, isOwn: false };
}
