import type { Machine } from '../core/topology/machine';
import { indexLines, positionAt } from '../core/text/positions';
import { builtInPath, loadTopology, type Loaded } from './documentGraph';
import { documentKind } from './documentKind';
import { UserError } from './lab';
import type { LabOptions } from './options';

export async function builtInMachines(options: LabOptions): Promise<readonly Machine[]> {
  const names = await options.files.list(options.machinesFolder);
  const documents = names.filter((name) => documentKind(name) === 'topology');
  return Promise.all(documents.map((name) => topologyAt(options, `${options.machinesFolder}/${name}`)));
}

/** By built-in id, or by the path of a topology document. */
export async function findMachine(options: LabOptions, idOrPath: string): Promise<Machine> {
  if (idOrPath.endsWith('.json')) return topologyAt(options, idOrPath);
  const path = builtInPath(options, idOrPath);
  const loaded = path === null ? null : await loadTopology(options, path);
  if (loaded !== null) return machineOf(loaded);
  throw new UserError(`No built-in machine is named "${idOrPath}".`, 'vmpart topology list shows them.');
}

/** By the path of a topology document. */
export async function topologyAt(options: LabOptions, path: string): Promise<Machine> {
  const loaded = await loadTopology(options, path);
  if (loaded === null) throw new UserError(`There is no file ${path}.`, 'Look at the path.', path);
  return machineOf(loaded);
}

function machineOf({ path, doc, textProblems, problems, value }: Loaded<Machine>): Machine {
  const text = textProblems[0];
  if (text !== undefined) {
    const { line, column } = positionAt(indexLines(doc.text), text.range.offset);
    throw new UserError(text.message, 'Mend the topology first.', `${path}:${line}:${column}`);
  }
  const problem = problems[0];
  if (problem !== undefined || value === null) {
    throw new UserError(problem?.message ?? 'The topology is empty.', 'Mend the topology first.', path);
  }
  return value;
}
