import { CodeActionKind, commands, languages, window, type Disposable } from 'vscode';
import type { Commands } from '../platform/commands';
import type { Context } from '../platform/context';
import { selector } from '../platform/documents';
import { pickHost } from '../platform/pickHost';
import { reporting } from '../platform/failure';
import { Store } from '../platform/store';
import { advise } from './advise';
import { completions, completionTriggers } from './completions';
import { checker } from './diagnostics';
import { exportLayout } from './exportLayout';
import { fixAllKind, fixes } from './fixes';
import { hostActions } from './hostActions';
import { hostStatus } from './hostStatus';
import { hovers } from './hovers';
import { inlayHints } from './inlayHints';
import { lenses } from './lenses';
import { definitions, highlights, references, renames } from './names';
import { newestResults } from './newestResults';
import { newFromFigure } from './newFromFigure';
import { openExamples } from './openExamples';
import { rewriteKind, rewrites } from './rewrites';
import { isTopologyOfHost, updateTopology } from './updateTopology';
import { vmColours } from './vmColours';

/** Everything that belongs to the text of the documents. */
export function openEditor(context: Context): Disposable & { readonly commands: Commands } {
  const store = new Store();
  const { lab, log, host, extension } = context;
  const all = selector('topology', 'layout', 'experiment');
  const check = store.add(checker(context));
  const above = store.add(lenses(lab, host, (folder) => context.followed.has(folder)));
  store.add(hostStatus(host));
  store.add(languages.registerCodeLensProvider(selector('experiment'), above));
  store.add(
    languages.registerCodeActionsProvider(all, fixes(check), {
      providedCodeActionKinds: [CodeActionKind.QuickFix, fixAllKind],
    }),
  );
  store.add(
    languages.registerCodeActionsProvider(selector('layout', 'experiment'), hostActions(lab, host), {
      providedCodeActionKinds: [CodeActionKind.QuickFix],
    }),
  );
  store.add(assistance(context));
  store.add(vmColours());
  store.add(context.attemptsChanged.event(() => above.refresh()));
  // Attempts of other windows and of the command line move on too: look again when the person comes back.
  store.add(window.onDidChangeActiveTextEditor(() => above.refresh()));
  return {
    commands: {
      check: () => check.checkNow(),
      export: (argument) => reporting(log, () => exportLayout(context, argument)),
      updateTopology: (argument) =>
        reporting(log, async () => {
          if (isTopologyOfHost(argument)) await updateTopology(context, argument);
        }),
      start: () =>
        commands.executeCommand('workbench.action.openWalkthrough', `${extension.extension.id}#start`),
      openExamples: () => reporting(log, () => openExamples(extension.extensionUri)),
      newFromFigure: () => reporting(log, () => newFromFigure(lab())),
      advise: () => reporting(log, () => advise(lab())),
      pickHost: (argument) => reporting(log, () => pick(context, argument)),
    },
    dispose: () => store.dispose(),
  };
}

/** What is offered while a document is written. */
function assistance(context: Context): Disposable {
  const store = new Store();
  const all = selector('topology', 'layout', 'experiment');
  const layouts = selector('layout', 'experiment');
  const { lab } = context;
  const hints = store.add(inlayHints(lab, store.add(newestResults(context))));
  store.add(languages.registerCompletionItemProvider(all, completions(lab), ...completionTriggers));
  store.add(languages.registerHoverProvider(all, hovers(lab)));
  store.add(languages.registerInlayHintsProvider(layouts, hints));
  store.add(languages.registerDefinitionProvider(layouts, definitions(lab)));
  store.add(languages.registerReferenceProvider(layouts, references(lab)));
  store.add(languages.registerDocumentHighlightProvider(layouts, highlights(lab)));
  store.add(languages.registerRenameProvider(layouts, renames(lab)));
  store.add(
    languages.registerCodeActionsProvider(layouts, rewrites(lab), { providedCodeActionKinds: [rewriteKind] }),
  );
  return store;
}

async function pick(context: Context, argument: unknown): Promise<void> {
  const host = hostOf(argument);
  if (host === null) await pickHost(context);
  else await context.host.pick(host);
}

/** The item of a view names its host. */
function hostOf(argument: unknown): string | null {
  if (argument === null || typeof argument !== 'object' || !('subject' in argument)) return null;
  const { host } = argument.subject as { readonly host?: string };
  return host ?? null;
}
