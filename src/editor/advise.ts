import { l10n, Uri, ViewColumn, window, workspace, type QuickPickItem } from 'vscode';
import type { Advice, AdviceQuestion } from '../core/predict/advise/advise';
import { adviceText } from '../core/predict/advise/table';
import { NPB_PROGRAMS } from '../core/programs/npb';
import type { AdviceRequest } from '../lab/advise';
import type { Lab } from '../lab/lab';
import type { MachineChoice } from '../lab/newFromFigure';
import { asking } from '../platform/asking';
import { pickFolder, pickMachine, topologies } from './newFromFigure';

const TOP = 3;

/** Asks for a machine, programs and how VMs may talk, shows the best cuts by the model, and writes them on request. */
export async function advise(lab: Lab): Promise<void> {
  const choice = await pickMachine(await lab.machineChoices(await topologies()), {
    title: l10n.t('Advise (1 of 3)'),
    placeHolder: l10n.t('Machine to cut into VMs'),
  });
  if (choice === undefined) return;
  const workloads = await pickPrograms();
  if (workloads === undefined || workloads.length === 0) return;
  const transports = await pickTransports();
  if (transports === undefined) return;
  const advice = await asked(lab, choice, workloads, transports);
  await showText(adviceText(advice));
  const write = l10n.t('Write Layouts and Experiment…');
  const answer = await window.showInformationMessage(
    l10n.t('The layouts and the experiment that tells the first two apart can be written into a folder.'),
    write,
  );
  if (answer === write) await writeInto(lab, advice, choice);
}

type Transports = AdviceQuestion['constraints']['transports'];

function asked(
  lab: Lab,
  { machine }: MachineChoice,
  workloads: readonly string[],
  transports: Transports,
): Promise<Advice> {
  const request: AdviceRequest = {
    ...{ machine, workloads, top: TOP, phase: 'warm', isSensitivityWanted: true },
    constraints: {
      ...{ vms: [1, Infinity], memory: ['firstTouch'], transports },
      ...{ isIsolated: false, sizes: 'equal' },
    },
  };
  const title = l10n.t('Looking for the best cut of {0}', machine.id);
  return asking(title, (how) => lab.advise(request, how));
}

async function pickPrograms(): Promise<readonly string[] | undefined> {
  const items = ['B', 'C', 'A'].flatMap((problemClass) =>
    NPB_PROGRAMS.flatMap((program): QuickPickItem[] => [
      { label: `${program}.${problemClass}`, description: 'MPI' },
      { label: `openmp:${program}.${problemClass}`, description: 'OpenMP' },
    ]),
  );
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Advise (2 of 3)'),
    placeHolder: l10n.t('Programs of NPB with their class; the mean of their slowdowns counts'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.map(({ label }) => label);
}

async function pickTransports(): Promise<Transports | undefined> {
  const items: readonly (QuickPickItem & { readonly transports: Transports })[] = [
    { label: l10n.t('Whatever is better'), transports: ['shared', 'network'] },
    { label: l10n.t('Shared memory'), transports: ['shared'] },
    { label: l10n.t('Network'), transports: ['network'] },
  ];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Advise (3 of 3)'),
    placeHolder: l10n.t('How VMs of one host may talk'),
  });
  return picked?.transports;
}

async function showText(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'plaintext', content });
  await window.showTextDocument(document, { preview: true });
}

async function writeInto(lab: Lab, advice: Advice, { from, name }: MachineChoice): Promise<void> {
  const parent = await pickFolder();
  if (parent === undefined) return;
  const folder = `${parent.fsPath}/advice-${advice.machine.id}`;
  const { experiment, layouts } = await lab.writeAdvice(advice, from === 'probe' ? null : name, folder);
  const [first = null] = layouts;
  const shown = experiment ?? first;
  if (shown !== null) await window.showTextDocument(Uri.file(shown), { preview: false });
  if (experiment !== null && first !== null)
    await window.showTextDocument(Uri.file(first), {
      ...{ preview: false, preserveFocus: true },
      viewColumn: ViewColumn.Beside,
    });
}
