import { CodeActionKind, languages, window, type Disposable } from 'vscode';
import type { Commands } from '../platform/commands';
import type { Context } from '../platform/context';
import { selector } from '../platform/documents';
import { pickHost } from '../platform/pickHost';
import { reporting } from '../platform/failure';
import { Store } from '../platform/store';
import { checker } from './diagnostics';
import { expandRuleAction, expandRuleKind } from './expandRuleAction';
import { fixAllKind, fixes } from './fixes';
import { hostStatus } from './hostStatus';
import { lenses } from './lenses';

/** Everything that belongs to the text of the documents. */
export function openEditor(context: Context): Disposable & { readonly commands: Commands } {
  const store = new Store();
  const { lab, log, host } = context;
  const all = selector('topology', 'layout', 'experiment');
  const check = store.add(checker(lab, log));
  const above = store.add(lenses(lab, host, (folder) => context.followed.has(folder)));
  store.add(hostStatus(host));
  store.add(languages.registerCodeLensProvider(selector('experiment'), above));
  store.add(
    languages.registerCodeActionsProvider(all, fixes(check), {
      providedCodeActionKinds: [CodeActionKind.QuickFix, fixAllKind],
    }),
  );
  store.add(
    languages.registerCodeActionsProvider(selector('layout'), expandRuleAction(lab), {
      providedCodeActionKinds: [expandRuleKind],
    }),
  );
  store.add(context.attemptsChanged.event(() => above.refresh()));
  // Attempts of other windows and of the command line move on too: look again when the person comes back.
  store.add(window.onDidChangeActiveTextEditor(() => above.refresh()));
  return {
    commands: {
      check: () => check.checkNow(),
      pickHost: (argument) => reporting(log, () => pick(context, argument)),
    },
    dispose: () => store.dispose(),
  };
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
