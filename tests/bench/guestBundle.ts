import { existsSync, readdirSync } from 'node:fs';
import { experimentFromDocument } from '../../src/core/experiment/fromDocument';
import { layoutFromDocument } from '../../src/core/layout/fromDocument';
import { compile } from '../../src/core/plan/compile';
import type { ExperimentDocument } from '../../src/core/schema/generated/vmexperiment.types';
import { machineFromDocument } from '../../src/core/topology/fromDocument';
import { availableParallelism } from 'node:os';

/** Name of the layout. */
export const CUT = 'cut';
export const NAMES = ['vm0', 'vm1', 'vm2', 'vm3'] as const;

/** A kernel of a distribution with its modules; the running one may have none. null without any. */
export function newestKernel(): string | null {
  const names = existsSync('/boot') ? readdirSync('/boot').filter((name) => name.startsWith('vmlinuz-')) : [];
  const usable = names.filter((name) =>
    existsSync(`/lib/modules/${name.slice('vmlinuz-'.length)}/modules.dep`),
  );
  const newest = usable.sort().at(-1);
  return newest === undefined ? null : `/boot/${newest}`;
}

/**
 * What the planner makes of an experiment with so many emulated VMs of one vCPU, as files by path, without run.sh. The vCPUs are dealt
 * out over this machine's PUs; each VM has 384 MiB from wherever there is some. `script` is the program, started in the
 * first VM.
 */
export function guestFiles(count: number, kernel: string, script: string): Readonly<Record<string, string>> {
  const pus = Math.min(2, availableParallelism());
  const { machine } = machineFromDocument(
    { version: 1, id: 'bench', synthetic: `pack:1 [numa] core:${pus} pu:1`, memoryPerNode: '8GiB' },
    'bench',
  );
  const vms = NAMES.slice(0, count).map((name, at) => ({ name, pus: String(at % pus) }));
  const defaults = { memory: '384MiB', policy: 'firstTouch', emulator: `0-${pus - 1}` } as const;
  const { layout, problems } = layoutFromDocument(
    { version: 1, machine: 'bench', defaults, vms },
    machine,
    CUT,
  );
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const document: ExperimentDocument = {
    version: 1,
    layouts: [CUT],
    workloads: [{ suite: 'command', name: 'program', command: ['/bin/date'] }],
    guest: { kernel },
    replicates: 1,
  };
  const levels = [{ name: CUT, layout, path: ['layouts', 0] }];
  const { experiment } = experimentFromDocument(document, levels, 'bench');
  const { files } = compile(experiment, { accelerator: 'tcg', origin: 'rehearsed' }, '0');
  // A bench has its own list of calls.
  const own = files.filter(({ path }) => path !== 'run.sh');
  return {
    ...Object.fromEntries(own.map(({ path, text }) => [path, text])),
    [`programs/w1/${CUT}.sh`]: script,
    [`programs/w1/${CUT}.ranks`]: '',
  };
}
