import {
  CodeLens,
  EventEmitter,
  l10n,
  Range,
  type CodeLensProvider,
  type Disposable,
  type Uri,
} from 'vscode';
import { runsOf } from '../core/journal/progress';
import { isLive } from '../core/journal/state';
import type { Lab } from '../lab/lab';
import type { PickedHost } from '../platform/pickedHost';

export interface Lenses extends CodeLensProvider, Disposable {
  refresh(): void;
}

/** Above an experiment: `Run on HOST`, `Predict`, `Results (n of m)`, and `Attach` while an attempt runs without a terminal here. */
export function lenses(lab: () => Lab, host: PickedHost, isFollowed: (folder: string) => boolean): Lenses {
  const changed = new EventEmitter<void>();
  const picked = host.onDidChange(() => changed.fire());
  return {
    onDidChangeCodeLenses: changed.event,
    refresh: () => changed.fire(),
    async provideCodeLenses({ uri }) {
      return [runLens(uri, host.name), predictLens(uri), ...(await resultLenses(lab(), uri, isFollowed))];
    },
    dispose() {
      picked.dispose();
      changed.dispose();
    },
  };
}

const top = new Range(0, 0, 0, 0);

function runLens(experiment: Uri, host: string | null): CodeLens {
  const title = host === null ? l10n.t('$(play) Run on …') : l10n.t('$(play) Run on {0}', host);
  return new CodeLens(top, { title, command: 'vmPartitionLab.run', arguments: [experiment] });
}

function predictLens(experiment: Uri): CodeLens {
  const title = l10n.t('$(graph-line) Predict');
  return new CodeLens(top, { title, command: 'vmPartitionLab.predict', arguments: [experiment] });
}

async function resultLenses(
  lab: Lab,
  experiment: Uri,
  isFollowed: (folder: string) => boolean,
): Promise<CodeLens[]> {
  // An attempt that cannot be read has its message in the panel; the lens still leads there.
  const [newest] = await lab.attempts(experiment.fsPath);
  if (newest === undefined) return [];
  const read = await lab.standing(newest).catch(() => null);
  if (read === null) return [resultsLens(experiment)];
  const { ended, planned } = runsOf(read.state, read.plan.schedule);
  const found = [resultsLens(experiment, ended, planned)];
  if (isLive(read.state) && !isFollowed(newest)) found.push(attachLens(newest));
  return found;
}

function resultsLens(experiment: Uri, ended?: number, planned?: number): CodeLens {
  const title =
    ended === undefined || planned === undefined
      ? l10n.t('$(graph) Results')
      : l10n.t('$(graph) Results ({0} of {1})', ended, planned);
  return new CodeLens(top, { title, command: 'vmPartitionLab.openResults', arguments: [experiment] });
}

function attachLens(folder: string): CodeLens {
  const title = l10n.t('$(debug-disconnect) Attach to the running attempt');
  return new CodeLens(top, { title, command: 'vmPartitionLab.attach', arguments: [folder] });
}
