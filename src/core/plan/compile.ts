import { baselineLayout, comparisonsOf } from '../experiment/comparisons';
import type { Experiment } from '../experiment/experiment';
import { type Schedule, scheduleOf, type Session } from '../experiment/schedule';
import { formatCpuList } from '../text/cpuList';
import { fnv1a64 } from '../text/hash';
import type { Bundle, BundleFile } from './bundle';
import { comparisonsFile } from './comparisonsFile';
import { estimateOf, type KnownTimes, nothingKnown } from './estimate';
import {
  type GuestVariant,
  guestIn,
  guestVariants,
  hasBalloon,
  nicModels,
  variantArguments,
} from './guestVariants';
import { hostSettings } from './hostSettings';
import { ALWAYS, FOR_GUESTS, type Need, needsFile } from './needs';
import { placeFile, vmTable } from './place';
import { type PlanDocument, planDocument } from './planDocument';
import { programFiles, type ProgramFiles } from './programFiles';
import { qemuScript } from './qemu';
import { quoteShell } from './quote';
import { regionsOf, regionTable } from './regionTable';
import { runList } from './runList';
import { techniquesOf } from '../experiment/techniques';

/** What the plan takes from the host on which it will run. */
export interface Target {
  /** `tcg` emulates: placement is real, times mean nothing. */
  readonly accelerator: 'kvm' | 'tcg';
  readonly origin: 'measured' | 'rehearsed';
}

/**
 * Verbs of vmpart-root: in every bundle, since each session is prepared alike, those of the host's settings, groups, and
 * what counts faults in KVM.
 */
function rootVerbsOf(experiment: Experiment, { sessions }: Schedule): readonly string[] {
  const verbs = sessions.flatMap((session) => hostSettings(experiment, session).map(([verb]) => verb));
  const groups = sessions.some((session) => needsGroups(experiment, session));
  const kvmFaults = sessions.some((session) => countsKvmFaults(experiment, session));
  return [
    ...new Set([
      'drop-caches',
      'compact-memory',
      ...verbs,
      ...(groups ? ['make-group', 'remove-group'] : []),
      ...(kvmFaults ? ['show-fault-event', 'set-perf-paranoid'] : []),
    ]),
  ];
}

/** Whether the session's VMs are put into control groups: for what is asked of these, or done to them. */
function needsGroups(experiment: Experiment, session: Session): boolean {
  if (session.layout === 'native') return false;
  return experiment.collect.includes('numaStat') || techniquesOf(experiment, session).includes('reclaim');
}

/** Whether faults of the session's VMs in KVM are counted. */
function countsKvmFaults({ collect }: Experiment, { layout }: Session): boolean {
  return layout !== 'native' && collect.includes('kvmFaults');
}

/**
 * An experiment as a bundle, without the files of the payload, which are the same in every bundle. Pure: the same
 * experiment and tool version give the same bytes. What is known of earlier times goes into the estimate alone.
 */
export function compile(
  experiment: Experiment,
  target: Target,
  tool: string,
  known: KnownTimes = nothingKnown,
): Bundle {
  const schedule = scheduleOf(experiment);
  const variants = guestVariants(experiment, schedule);
  const plan = planDocument(experiment, schedule, variants, tool);
  const planText = JSON.stringify(plan, null, 1) + '\n';
  const planHash = fnv1a64(new TextEncoder().encode(planText));
  const programs = programsOf(experiment, schedule);
  const files: readonly BundleFile[] = [
    text('plan.json', planText),
    {
      ...text('run.sh', runList(experiment, schedule)),
      executable: true,
    },
    ...comparisons(experiment, schedule),
    text('attempt.env', settings(experiment, variants, target, tool, planHash)),
    text(
      'needs',
      needsFile(
        needsOf(
          experiment,
          variants.length > 0,
          programs.flatMap((program) => program.needs),
        ),
      ),
    ),
    ...variants.flatMap((variant) => guestFiles(variant, plan, target)),
    ...programs.flatMap((program) => program.files),
  ];
  return {
    planHash,
    files,
    rootVerbs: rootVerbsOf(experiment, schedule),
    estimate: estimateOf(experiment, schedule, known),
  };
}

/** What the stopping rule looks at, where there is one. */
function comparisons(experiment: Experiment, schedule: Schedule): readonly BundleFile[] {
  if (schedule.precision === undefined) return [];
  const baseline = baselineLayout(
    experiment.native,
    experiment.layouts.map(({ name }) => name),
  );
  return [text('comparisons', comparisonsFile(comparisonsOf(schedule, baseline)))];
}

function text(path: string, content: string): BundleFile {
  return { path, text: content, executable: false };
}

/** Only what is run is started and asked for. */
function programsOf(experiment: Experiment, { sessions }: Schedule): readonly ProgramFiles[] {
  const places = new Map(experiment.workloads.map(({ id }) => [id, new Set<string>()]));
  for (const { layout, runs } of sessions) for (const run of runs) places.get(run.workload)?.add(layout);
  return experiment.workloads.flatMap((workload) => {
    const used = places.get(workload.id);
    return used === undefined || used.size === 0 ? [] : [programFiles(experiment, workload, used)];
  });
}

function needsOf({ guest }: Experiment, hasGuests: boolean, programs: readonly Need[]): readonly Need[] {
  if (!hasGuests) return [...ALWAYS, ...programs];
  const files = guest.files.map((path): Need => ({
    kind: 'file',
    names: [path],
    reason: 'named in guest.files',
  }));
  return [...ALWAYS, ...FOR_GUESTS, ...programs, ...files];
}

/**
 * A kernel asks at its start whether its timer ticks, and panics when it does not within a few milliseconds: emulated, on a
 * host that is busy, it may not. Guests under KVM do not ask.
 */
const EMULATED_KERNEL: readonly string[] = ['no_timer_check'];

function guestFiles(
  variant: GuestVariant,
  plan: PlanDocument,
  { accelerator }: Target,
): readonly BundleFile[] {
  const base = plan.layouts.find(({ name }) => name === variant.layout)?.guests ?? [];
  const guests = base.map((guest) => guestIn(variant, guest));
  const folder = `vms/${variant.folder}`;
  const emulated = accelerator === 'tcg' ? EMULATED_KERNEL : [];
  const regions = regionsOf(guests);
  return [
    text(`${folder}/vms`, vmTable(guests)),
    ...(regions.length === 0 ? [] : [text(`${folder}/regions`, regionTable(regions))]),
    ...guests.flatMap((guest) => [
      text(
        `${folder}/${guest.name}.sh`,
        qemuScript(guest, [...emulated, ...plan.guest.args, ...variantArguments(variant, guest)]),
      ),
      text(`${folder}/${guest.name}.place`, placeFile(guest)),
    ]),
  ];
}

/** NAME=value lines for the library, quoted for its shell. */
function settings(
  experiment: Experiment,
  variants: readonly GuestVariant[],
  target: Target,
  tool: string,
  planHash: string,
): string {
  const housekeeping = experiment.layouts[0]?.layout.machine.reserved.pus ?? [];
  const values: Readonly<Record<string, string>> = {
    VMPART_ORIGIN: target.origin,
    PLAN_HASH: planHash,
    TOOL_VERSION: tool,
    ACCEL: target.accelerator,
    CPU_MODEL: target.accelerator === 'kvm' ? 'host' : 'max',
    BOOT_LIMIT: String(experiment.bootLimitSeconds),
    GUEST_KERNEL: experiment.guest.kernel ?? '',
    HOUSEKEEPING: formatCpuList(housekeeping),
    COLLECT: experiment.collect.join(' '),
    NIC_MODELS: nicModels(experiment.layouts, variants).join(' '),
    BALLOON: hasBalloon(experiment.layouts) ? 'yes' : '',
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoteShell(value)}\n`)
    .join('');
}
