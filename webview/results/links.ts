import type { Link } from '../../src/core/analysis/figures/figure';

/** The same for the same link. */
export function linkKey({ layout, setting, workload, phase, session }: Link): string {
  return JSON.stringify([layout, setting, workload, phase, session ?? null]);
}

/** Whether something stands for what is selected: a cell's sessions belong to it. */
export function belongs(link: Link | null, selected: Link | null): boolean {
  if (link === null || selected === null) return false;
  return isSameCell(link, selected) && (selected.session === undefined || selected.session === link.session);
}

/** Leaves the session out of account. */
export function isSameCell(
  one: Pick<Link, 'layout' | 'setting' | 'workload' | 'phase'>,
  other: Pick<Link, 'layout' | 'setting' | 'workload' | 'phase'>,
): boolean {
  return (
    one.layout === other.layout &&
    one.setting === other.setting &&
    one.workload === other.workload &&
    one.phase === other.phase
  );
}
