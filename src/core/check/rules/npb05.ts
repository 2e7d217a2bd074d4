import type { Experiment } from '../../experiment/experiment';
import { isRunIn, layoutsOf } from '../../experiment/exclusion';
import { rankPlacement } from '../../experiment/ranks';
import type { Workload } from '../../experiment/workload';
import type { Layout } from '../../layout/layout';
import { npbClasses } from '../../programs/npbMemory';
import { suiteOf } from '../../programs/registry';
import type { Problem, ProblemFix } from '../../text/document';
import { sizeInWords } from '../../text/size';
import { availableBytes } from '../../topology/queries';
import { entryOf, firstInEachEntry } from '../entries';
import type { ExperimentRule } from '../rule';
import { named } from '../words';

export const npb05: ExperimentRule = {
  id: 'NPB05',
  subject: 'experiment',
  severity: 'warning',
  title: 'Class that does not fit the VMs',
  reason:
    'A guest whose program is larger than its memory has nothing to swap to: the kernel kills a rank, after minutes or at once, and the whole run is lost.',
  source:
    'docs/npb-memory.md, from the array declarations of NPB 3.4; Linux, memory-model.rst (page descriptors)',
  *check(experiment) {
    yield* firstInEachEntry(experiment, (workload) => tooLarge(experiment, workload));
  },
};

function* tooLarge(experiment: Experiment, workload: Workload): Iterable<Problem> {
  const bytes = bytesOf(workload);
  const places = placesThatLack(experiment, workload);
  const [first] = places;
  if (bytes === null || first === undefined) return;
  const others = [...new Set(places.slice(1).map(({ where }) => where))].filter(
    (name) => name !== first.where,
  );
  yield {
    message: [
      `"${workload.title}" needs at least ${sizeInWords(bytes)}.`,
      first.vm === null
        ? `The machine has ${sizeInWords(first.has)}.`
        : `VM "${first.vm}" of layout "${first.where}" carries ${sizeInWords(first.needs)} of it and has ${sizeInWords(first.has)}, from which its kernel takes a part.`,
      others.length === 0 ? '' : `The same is true of ${named(others)}.`,
      'Use a smaller class, or larger VMs.',
    ]
      .filter(Boolean)
      .join(' '),
    path: [...workload.path, 'class'],
    fixes: smallerClass(experiment, workload),
  };
}

interface Shortage {
  /** Name of a layout, or `native`. */
  readonly where: string;
  /** null natively. */
  readonly vm: string | null;
  readonly needs: number;
  readonly has: number;
}

/** Where a workload lacks memory: VMs in the order of the layouts, then the native machine. */
function placesThatLack(experiment: Experiment, workload: Workload): readonly Shortage[] {
  const bytes = bytesOf(workload);
  if (bytes === null) return [];
  const layouts = layoutsOf(experiment, workload).flatMap(({ name, layout }) =>
    vmsThatLack(workload, layout, bytes).map((shortage) => ({ where: name, ...shortage })),
  );
  const has = isNative(experiment, workload) ? machineBytes(experiment) : null;
  return has === null || bytes <= has
    ? layouts
    : [...layouts, { where: 'native', vm: null, needs: bytes, has }];
}

/** A program's arrays are cut evenly among its ranks. */
function vmsThatLack(workload: Workload, layout: Layout, bytes: number): readonly Omit<Shortage, 'where'>[] {
  const ranks = rankPlacement(workload, layout);
  return layout.vms.flatMap(({ name, memoryBytes }) => {
    const own = ranks.filter(({ vm }) => vm === name).length;
    const needs = ranks.length === 0 ? 0 : (bytes * own) / ranks.length;
    return needs > memoryBytes - descriptorBytes(memoryBytes) ? [{ vm: name, needs, has: memoryBytes }] : [];
  });
}

/** What a kernel keeps to describe its pages: 64 bytes for each of 4 KiB. */
function descriptorBytes(memoryBytes: number): number {
  return memoryBytes / 64;
}

function isNative(experiment: Experiment, workload: Workload): boolean {
  return experiment.native && isRunIn(experiment, workload, 'native');
}

/** Memory that programs may have natively; null where a node's memory is not known. */
function machineBytes(experiment: Experiment): number | null {
  const machine = experiment.layouts[0]?.layout.machine;
  if (machine === undefined || machine.nodes.length === 0) return null;
  const nodes = machine.nodes.map(({ id }) => availableBytes(machine, id));
  return nodes.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
}

function bytesOf(workload: Workload): number | null {
  return suiteOf(workload.suite).memoryBytes?.(workload) ?? null;
}

/** The largest class with which every program of the entry fits wherever it runs. */
function smallerClass(experiment: Experiment, workload: Workload): readonly ProblemFix[] {
  const at = npbClasses.indexOf(workload.problemClass ?? '');
  const smaller = npbClasses.slice(0, Math.max(0, at));
  const entry = entryOf(experiment, workload);
  const fitting = [...smaller]
    .reverse()
    .find((problemClass) =>
      entry.every((one) => placesThatLack(experiment, { ...one, problemClass }).length === 0),
    );
  if (fitting === undefined) return [];
  const changes = [{ path: [...workload.path, 'class'], value: fitting }];
  return [{ title: `Use class ${fitting}`, safe: false, changes }];
}
