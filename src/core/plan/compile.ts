import type { Experiment } from '../experiment/experiment';
import { scheduleOf } from '../experiment/schedule';
import { formatCpuList } from '../text/cpuList';
import { fnv1a64 } from '../text/hash';
import type { Bundle, BundleFile } from './bundle';
import { estimateOf } from './estimate';
import { ALWAYS, FOR_GUESTS, type Need, needsFile } from './needs';
import { placeFile, vmTable } from './place';
import { type PlanDocument, planDocument } from './planDocument';
import { programFiles } from './programFiles';
import { qemuScript } from './qemu';
import { quoteShell } from './quote';
import { runList } from './runList';

/** What the plan takes from the host on which it will run. */
export interface Target {
  /** `tcg` emulates: placement is real, times mean nothing. */
  readonly accelerator: 'kvm' | 'tcg';
  readonly origin: 'measured' | 'rehearsed';
}

/** Verbs of vmpart-root in every bundle: each session is prepared alike. */
const ROOT_VERBS = ['drop-caches', 'compact-memory'];

/**
 * An experiment as a bundle, without the files of the payload, which are the same in every bundle. Pure: the same
 * experiment and tool version give the same bytes.
 */
export function compile(experiment: Experiment, target: Target, tool: string): Bundle {
  const schedule = scheduleOf(experiment);
  const plan = planDocument(experiment, schedule, tool);
  const planText = JSON.stringify(plan, null, 1) + '\n';
  const planHash = fnv1a64(new TextEncoder().encode(planText));
  const programs = experiment.workloads.map((workload) => programFiles(experiment, workload));
  const files: readonly BundleFile[] = [
    text('plan.json', planText),
    {
      ...text('run.sh', runList(plan.title, schedule, plan.workloads, plan.timeLimitSeconds)),
      executable: true,
    },
    text('attempt.env', settings(experiment, target, tool, planHash)),
    text(
      'needs',
      needsFile(
        needsOf(
          experiment,
          programs.flatMap((program) => program.needs),
        ),
      ),
    ),
    ...experiment.layouts.flatMap((level) => layoutFiles(level.name, plan)),
    ...programs.flatMap((program) => program.files),
  ];
  return { planHash, files, rootVerbs: ROOT_VERBS, estimate: estimateOf(schedule) };
}

function text(path: string, content: string): BundleFile {
  return { path, text: content, executable: false };
}

function needsOf(experiment: Experiment, programs: readonly Need[]): readonly Need[] {
  if (experiment.layouts.length === 0) return [...ALWAYS, ...programs];
  const files = experiment.guest.files.map((path): Need => ({
    kind: 'file',
    names: [path],
    reason: 'named in guest.files',
  }));
  return [...ALWAYS, ...FOR_GUESTS, ...programs, ...files];
}

function layoutFiles(name: string, plan: PlanDocument): readonly BundleFile[] {
  const guests = plan.layouts.find((layout) => layout.name === name)?.guests ?? [];
  return [
    text(`vms/${name}/vms`, vmTable(guests)),
    ...guests.flatMap((guest) => [
      text(`vms/${name}/${guest.name}.sh`, qemuScript(guest, plan.guest.args)),
      text(`vms/${name}/${guest.name}.place`, placeFile(guest)),
    ]),
  ];
}

/** NAME=value lines for the library, quoted for its shell. */
function settings(experiment: Experiment, target: Target, tool: string, planHash: string): string {
  const layouts = experiment.layouts.map((level) => level.layout);
  const housekeeping = layouts[0]?.machine.reserved.pus ?? [];
  const models = new Set(
    layouts.flatMap((layout) => layout.vms.flatMap((vm) => vm.nics.map((nic) => nic.model))),
  );
  const values: Readonly<Record<string, string>> = {
    VMPART_ORIGIN: target.origin,
    PLAN_HASH: planHash,
    TOOL_VERSION: tool,
    ACCEL: target.accelerator,
    CPU_MODEL: target.accelerator === 'kvm' ? 'host' : 'max',
    BOOT_LIMIT: String(experiment.bootLimitSeconds),
    GUEST_KERNEL: experiment.guest.kernel ?? '',
    HOUSEKEEPING: formatCpuList(housekeeping),
    NIC_MODELS: [...models].join(' '),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoteShell(value)}\n`)
    .join('');
}
