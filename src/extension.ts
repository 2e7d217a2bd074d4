import * as vscode from 'vscode';
import { commandIds, commandNeeds } from './platform/commands';
import { isOurs } from './platform/documents';
import { once } from './lab/whenCalled';
import { lazyTree } from './platform/lazyTree';
import { isTrustedOrSays } from './platform/trust';
import { taskProvider, taskType } from './runs/taskProvider';
import type { Asker, Workbench } from './workbench';

/**
 * The entry does next to nothing, because it runs for every JSON file with comments: it says what there is, and loads
 * the rest when one of our documents, a command, a view, a task or a panel asks for it.
 */
export function activate(context: vscode.ExtensionContext): void {
  const workbench = once(async (asker: Asker) => {
    const since = performance.now();
    return (await import('./workbench')).openWorkbench(context, { asker, since });
  });
  for (const id of commandIds) {
    const run = async (...given: readonly unknown[]): Promise<unknown> => {
      const [argument] = given;
      // A menu was open on a row that is gone: what is in the active editor is not what was meant.
      if (given.length > 0 && argument === undefined) {
        sayRowIsGone();
        return undefined;
      }
      if (commandNeeds[id] === 'trust' && !isTrustedOrSays()) return undefined;
      return (await workbench(`command ${id}`)).commands[id]?.(argument);
    };
    context.subscriptions.push(vscode.commands.registerCommand(`vmPartitionLab.${id}`, run));
  }
  context.subscriptions.push(
    // Every window asks for tasks as it starts: what there is to run is told without what runs it.
    vscode.tasks.registerTaskProvider(
      taskType,
      taskProvider(async (job) => (await workbench('task')).openTerminal(job)),
    ),
    vscode.window.registerWebviewPanelSerializer('vmPartitionLab.results', {
      deserializeWebviewPanel: async (panel, state) =>
        (await workbench('panel')).panels.deserializeWebviewPanel(panel, state),
    }),
    vscode.window.registerCustomEditorProvider(
      'vmPartitionLab.layoutEditor',
      {
        resolveCustomTextEditor: async (document, panel, token) =>
          (await workbench('layout editor')).layoutEditor.resolveCustomTextEditor(document, panel, token),
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
    vscode.window.registerTreeDataProvider(
      'vmPartitionLab.runs',
      lazyTree(async () => (await workbench('view of runs')).runs),
    ),
    vscode.window.registerTreeDataProvider(
      'vmPartitionLab.hosts',
      lazyTree(async () => (await workbench('view of hosts')).hosts),
    ),
  );
  loadForOurDocuments(context, workbench);
}

function sayRowIsGone(): void {
  const words = vscode.l10n.t('This row has changed meanwhile: open its menu again.');
  vscode.window.setStatusBarMessage(words, 5000);
}

/** Diagnostics and lenses are there as soon as there is a document that they are about, and not before. */
function loadForOurDocuments(
  context: vscode.ExtensionContext,
  workbench: (asker: Asker) => Promise<Workbench>,
): void {
  if (vscode.workspace.textDocuments.some(isOurs)) {
    void workbench('document');
    return;
  }
  const waiting = vscode.workspace.onDidOpenTextDocument((document) => {
    if (!isOurs(document)) return;
    waiting.dispose();
    void workbench('document');
  });
  context.subscriptions.push(waiting);
}
