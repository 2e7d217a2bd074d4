import { EventEmitter, workspace, type Disposable, type Event, type Memento } from 'vscode';
import { machineSettings } from './settings';

const key = 'vmPartitionLab.host';

/** The host that this workspace runs on: a choice of the person at the keyboard, never of a document. */
export interface PickedHost extends Disposable {
  /** What was picked here, else the default of this machine's settings; null when there is neither. */
  readonly name: string | null;
  readonly onDidChange: Event<void>;
  pick(name: string): Promise<void>;
}

export function pickedHost(state: Memento): PickedHost {
  const changed = new EventEmitter<void>();
  const settings = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('vmPartitionLab.defaultHost')) changed.fire();
  });
  return {
    get name() {
      return state.get<string>(key) ?? machineSettings().defaultHost;
    },
    onDidChange: changed.event,
    async pick(name) {
      await state.update(key, name);
      changed.fire();
    },
    dispose() {
      settings.dispose();
      changed.dispose();
    },
  };
}
