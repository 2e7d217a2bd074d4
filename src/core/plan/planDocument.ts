import type { Experiment } from '../experiment/experiment';
import { factorTexts } from '../experiment/factors';
import type { Schedule } from '../experiment/schedule';
import type { Workload } from '../experiment/workload';
import type { Layout } from '../layout/layout';
import { nodesOf, packagesOf } from '../topology/queries';
import { type Guest, guestsOf } from './guest';
import type { GuestVariant } from './guestVariants';

/**
 * plan.json: everything that decides what is run, as data. Its hash names the plan; an attempt is resumed only with
 * the same one, and results are read from it alone, so that later edits of the documents cannot change them.
 */
export interface PlanDocument {
  readonly version: 1;
  /** Version of vmpart that made it. */
  readonly tool: string;
  readonly name: string;
  readonly title: string;
  readonly native: boolean;
  readonly layouts: readonly PlannedLayout[];
  /** How the guests of the layouts are booted: one for each layout that has sessions, several where a factor says so. */
  readonly variants: readonly GuestVariant[];
  readonly workloads: readonly Workload[];
  /** Levels of the factors beside the layout, as text, by factor and in document order. */
  readonly factors: Readonly<Record<string, readonly string[]>>;
  readonly schedule: Schedule;
  /** What is done to VMs between runs beside the levels of a factor, and what is recorded; absent without any. */
  readonly techniques?: Experiment['techniques'];
  readonly collect?: Experiment['collect'];
  /** What counts as equivalent, where the experiment says so: it is stated before the runs. */
  readonly margin?: number;
  readonly timeLimitSeconds: number;
  readonly bootLimitSeconds: number;
  readonly guest: Experiment['guest'];
}

export interface PlannedLayout {
  readonly name: string;
  readonly machine: string;
  readonly guests: readonly Guest[];
  /** In the order of `guests`; absent in plans of before it was told. */
  readonly spans?: readonly VmSpan[];
}

/** On how many packages and NUMA nodes the PUs of a VM's vCPUs lie; 0 where the machine does not know it of any. */
export interface VmSpan {
  readonly packages: number;
  readonly nodes: number;
  /** Ids of the nodes, ascending; absent in plans of before it was told. */
  readonly nodeIds?: readonly number[];
}

export function planDocument(
  experiment: Experiment,
  schedule: Schedule,
  variants: readonly GuestVariant[],
  tool: string,
): PlanDocument {
  return {
    version: 1,
    tool,
    name: experiment.name,
    title: experiment.title,
    native: experiment.native,
    layouts: experiment.layouts.map(({ name, layout }) => ({
      name,
      machine: layout.machine.id,
      guests: guestsOf(layout),
      spans: spansOf(layout),
    })),
    variants,
    workloads: experiment.workloads,
    factors: factorTexts(experiment),
    schedule,
    ...(experiment.techniques.length === 0 ? {} : { techniques: experiment.techniques }),
    ...(experiment.collect.length === 0 ? {} : { collect: experiment.collect }),
    ...(experiment.margin === null ? {} : { margin: experiment.margin }),
    timeLimitSeconds: experiment.timeLimitSeconds,
    bootLimitSeconds: experiment.bootLimitSeconds,
    guest: experiment.guest,
  };
}

function spansOf({ machine, vms }: Layout): readonly VmSpan[] {
  return vms.map(({ pus }) => {
    const nodeIds = nodesOf(machine, pus);
    return { packages: packagesOf(machine, pus).length, nodes: nodeIds.length, nodeIds };
  });
}
