import { commands, l10n, Uri, window } from 'vscode';
import { type Lab, UserError } from '../lab/lab';
import { asking } from '../platform/asking';
import type { Subject } from '../platform/attempts';
import type { Context } from '../platform/context';
import { tellMoved } from '../platform/tellMoved';
import { saveDocuments } from './runTerminal';

/** What an experiment would show by the model, as an attempt beside it; its results open beside the text. */
export async function predict(context: Context, { experiment }: Subject): Promise<void> {
  if (experiment === undefined)
    throw new UserError(l10n.t('No experiment is open.'), l10n.t('Open the .vmexperiment.json file first.'));
  await saveDocuments();
  const calibration = await pickCalibration(context.lab(), experiment);
  if (calibration === undefined) return;
  const { folder } = await asking(l10n.t('Predicting'), (how) =>
    context.lab().predict(experiment, { ...how, ...(calibration === null ? {} : { calibration }) }),
  );
  tellMoved(context, folder);
  await commands.executeCommand('vmPartitionLab.openResults', Uri.file(experiment));
}

/** Path of a calibration, null for none, undefined where the person changed their mind. Asked only where there is one. */
async function pickCalibration(lab: Lab, experiment: string): Promise<string | null | undefined> {
  const found = await lab.calibrationOf(experiment);
  if (found === null) return null;
  const [asDescribed, calibrated] = [
    { label: l10n.t('The machine as it is described') },
    { label: l10n.t('The host as it was calibrated'), description: found.from.join(', ') },
  ];
  const picked = await window.showQuickPick([asDescribed, calibrated], {
    title: l10n.t('Predict'),
    placeHolder: l10n.t('What the prediction is for'),
  });
  if (picked === undefined) return undefined;
  return picked === calibrated ? found.path : null;
}
