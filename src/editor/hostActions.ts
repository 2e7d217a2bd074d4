import { CodeAction, CodeActionKind, l10n, type CodeActionProvider, type Command } from 'vscode';
import type { Lab } from '../lab/lab';
import type { PickedHost } from '../platform/pickedHost';
import { asked } from './asked';
import { diagnosticSource, ruleOf } from './diagnostics';
import type { TopologyOfHost } from './updateTopology';

/** On the finding that a host is not as its topology says: look again, and write into the file what was found. */
export function hostActions(lab: () => Lab, host: PickedHost): CodeActionProvider {
  return {
    async provideCodeActions(document, _range, context) {
      const { name } = host;
      const diagnostic = context.diagnostics.find(
        (one) => one.source === diagnosticSource && ruleOf(one) === 'NUM08',
      );
      const isWanted = context.only === undefined || context.only.contains(CodeActionKind.QuickFix);
      if (name === null || diagnostic === undefined || !isWanted) return [];
      const offset = document.offsetAt(diagnostic.range.start) + 1;
      const leads = await asked(document, ({ path, text }) => lab().assist.definition(path, text, offset));
      const topology = document.getText(diagnostic.range).endsWith('.json"') ? leads?.to[0]?.path : undefined;
      const commands = [
        ...(topology === undefined ? [] : [updateCommand({ host: name, topology })]),
        probeCommand(name),
      ];
      return commands.map((command) => {
        const action = new CodeAction(command.title, CodeActionKind.QuickFix);
        action.command = command;
        action.diagnostics = [diagnostic];
        return action;
      });
    },
  };
}

function updateCommand(of: TopologyOfHost): Command {
  const file = of.topology.replace(/^.*[\\/]/, '');
  const title = l10n.t('Probe {0} and write what it has into {1}', of.host, file);
  return { title, command: 'vmPartitionLab.updateTopology', arguments: [of] };
}

function probeCommand(host: string): Command {
  const title = l10n.t('Probe {0} and show its topology', host);
  return { title, command: 'vmPartitionLab.probeHost', arguments: [{ subject: { host } }] };
}
