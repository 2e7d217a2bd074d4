import type { Experiment, LayoutLevel } from '../experiment/experiment';
import { referenceOf } from '../experiment/exclusion';
import { nativeReference } from '../experiment/nativeReference';
import { type RankPlace, rankPlacement, threadsOf } from '../experiment/ranks';
import { sharedRegion } from '../experiment/sharedRegion';
import type { Workload } from '../experiment/workload';
import type { Launch } from '../programs/launchers/launch';
import { launcherOf, suiteOf } from '../programs/registry';
import { formatCpuList } from '../text/cpuList';
import { builtChoice, builtFile, builtNeed } from './builtProgram';
import type { BundleFile } from './bundle';
import { SUBNET } from './guest';
import type { Need } from './needs';
import { quoteShell } from './quote';
import { comment } from './runList';

/** How one workload is started in one layout, or natively: a few files and what the host must have. */
export interface ProgramFiles {
  readonly files: readonly BundleFile[];
  readonly needs: readonly Need[];
}

/** Folder of the bundle as the program sees it: `$VMPART_HOME` natively, `/vmpart` in guests. */
const GUEST_HOME = '/vmpart';
const NATIVE_HOME = '$VMPART_HOME';

/** `places`: the layouts in which it is run, `native` among them. */
export function programFiles(
  experiment: Experiment,
  workload: Workload,
  places: ReadonlySet<string>,
): ProgramFiles {
  const native = places.has('native') ? [onHost(experiment, workload)] : [];
  const layouts = experiment.layouts
    .filter(({ name }) => places.has(name))
    .map((level) => inLayout(workload, level));
  const parts = [...native, ...layouts];
  const suite = suiteOf(workload.suite);
  const built = suite.built?.(workload);
  const inputs = Object.entries(suite.files(workload)).map(([name, text]) => ({
    path: `programs/${workload.id}/files/${name}`,
    text,
    executable: false,
  }));
  return {
    files: [
      ...inputs,
      ...(built === undefined ? [] : [builtFile(workload, built)]),
      ...levelsFile(workload),
      ...parts.flatMap((part) => part.files),
    ],
    needs: parts.flatMap((part) => part.needs),
  };
}

/** One line of JSON, which goes into the journal as it is. */
function levelsFile({ id, levels }: Workload): readonly BundleFile[] {
  if (Object.keys(levels).length === 0) return [];
  return [file(`programs/${id}/levels`, `${JSON.stringify(levels)}\n`)];
}

function onHost(experiment: Experiment, workload: Workload): ProgramFiles {
  const ranks = nativeReference(experiment, workload);
  const reference = referenceOf(experiment, workload);
  const threads = reference === undefined ? 1 : threadsOf(workload, reference.layout);
  return program(workload, { layout: 'native', ranks, threads, region: null });
}

function inLayout(workload: Workload, level: LayoutLevel): ProgramFiles {
  const { name, layout } = level;
  return program(workload, {
    layout: name,
    ranks: rankPlacement(workload, layout),
    threads: threadsOf(workload, layout),
    region: sharedRegion(workload, layout)?.name ?? null,
  });
}

/** Where and how a workload is started: what a launcher is asked beside what the workload says itself. */
interface Start {
  /** `native` or the name of a layout. */
  readonly layout: string;
  readonly ranks: readonly RankPlace[];
  readonly threads: number;
  /** null: over the network. */
  readonly region: string | null;
}

function program(workload: Workload, { layout, ranks, threads, region }: Start): ProgramFiles {
  const native = layout === 'native';
  const home = native ? NATIVE_HOME : GUEST_HOME;
  const base = `programs/${workload.id}/${layout}`;
  const launch = launcherOf(workload.launcher).launch({
    where: native ? 'native' : 'guests',
    mpi: workload.mpi,
    ranks,
    threads,
    region,
    environment: workload.environment,
    subnet: SUBNET,
    paths: {
      helper: `${home}/bin/vmpart-host`,
      ranksFile: `${home}/${base}.ranks`,
      hostFile: `${home}/${base}.hosts`,
      sshConfig: `${home}/ssh/config`,
      remoteShell: `${home}/ssh/remote-shell`,
      sharedLibrary: `${home}/bin/libvmpart-shared.so`,
    },
  });
  const suite = suiteOf(workload.suite);
  const candidates = suite.candidates(workload, ranks.length);
  const built = suite.built?.(workload);
  const choice = built === undefined ? programChoice(candidates) : [builtChoice(built, candidates[0] ?? [])];
  return {
    files: [
      file(`${base}.sh`, script(workload, layout, ranks.length, launch, choice), true),
      file(`${base}.ranks`, ranksFile(launch.ranks)),
      ...(launch.hostFile === null ? [] : [file(`${base}.hosts`, launch.hostFile)]),
      ...(region === null ? [] : [file(`${base}.shared`, `${region}\n`)]),
    ],
    needs: [
      ...launch.needs.map(({ name, reason }) => ({
        kind: 'program' as const,
        names: name.split('|'),
        reason,
      })),
      ...(built === undefined ? programNeeds(workload, candidates, region) : [builtNeed(workload, built)]),
    ],
  };
}

/** The program itself, and whether it can go through shared memory. */
function programNeeds(
  workload: Workload,
  candidates: readonly (readonly string[])[],
  region: string | null,
): readonly Need[] {
  const names = candidates.map(([name]) => name ?? '');
  const reason = `the program of ${workload.title}`;
  return [{ kind: 'program', names, reason }, ...(region === null ? [] : [preloaded(workload, candidates)])];
}

function preloaded({ title }: Workload, candidates: readonly (readonly string[])[]): Need {
  return {
    kind: 'preloaded',
    names: candidates.map(([name]) => name ?? ''),
    reason: `${title} through shared memory`,
  };
}

function file(path: string, text: string, executable = false): BundleFile {
  return { path, text, executable };
}

/** Lines `RANK VM CPULIST`. A launcher may bind fewer processes than there are ranks. */
function ranksFile(ranks: Launch['ranks']): string {
  return ranks.map(({ vm, cpus }, rank) => `${rank} ${vm ?? '-'} ${formatCpuList(cpus)}\n`).join('');
}

/** The script that starts a program. It runs in the working folder and prints what the program prints. */
function script(
  workload: Workload,
  layout: string,
  ranks: number,
  launch: Launch,
  choice: readonly string[],
): string {
  const variables = Object.entries(launch.environment).map(
    ([name, value]) => `export ${name}=${quoteShell(value)}`,
  );
  const outputs = suiteOf(workload.suite).outputs.map(quoteShell);
  const tools = launch.tools.map(quoteShell).join(' ');
  const words = launch.argv
    .slice(launch.tools.length === 0 ? 0 : 1)
    .map(homeWord)
    .join(' ');
  return [
    '#!/bin/sh',
    ...comment(`${workload.title} in ${layout}: ${ranks} ranks, launcher ${workload.launcher}`),
    'first() { for name; do command -v "$name" && return; done; echo "$1"; }',
    ...variables,
    ...choice,
    ...(launch.tools.length === 0 ? [] : [`launcher=$(first ${tools})`]),
    `${launch.tools.length === 0 ? '' : '"$launcher" '}${words} "$@"`,
    'status=$?',
    ...(outputs.length === 0
      ? []
      : [`for output in ${outputs.join(' ')}; do`, '  [ ! -f "$output" ] || cat "$output"', 'done']),
    'exit "$status"',
    '',
  ].join('\n');
}

/** Sets "$@" to the program and its arguments: the first candidate whose program the machine has. */
function programChoice(candidates: readonly (readonly string[])[]): readonly string[] {
  const [first, ...others] = candidates;
  const line = (argv: readonly string[]): string => `set -- ${argv.map(quoteShell).join(' ')}`;
  return [line(first ?? []), ...others.map((argv) => `command -v "$1" >/dev/null || ${line(argv)}`)];
}

/** A word of the launcher; one that begins with the bundle's folder keeps its variable. */
function homeWord(word: string): string {
  return word.startsWith(`${NATIVE_HOME}/`)
    ? `"${NATIVE_HOME}"${quoteShell(word.slice(NATIVE_HOME.length))}`
    : quoteShell(word);
}
