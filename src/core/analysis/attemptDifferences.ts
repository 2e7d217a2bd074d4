import type { Workload } from '../experiment/workload';
import type { PlanDocument, PlannedLayout } from '../plan/planDocument';
import { groupBy } from '../text/groupBy';
import type { AttemptFacts } from '../topology/attemptFacts';
import { type Drift, hostDifferences } from '../topology/drift';

/** What an attempt knows of how it came to its numbers. */
export interface AttemptOrigins {
  readonly attempt: string;
  /** As the user named it. */
  readonly host: string;
  readonly plan: PlanDocument;
  /** Of its first capture; null where there is none. */
  readonly facts: AttemptFacts | null;
  /** Documents as they were, by paths from the experiment's folder; null where the attempt does not say. */
  readonly documents: readonly { readonly path: string; readonly sha256: string }[] | null;
}

/**
 * In what two attempts differ besides their times: host, software, what was run and the documents. Each is part of every
 * difference of times. What one of the two does not know is told once, and is no difference.
 */
export function attemptDifferences(earlier: AttemptOrigins, later: AttemptOrigins): readonly Drift[] {
  return [
    ...namedHosts(earlier, later),
    ...factsBetween(earlier, later),
    ...layoutsBetween(earlier.plan, later.plan),
    ...workloadsBetween(earlier.plan, later.plan),
    ...guestBetween(earlier.plan, later.plan),
    ...toolBetween(earlier.plan, later.plan),
    ...documentsBetween(earlier, later),
  ];
}

function namedHosts({ host: was }: AttemptOrigins, { host: is }: AttemptOrigins): readonly Drift[] {
  if (was === is) return [];
  return [
    { what: `The host is ${is}, and was ${was}.`, means: 'Two machines may be all of the difference.' },
  ];
}

function factsBetween(earlier: AttemptOrigins, later: AttemptOrigins): readonly Drift[] {
  if (earlier.facts === null || later.facts === null) {
    const silent = [earlier, later].filter(({ facts }) => facts === null).map(({ attempt }) => attempt);
    const what = `What host and software were is not known of ${silent.join(' and ')}.`;
    return [{ what, means: 'A difference in them cannot be told.' }];
  }
  const [was, is] = [earlier.facts.facts.cpuModel, later.facts.facts.cpuModel];
  const isOther = was !== null && is !== null && was !== is;
  const processor = { what: `The processor is ${is}, and was ${was}.`, means: 'Times are of two machines.' };
  return [...(isOther ? [processor] : []), ...hostDifferences(earlier.facts, later.facts)];
}

function layoutsBetween(earlier: PlanDocument, later: PlanDocument): readonly Drift[] {
  const were = new Map(earlier.layouts.map((layout) => [layout.name, cutOf(layout)]));
  return later.layouts.flatMap((layout) => {
    const was = were.get(layout.name);
    if (was === undefined || was === cutOf(layout)) return [];
    const what = `The layout ${layout.name} is another cut than before.`;
    return [{ what, means: 'Its rows compare two cuts of one name: look at both pictures.' }];
  });
}

function cutOf({ machine, guests }: PlannedLayout): string {
  return JSON.stringify([machine, guests]);
}

function workloadsBetween(earlier: PlanDocument, later: PlanDocument): readonly Drift[] {
  const were = startsOf(earlier);
  return [...startsOf(later)].flatMap(([title, is]) => {
    const was = were.get(title);
    if (was === undefined || was === is) return [];
    const what = `The program ${title} is started otherwise than before.`;
    return [{ what, means: 'Its rows may compare other work.' }];
  });
}

/** How each program is started, in all its variants; where it stands in the document is no matter. */
function startsOf({ workloads }: PlanDocument): ReadonlyMap<string, string> {
  const titles = groupBy(workloads, ({ title }) => title);
  return new Map([...titles].map(([title, variants]) => [title, variants.map(startOf).sort().join('\n')]));
}

function startOf(workload: Workload): string {
  const own = Object.entries(workload).filter(([key]) => key !== 'id' && key !== 'path');
  return JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function guestBetween({ guest: was }: PlanDocument, { guest: is }: PlanDocument): readonly Drift[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  const what = 'Guests are booted otherwise than before.';
  return [{ what, means: 'Their kernel, its arguments, files or image are other ones.' }];
}

function toolBetween({ tool: was }: PlanDocument, { tool: is }: PlanDocument): readonly Drift[] {
  if (was === is) return [];
  const what = `VM Partition Lab is ${is}, and was ${was}.`;
  return [{ what, means: 'Guests may be started in another way.' }];
}

/** Of one experiment alone: documents of two are others anyway. */
function documentsBetween(earlier: AttemptOrigins, later: AttemptOrigins): readonly Drift[] {
  if (earlier.plan.name !== later.plan.name || earlier.documents === null) return [];
  const were = new Map(earlier.documents.map(({ path, sha256 }) => [path, sha256]));
  return (later.documents ?? []).flatMap(({ path, sha256 }) => {
    const was = were.get(path);
    if (was === undefined || was === sha256) return [];
    const what = `The document ${path} has another content than before.`;
    return [{ what, means: 'The plan of each attempt says what was run.' }];
  });
}
