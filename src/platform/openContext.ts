import { EventEmitter, workspace, type ExtensionContext } from 'vscode';
import type { Lab } from '../lab/lab';
import type { Log } from '../lab/ports';
import type { Context } from './context';
import { labLog, openLog } from './log';
import { pickedHost } from './pickedHost';
import { machineSettings, severities, type Settings } from './settings';
import { Store } from './store';

export type MakeLab = (settings: Settings, version: string, log: Log) => Lab;

/** What every room shares. The lab is made anew when a machine setting changes; what runs keeps the old one. */
export function openContext(extension: ExtensionContext, makeLab: MakeLab): Context {
  const store = new Store();
  extension.subscriptions.push(store);
  const log = store.add(openLog());
  const { version } = extension.extension.packageJSON as { readonly version: string };
  const probed = store.add(new EventEmitter<string>());
  const make = (): Lab =>
    tellingProbes(makeLab({ ...machineSettings(), severities: severities() }, version, labLog(log)), probed);
  let lab = make();
  store.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('vmPartitionLab')) lab = make();
    }),
  );
  return {
    extension,
    lab: () => lab,
    log,
    host: store.add(pickedHost(extension.workspaceState)),
    probed: probed.event,
    attemptsChanged: store.add(new EventEmitter<string>()),
    followed: new Set(),
  };
}

/** Whoever probes a host, findings about it can be made from then on. */
function tellingProbes(lab: Lab, probed: EventEmitter<string>): Lab {
  return {
    ...lab,
    async probe(host, signal) {
      const probe = await lab.probe(host, signal);
      probed.fire(host);
      return probe;
    },
  };
}
