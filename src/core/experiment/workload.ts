import type { Workload as WorkloadEntry } from '../schema/generated/vmexperiment.types';
import type { JsonPath } from '../text/document';
import type { Levels } from './factors';
import type { GivenProfile } from './givenProfile';

export type LauncherId = NonNullable<WorkloadEntry['launcher']>;
export type MpiRuntime = 'openmpi' | 'mpich';
export type RankOrder = 'block' | 'cyclic';

/**
 * One program with its parameters: an entry of `workloads`, NPB entries split into their programs, once for each
 * combination of the factors that are about starting it.
 */
export interface Workload {
  /** Unique in the experiment, safe as a file name: `w1`, `w2`. */
  readonly id: string;
  /** Shown to people: `bt.B`, `hpcc`, the name of a command. Variants of a program share it. */
  readonly title: string;
  readonly suite: WorkloadEntry['suite'];
  /** NPB program; the suite's or the command's name otherwise. */
  readonly program: string;
  /** NPB class, null otherwise. */
  readonly problemClass: string | null;
  /** NPB: folder of the binaries on the host. */
  readonly directory: string | null;
  /** `command` and `hpcc`: program and arguments. */
  readonly command: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly time: MetricPattern | null;
  readonly metrics: Readonly<Record<string, MetricPattern>>;
  readonly success: string | null;
  /** `command`: what its author says that it does; null where nobody did, and for the other suites. */
  readonly profile: GivenProfile | null;
  readonly launcher: LauncherId;
  readonly mpi: MpiRuntime;
  /** null: one for each vCPU of the layout. */
  readonly ranks: number | null;
  /** null: the launcher's default. */
  readonly threads: number | null;
  readonly rankOrder: RankOrder;
  /** How ranks in different VMs of a host reach each other. */
  readonly transport: 'network' | 'shared';
  readonly environment: Readonly<Record<string, string>>;
  /** Levels of the experiment's factors that this variant is started with; they are in the members above as well. */
  readonly levels: Levels;
  /** Where it stands in the experiment document. */
  readonly path: JsonPath;
}

/** A number taken from output by a regular expression in RE2 syntax. */
export interface MetricPattern {
  readonly pattern: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

/** Do processes of this launcher reach all VMs of a layout? The others live in the first VM. */
export function spansVms(launcher: LauncherId): boolean {
  return launcher !== 'plain' && launcher !== 'openmp';
}
