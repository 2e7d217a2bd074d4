import { allRecipes } from '../core/recipes/all';
import { compose, type Composed } from '../core/recipes/compose';
import { isRefused, type Recipe } from '../core/recipes/recipe';
import { renderValue } from '../core/text/render';
import type { Machine } from '../core/topology/machine';
import { machineToDocument } from '../core/topology/toDocument';
import { UserError } from './lab';
import { builtInMachines, findMachine } from './machines';
import type { LabOptions } from './options';
import { relativePath } from './relativePath';

/** A figure of the paper that can be run by now. */
export type Figure = Pick<Recipe, 'id' | 'figures' | 'title' | 'detail'>;

export const figures: readonly Figure[] = allRecipes;

/** A machine to adapt a figure to. */
export interface MachineChoice {
  readonly machine: Machine;
  readonly from: 'builtIn' | 'file' | 'probe';
  /** Its id; the absolute path of its topology file; the name of the host that was probed. */
  readonly name: string;
}

export interface NewExperiment {
  /** Absolute paths. */
  readonly experiment: string;
  readonly layouts: readonly string[];
}

/** Machines of these topology files, of hosts as they were last probed, and built-in ones. What is broken is left out. */
export async function machineChoices(
  options: LabOptions,
  topologies: readonly string[],
): Promise<readonly MachineChoice[]> {
  const files = await Promise.all(topologies.map((path) => ofFile(options, path)));
  const hosts = await options.hosts().catch(() => []);
  const probed = await Promise.all(hosts.map(({ name }) => ofProbe(options, name)));
  const builtIn = await builtInMachines(options);
  return [
    ...[...files, ...probed].filter((choice) => choice !== null),
    ...builtIn.map((machine): MachineChoice => ({ machine, from: 'builtIn', name: machine.id })),
  ];
}

async function ofFile(options: LabOptions, path: string): Promise<MachineChoice | null> {
  const machine = await findMachine(options, path).catch(() => null);
  return machine === null ? null : { machine, from: 'file', name: path };
}

async function ofProbe({ probes }: LabOptions, host: string): Promise<MachineChoice | null> {
  const probe = await probes.read(host).catch(() => null);
  return probe === null ? null : { machine: probe.machine, from: 'probe', name: host };
}

/**
 * Writes a figure's experiment and its layouts, adapted to a machine, into a new folder below `parent`. Nothing that is
 * there is written over. Throws a UserError for a machine that cannot have the figure.
 */
export async function newFromFigure(
  { files }: LabOptions,
  figure: string,
  choice: MachineChoice,
  parent: string,
): Promise<NewExperiment> {
  const recipe = allRecipes.find(({ id }) => id === figure);
  if (recipe === undefined) throw new Error(`There is no recipe ${figure}.`);
  const folder = freeFolder(await files.list(parent), `${figure}-${fileName(choice.machine.id)}`);
  const named = nameOf(choice, `${parent}/${folder}`);
  const composed = compose(recipe, choice.machine, named);
  if (isRefused(composed)) throw new UserError(composed.problem, composed.remedy);
  const written = [...composed.files, ...topologyFile(choice, named)];
  await files.makeFolder(`${parent}/${folder}`);
  for (const { name, text } of written) await files.writeText(`${parent}/${folder}/${name}`, text);
  return pathsOf(composed, `${parent}/${folder}`);
}

function pathsOf({ experiment, files }: Composed, folder: string): NewExperiment {
  const layouts = files.filter(({ name }) => name !== experiment).map(({ name }) => `${folder}/${name}`);
  return { experiment: `${folder}/${experiment}`, layouts };
}

/** What documents in a folder call the machine. That of a probed host is written beside them. */
function nameOf({ machine, from, name }: MachineChoice, folder: string): string {
  if (from === 'builtIn') return machine.id;
  return from === 'file' ? relativePath(folder, name) : `${fileName(name)}.vmtopology.json`;
}

function topologyFile({ machine, from }: MachineChoice, name: string): Composed['files'] {
  if (from !== 'probe') return [];
  const style = { indent: '  ', eol: '\n' };
  return [{ name, text: `${renderValue(machineToDocument(machine), style, '', 0, true)}\n` }];
}

function fileName(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]+/g, '-');
}

function freeFolder(taken: readonly string[], wanted: string): string {
  const isTaken = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let number = 2; isTaken.has(name.toLowerCase()); number++) name = `${wanted}-${number}`;
  return name;
}
