import type { Experiment } from '../experiment/experiment';
import { isPool, levelOf, type Levels, poolOf } from '../experiment/factors';
import type { Session } from '../experiment/schedule';
import { techniquesOf } from '../experiment/techniques';
import type { Machine } from '../topology/machine';

/** A `set-` verb of vmpart-root with its arguments, the value last. */
export type HostSetting = readonly [string, ...string[]];

/** Of `set-ksm` and `set-numa-balancing`. */
const SWITCH: Readonly<Record<string, string>> = { on: '1', off: '0' };

/**
 * What is set on the host for a session, before its VMs start; the library puts it back after them. Native sessions are
 * prepared alike, also by what acts on VMs alone (paging): then a level is what the journal says, and no difference to
 * the baseline is one of preparation.
 */
export function hostSettings(
  experiment: Experiment,
  session: Pick<Session, 'layout' | 'levels'>,
): readonly HostSetting[] {
  const { layout, levels } = session;
  const level = experiment.layouts.find(({ name }) => name === layout) ?? experiment.layouts[0];
  return [
    ...merging(experiment, levels['host.ksm']),
    ...plain('set-thp', levels['host.thp']),
    ...plain('set-numa-balancing', SWITCH[levels['host.numaBalancing'] ?? '']),
    ...plain('set-paging', levels['host.paging']),
    ...plain('set-page-cluster', singlePages(experiment, session)),
    ...(level === undefined ? [] : pools(experiment, level.layout.machine, levels)),
  ];
}

/** Where some level merges within nodes alone, `on` means across them, whatever the host has. */
function merging({ factors }: Experiment, level: string | undefined): readonly HostSetting[] {
  const tellsApart = factors['host.ksm']?.includes('withinNodes') === true;
  const across = { on: tellsApart ? '1' : undefined, withinNodes: '0' }[level ?? ''];
  return [
    ...plain('set-ksm-across-nodes', across),
    ...plain('set-ksm', level === 'withinNodes' ? '1' : SWITCH[level ?? '']),
  ];
}

/**
 * Memory that was reclaimed comes back page by page, each from the node that wants it: read-ahead (vm.page-cluster, a
 * power of two) would bring its neighbours along to that node.
 */
function singlePages(
  experiment: Experiment,
  session: Pick<Session, 'layout' | 'levels'>,
): string | undefined {
  return techniquesOf(experiment, session).includes('reclaim') ? '0' : undefined;
}

function plain(verb: string, value: string | undefined): readonly HostSetting[] {
  return value === undefined ? [] : [[verb, value]];
}

/**
 * Pools on every node with memory. Those of the factor's other page sizes are emptied, so that a level means the same
 * whatever was there; where no level has a pool, those of all sizes that the machine knows.
 */
function pools(experiment: Experiment, machine: Machine, levels: Levels): readonly HostSetting[] {
  const text = levels['host.hugePages'];
  const wanted = text === undefined ? undefined : levelOf(experiment, 'host.hugePages', text);
  if (wanted === undefined) return [];
  const pool = isPool(wanted) ? poolOf(wanted) : null;
  return machine.nodes
    .filter(({ memoryBytes }) => memoryBytes !== 0)
    .flatMap(({ id }) =>
      poolSizes(experiment, machine).map((size): HostSetting => {
        const pages = pool !== null && pool.sizeBytes === size ? pool.pagesPerNode : 0;
        return ['set-huge-pages', String(id), String(size / 1024), String(pages)];
      }),
    );
}

function poolSizes({ factors }: Experiment, machine: Machine): readonly number[] {
  const named = (factors['host.hugePages'] ?? []).flatMap((level) =>
    isPool(level) ? [poolOf(level).sizeBytes] : [],
  );
  const [base = 4096] = machine.pageSizesBytes;
  return named.length > 0 ? [...new Set(named)] : machine.pageSizesBytes.filter((size) => size > base);
}
