import { EventEmitter, type Disposable, type Event, type Memento } from 'vscode';

const key = 'vmPartitionLab.host';

/** The host that this workspace runs on: a choice of the person at the keyboard, never of a document. */
export interface PickedHost extends Disposable {
  readonly name: string | null;
  readonly onDidChange: Event<void>;
  pick(name: string): Promise<void>;
}

export function pickedHost(state: Memento): PickedHost {
  const changed = new EventEmitter<void>();
  return {
    get name() {
      return state.get<string>(key) ?? null;
    },
    onDidChange: changed.event,
    async pick(name) {
      await state.update(key, name);
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}
