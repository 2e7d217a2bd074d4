import { join } from 'node:path';
import { openEditor } from './editor/openEditor';
import { openText } from './editor/openDocuments';
import { openPictures, type Pictures } from './editor/picture/openPictures';
import { nodeFiles } from './node/files';
import { hostsFilePath, hostTarget, readHosts } from './node/hosts';
import { connectCommand } from './node/sshCommand';
import { openPanels, type Panels } from './panels/openPanels';
import type { Commands } from './platform/commands';
import { openContext } from './platform/openContext';
import { machineSettings } from './platform/settings';
import { needTrust } from './platform/trust';
import { openRuns, type Runs } from './runs/openRuns';
import { parseHosts, wire } from './wire';

/** All of the extension, loaded when it is first needed. Wiring only. */
export interface Workbench extends Pick<Runs, 'tasks' | 'hosts' | 'runs'> {
  readonly commands: Commands;
  readonly panels: Panels['serializer'];
  readonly layoutEditor: Pictures['provider'];
}

/** What all of the extension was loaded for. */
export type Asker =
  | 'document'
  | 'layout editor'
  | 'list of tasks'
  | 'panel'
  | 'task'
  | 'view of hosts'
  | 'view of runs'
  | `command ${string}`;

/** `since`: when it was asked for, by `performance.now()`. It is in the log, for who looks for what starts slowly. */
export function openWorkbench(
  extension: Parameters<typeof openContext>[0],
  { asker, since }: { readonly asker: Asker; readonly since: number },
): Workbench {
  const context = openContext(extension, (settings, version, log) => {
    const { lab } = wire({
      dist: join(extension.extensionPath, 'dist'),
      version,
      log,
      openText,
      ...(settings.hostsFile === null ? {} : { hostsFile: settings.hostsFile }),
      sshPath: settings.sshPath,
      severities: settings.severities,
      beforeConnect: needTrust,
    });
    return lab;
  });
  const editor = openEditor(context);
  const pictures = openPictures(context);
  const runs = openRuns(context, hostsFile, connectCommandOf);
  const panels = openPanels(context);
  extension.subscriptions.push(editor, pictures, runs, panels);
  context.log.debug(`Loaded in ${(performance.now() - since).toFixed(1)} ms for: ${asker}.`);
  return {
    commands: { ...editor.commands, ...pictures.commands, ...runs.commands, ...panels.commands },
    tasks: runs.tasks,
    runs: runs.runs,
    hosts: runs.hosts,
    panels: panels.serializer,
    layoutEditor: pictures.provider,
  };
}

function hostsFile(): string {
  return hostsFilePath(machineSettings().hostsFile ?? '');
}

/** null for hosts that are not reached by ssh. */
async function connectCommandOf(host: string): Promise<readonly string[] | null> {
  const target = hostTarget(host, await readHosts(nodeFiles, hostsFile(), parseHosts));
  return target.kind === 'ssh' ? connectCommand({ ...target.ssh, program: machineSettings().sshPath }) : null;
}
