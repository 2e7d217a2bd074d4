import {
  CustomExecution,
  type Pseudoterminal,
  Task,
  type TaskDefinition,
  TaskPanelKind,
  type TaskProvider,
  TaskRevealKind,
  TaskScope,
  Uri,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import { isAbsolute } from 'node:path';
import { isExperiment } from '../platform/documents';
import type { Job } from './runTerminal';

export const taskType = 'vm-partition';

/** As the manifest declares it. */
export interface RunDefinition extends TaskDefinition {
  readonly type: typeof taskType;
  readonly experiment: string;
  readonly host?: string;
  readonly detach?: boolean;
  /** Go on with the newest attempt of the same plan. */
  readonly resume?: boolean;
  /** With `resume`: run again what has failed. */
  readonly failed?: boolean;
  /** Where another attempt has the host, wait for it. */
  readonly queue?: boolean;
  /** Follow this attempt folder and start nothing. */
  readonly attempt?: string;
}

export type OpenTerminal = (job: Job) => Pseudoterminal | Promise<Pseudoterminal>;

/** Both answers come at once and contact no host: the editor asks often and waits for them. */
export function taskProvider(openTerminal: OpenTerminal): TaskProvider {
  return {
    provideTasks: () =>
      workspace.textDocuments
        .filter(({ uri }) => isExperiment(uri))
        .map(({ uri }) =>
          runTask({ type: taskType, experiment: workspace.asRelativePath(uri, false) }, uri, openTerminal),
        ),
    resolveTask(task) {
      const { definition } = task;
      if (!isRunDefinition(definition)) return undefined;
      const folder = typeof task.scope === 'object' ? task.scope : workspace.workspaceFolders?.[0];
      return runTask(definition, absolute(definition.experiment, folder), openTerminal);
    },
  };
}

export function runTask(definition: RunDefinition, experiment: Uri, openTerminal: OpenTerminal): Task {
  const execution = new CustomExecution((resolved) =>
    Promise.resolve(
      openTerminal(jobOf({ ...definition, ...(resolved as Partial<RunDefinition>) }, experiment.fsPath)),
    ),
  );
  const scope = workspace.getWorkspaceFolder(experiment) ?? TaskScope.Workspace;
  // No problem matcher: what is wrong comes from the journal, and without a list the editor would ask for one.
  const task = new Task(definition, scope, workspace.asRelativePath(experiment), taskType, execution, []);
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, focus: false };
  return task;
}

function jobOf(definition: RunDefinition, experiment: string): Job {
  const { host = null, detach = false, resume = false, failed = false, queue = false, attempt } = definition;
  if (attempt !== undefined) return { kind: 'attach', folder: attempt };
  return { kind: 'start', experiment, host, detach, resume: resume || failed, failed, queue };
}

function isRunDefinition(definition: TaskDefinition): definition is RunDefinition {
  const { host, detach, resume, failed, queue, attempt } = definition as Partial<RunDefinition>;
  return (
    definition.type === taskType &&
    typeof definition['experiment'] === 'string' &&
    [host, attempt].every((value) => value === undefined || typeof value === 'string') &&
    [detach, resume, failed, queue].every((value) => value === undefined || typeof value === 'boolean')
  );
}

function absolute(path: string, folder: WorkspaceFolder | undefined): Uri {
  return isAbsolute(path) || folder === undefined ? Uri.file(path) : Uri.joinPath(folder.uri, path);
}
