import { join } from 'node:path';
import { openEditor } from './editor/openEditor';
import { openText } from './editor/openDocuments';
import type { Pictures } from './editor/picture/openPictures';
import { once } from './lab/whenCalled';
import { nodeFiles } from './node/files';
import { hostsFilePath, hostTarget, readHosts } from './node/hosts';
import { connectCommand } from './node/sshCommand';
import type { Panels } from './panels/openPanels';
import { openWithExperiment } from './panels/openWithExperiment';
import type { CommandId, Commands } from './platform/commands';
import { openContext } from './platform/openContext';
import { machineSettings } from './platform/settings';
import { needTrust } from './platform/trust';
import { openRuns, type Runs } from './runs/openRuns';
import { parseHosts, wire } from './wire';

/**
 * The extension, loaded when it is first needed; its pictures and its panels when one is opened. Wiring only.
 */
export interface Workbench extends Pick<Runs, 'openTerminal' | 'hosts' | 'runs'> {
  readonly commands: Commands;
  readonly panels: Panels['serializer'];
  readonly layoutEditor: Pictures['provider'];
}

/** What all of the extension was loaded for. */
export type Asker =
  'document' | 'layout editor' | 'panel' | 'task' | 'view of hosts' | 'view of runs' | `command ${string}`;

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
  const runs = openRuns(context, hostsFile, connectCommandOf);
  extension.subscriptions.push(editor, runs, openWithExperiment(context));
  const pictures = once(async () => {
    const opened = (await import('./editor/picture/openPictures')).openPictures(context);
    extension.subscriptions.push(opened);
    return opened;
  });
  const panels = once(async () => {
    const opened = (await import('./panels/openPanels')).openPanels(context);
    extension.subscriptions.push(opened);
    return opened;
  });
  context.log.debug(`Loaded in ${(performance.now() - since).toFixed(1)} ms for: ${asker}.`);
  return {
    commands: {
      ...editor.commands,
      ...runs.commands,
      ...commandsOf(pictures, [
        'openPicture',
        'openPictureHere',
        'openText',
        'openTextHere',
        'exportPicture',
      ]),
      ...commandsOf(panels, ['openResults', 'exportResults']),
    },
    openTerminal: runs.openTerminal,
    runs: runs.runs,
    hosts: runs.hosts,
    panels: {
      deserializeWebviewPanel: async (...given) =>
        await (await panels()).serializer.deserializeWebviewPanel(...given),
    },
    layoutEditor: {
      resolveCustomTextEditor: async (...given) =>
        await (await pictures()).provider.resolveCustomTextEditor(...given),
    },
  };
}

/** Commands of a room that is opened when the first of them is run. */
function commandsOf(
  room: () => Promise<{ readonly commands: Commands }>,
  ids: readonly CommandId[],
): Commands {
  const waiting = ids.map((id) => [
    id,
    async (argument?: unknown) => (await room()).commands[id]?.(argument),
  ]);
  return Object.fromEntries(waiting) as Commands;
}

function hostsFile(): string {
  return hostsFilePath(machineSettings().hostsFile ?? '');
}

/** null for hosts that are not reached by ssh. */
async function connectCommandOf(host: string): Promise<readonly string[] | null> {
  const target = hostTarget(host, await readHosts(nodeFiles, hostsFile(), parseHosts));
  return target.kind === 'ssh' ? connectCommand({ ...target.ssh, program: machineSettings().sshPath }) : null;
}
