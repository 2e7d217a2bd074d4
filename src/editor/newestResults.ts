import { EventEmitter, window, workspace, type Disposable, type Event } from 'vscode';
import type { Results } from '../core/analysis/results';
import type { Context } from '../platform/context';
import { isExperiment } from '../platform/documents';
import { Store } from '../platform/store';

/** Results of the newest attempts of open experiments, from memory. */
export interface NewestResults extends Disposable {
  /** null where there are none; undefined while they are read for the first time. */
  readonly of: (experiment: string) => Results | null | undefined;
  readonly onDidChange: Event<void>;
}

/** Read when an attempt moves on and when a person comes back to its text, never because somebody types. */
export function newestResults({ lab, attemptsChanged }: Context): NewestResults {
  const store = new Store();
  const changed = store.add(new EventEmitter<void>());
  const known = new Map<string, Results | null | undefined>();
  const read = async (experiment: string): Promise<void> => {
    const found = await lab()
      .results(experiment)
      .catch(() => null);
    const results = found?.results ?? null;
    // Closed meanwhile, or nothing has come.
    if (!known.has(experiment) || known.get(experiment) === results) return;
    known.set(experiment, results);
    changed.fire();
  };
  const readAgain = (experiment: string): void => {
    if (known.has(experiment)) void read(experiment);
  };
  store.add(attemptsChanged.event(readAgain));
  store.add(
    window.onDidChangeActiveTextEditor((editor) => {
      const uri = editor?.document.uri;
      if (uri !== undefined && isExperiment(uri)) readAgain(uri.fsPath);
    }),
  );
  store.add(workspace.onDidCloseTextDocument(({ uri }) => known.delete(uri.fsPath)));
  return {
    of(experiment) {
      if (!known.has(experiment)) {
        known.set(experiment, undefined);
        void read(experiment);
      }
      return known.get(experiment);
    },
    onDidChange: changed.event,
    dispose: () => store.dispose(),
  };
}
