import { commands, env, l10n, tasks, Uri, window, workspace, type Disposable, type TextEditor } from 'vscode';
import { isLive } from '../core/journal/state';
import { UserError } from '../lab/lab';
import { experimentOf, subjectOf, type Subject } from '../platform/attempts';
import type { Commands } from '../platform/commands';
import type { Context } from '../platform/context';
import { isExperiment } from '../platform/documents';
import { reporting } from '../platform/failure';
import { outputScheme } from '../platform/outputUri';
import { pickHost } from '../platform/pickHost';
import { Store } from '../platform/store';
import { cancelAttempt, newestOf, pauseAttempt } from './cancel';
import { connectHost, doctor, editHosts, listAttempts, probeHost, type ConnectCommand } from './hostCommands';
import { hostsView, type HostsView } from './hostsView';
import { outputDocuments } from './outputDocuments';
import { predict } from './predict';
import { quietFollower, type QuietFollower } from './quietFollower';
import { runTerminal } from './runTerminal';
import { runsView, type RunsView } from './runsView';
import { runTask, taskType, type OpenTerminal, type RunDefinition } from './taskProvider';

export interface Runs extends Disposable {
  readonly commands: Commands;
  /** Of a task, which begins with it. */
  readonly openTerminal: OpenTerminal;
  readonly hosts: HostsView;
  readonly runs: RunsView;
}

/** What runs and where: the task, its terminal, the two views and the commands on hosts. */
export function openRuns(context: Context, hostsFile: () => string, connect: ConnectCommand): Runs {
  const store = new Store();
  const openTerminal: OpenTerminal = (job) => runTerminal(context, job, () => pickHost(context));
  const hosts = store.add(hostsView(context, env.language));
  const quiet = store.add(quietFollower(context));
  const runs = store.add(runsView(context, quiet, env.language));
  const look = (editor: TextEditor | undefined): void => void lookAt(context, quiet, editor);
  store.add(window.onDidChangeActiveTextEditor(look));
  look(window.activeTextEditor);
  const output = store.add(outputDocuments(context));
  store.add(workspace.registerTextDocumentContentProvider(outputScheme, output));
  const on = (work: (subject: Subject) => Promise<unknown>) => (argument: unknown) =>
    reporting(context.log, () => work(subjectOf(argument)));
  return {
    openTerminal,
    hosts,
    runs,
    commands: {
      run: on((subject) => run(context, subject, openTerminal, {})),
      predict: on((subject) => predict(context, subject)),
      resume: on((subject) => run(context, subject, openTerminal, { resume: true })),
      rerunFailed: on((subject) => run(context, subject, openTerminal, { resume: true, failed: true })),
      attach: on((subject) => attach(context, subject, openTerminal)),
      cancel: on((subject) => cancelAttempt(context, subject)),
      pause: on((subject) => pauseAttempt(context, subject)),
      connectHost: on((subject) => connectHost(context, subject, connect)),
      probeHost: on((subject) => probeHost(context, subject)),
      listAttempts: on((subject) => listAttempts(context, subject, hosts)),
      doctor: on((subject) => doctor(context, subject)),
      editHosts: on(() => editHosts(hostsFile())),
      refresh: () => {
        hosts.refresh();
        runs.refresh();
      },
      showLog: () => context.log.show(),
    },
    dispose: () => store.dispose(),
  };
}

/** The newest attempt of an experiment that is opened: its lenses and its panel say where it is. */
async function lookAt(context: Context, quiet: QuietFollower, editor: TextEditor | undefined): Promise<void> {
  const uri = editor?.document.uri;
  if (uri === undefined || !isExperiment(uri)) return;
  const newest = await context
    .lab()
    .results(uri.fsPath)
    .catch(() => null);
  if (newest !== null && isLive(newest.state)) quiet.look(newest.folder);
}

/** As a task, so that it can be rerun, bound to a key and seen among the others; the results open beside the text. */
async function run(
  context: Context,
  subject: Subject,
  openTerminal: OpenTerminal,
  options: Pick<RunDefinition, 'resume' | 'failed'>,
): Promise<void> {
  const { experiment } = subject;
  if (experiment === undefined) throw noExperiment();
  const host = context.host.name ?? (await pickHost(context));
  if (host === null) return;
  await execute(
    { type: taskType, experiment: shortPath(experiment), host, ...options },
    experiment,
    openTerminal,
  );
  await commands.executeCommand('vmPartitionLab.openResults', Uri.file(experiment));
}

async function attach(context: Context, subject: Subject, openTerminal: OpenTerminal): Promise<void> {
  const attempt = subject.attempt ?? (await newestOf(context, subject));
  const experiment = subject.experiment ?? experimentOf(attempt);
  if (experiment === null) throw noExperiment();
  await execute({ type: taskType, experiment: shortPath(experiment), attempt }, experiment, openTerminal);
}

async function execute(
  definition: RunDefinition,
  experiment: string,
  openTerminal: OpenTerminal,
): Promise<void> {
  await tasks.executeTask(runTask(definition, Uri.file(experiment), openTerminal));
}

function shortPath(path: string): string {
  return workspace.asRelativePath(path, false);
}

function noExperiment(): UserError {
  return new UserError(l10n.t('No experiment is open.'), l10n.t('Open the .vmexperiment.json file first.'));
}
