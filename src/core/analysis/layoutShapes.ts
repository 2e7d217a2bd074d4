import type { PlanDocument, VmSpan } from '../plan/planDocument';

/** How far the VMs of a layout reach, by the PUs of their vCPUs. */
export interface LayoutShape {
  readonly layout: string;
  /** Packages (sockets) of the VM that has the most; at least 1. */
  readonly packages: number;
  /** NUMA nodes of the VM that has the most; at least 1. */
  readonly nodes: number;
}

/** Of the layouts of a plan, less those of which it does not say: earlier plans, machines without packages or nodes. */
export function layoutShapes({ layouts }: Pick<PlanDocument, 'layouts'>): readonly LayoutShape[] {
  return layouts.flatMap(({ name, spans = [] }) => {
    const packages = widest(spans, ({ packages }) => packages);
    const nodes = widest(spans, ({ nodes }) => nodes);
    return packages === 0 || nodes === 0 ? [] : [{ layout: name, packages, nodes }];
  });
}

/** 0 of a layout in which it is not known of some VM: that one may be the widest. */
function widest(spans: readonly VmSpan[], of: (span: VmSpan) => number): number {
  const counts = spans.map(of);
  return counts.includes(0) ? 0 : Math.max(0, ...counts);
}
