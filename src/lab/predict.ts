import { scheduleOf } from '../core/experiment/schedule';
import type { AttemptToPredict } from '../core/predict/attempt/predictAttempt';
import { PREDICTED_OUTPUT, predictAttempt, predictedBlocks } from '../core/predict/attempt/predictAttempt';
import type { Unpredicted } from '../core/predict/attempt/whyNot';
import type { Steps } from '../core/predict/steps';
import { calibrationAt } from './calibration';
import { resultsFolder, writeRecord } from './attemptFolder';
import { attemptName } from './attemptName';
import { inTurns } from './inTurns';
import { type PredictOptions, type StartedAttempt, type StartOptions, UserError } from './lab';
import { journalPath } from './localCopy';
import type { LabOptions } from './options';
import { planExperiment } from './planning';
import { madeFromOf } from './start';

/** The host that predicts, unless the hosts file has one of its own of this name. */
export const MODEL = 'model';

/** Is this host the model? It is reached by no channel. */
export async function isModel({ hosts }: Pick<LabOptions, 'hosts'>, host: string): Promise<boolean> {
  return (await hosts()).some(({ name, kind }) => name === host && kind === 'model');
}

/** Nothing is planned for what starts nothing. Throws a UserError for the model. */
export async function refuseModel(options: Pick<LabOptions, 'hosts'>, host: string): Promise<void> {
  if (!(await isModel(options, host))) return;
  throw new UserError(
    'The model needs no bundle: it starts nothing.',
    'Predict the experiment (vmpart predict), or plan it for a host.',
  );
}

/** What starting an attempt means with the model: a whole one is there when it returns. */
export async function runOnModel(
  options: LabOptions,
  experimentPath: string,
  { resume, ...start }: StartOptions,
): Promise<StartedAttempt> {
  if (resume !== true) return await predictExperiment(options, experimentPath, start);
  throw new UserError(
    'A prediction is not resumed: it takes a moment and is always whole.',
    'Run it without --resume, with --blocks for more blocks.',
    experimentPath,
  );
}

/**
 * Checks, plans, and writes the attempt as following one leaves it. Nothing is written before all of it is predicted, so
 * that one that is cancelled leaves nothing behind.
 */
export async function predictExperiment(
  ports: LabOptions,
  experimentPath: string,
  predict: PredictOptions = {},
): Promise<StartedAttempt> {
  const { blocks, topology, calibration } = predict;
  const options = topology === undefined ? ports : { ...ports, machineInstead: topology };
  const { files, version } = options;
  const calibrated = calibration === undefined ? null : await calibrationAt(files, calibration);
  const planned = await planExperiment(options, experimentPath, ANY_TARGET, MODEL);
  const { bundle, experiment } = planned;
  const nameAt = (at: number): string => attemptName(at, MODEL, bundle.planHash);
  const began = await freeSecond(options, experimentPath, nameAt);
  const attempt = nameAt(began);
  const to = {
    ...{ experiment, attempt, plan: bundle.planHash, tool: version, schedule: scheduleOf(experiment) },
    ...{ beganSeconds: began / 1000, ...(blocks === undefined ? {} : { blocks }) },
    ...(calibrated === null ? {} : { calibration: calibrated }),
  };
  const { journal, output, reason } = await inTurns(options.clock, wholeOf(to), predict);
  if (reason !== null)
    throw new UserError(`Nothing of it can be predicted: ${reason.what}.`, reason.remedy, experimentPath, 1);
  const folder = `${resultsFolder(experimentPath)}/${attempt}`;
  await files.makeFolder(`${folder}/raw`);
  await files.writeText(
    `${folder}/plan.json`,
    bundle.files.find(({ path }) => path === 'plan.json')?.text ?? '',
  );
  await files.writeText(`${folder}/${PREDICTED_OUTPUT}`, output);
  await files.writeText(journalPath(folder), journal);
  await writeRecord(files, folder, {
    ...{ attempt, host: MODEL, remote: '', plan: bundle.planHash },
    experiment: `../../${experimentPath.split(/[\\/]/).at(-1) ?? ''}`,
    madeFrom: await madeFromOf(options, experimentPath, planned),
  });
  return { attempt, folder };
}

/** Of a bundle nothing is taken but its plan, which is the same for all of them. */
const ANY_TARGET = { accelerator: 'kvm', origin: 'measured' } as const;

/** Names have seconds: the first from now on whose name is free, milliseconds since 1970. */
async function freeSecond(
  { clock, files }: LabOptions,
  experimentPath: string,
  nameAt: (milliseconds: number) => string,
): Promise<number> {
  const taken = new Set(await files.list(resultsFolder(experimentPath)));
  let at = clock.now();
  while (taken.has(nameAt(at))) at += 1000;
  return at;
}

interface Whole {
  readonly journal: string;
  readonly output: string;
  /** Why none of its runs can be predicted; null where one can. */
  readonly reason: Unpredicted | null;
}

function* wholeOf(to: AttemptToPredict): Steps<Whole> {
  const [journal, output]: [string[], string[]] = [[], []];
  let isAny = false;
  let reason: Unpredicted | null = null;
  const blocks = predictedBlocks(to);
  for (const { events, output: said, unpredicted } of predictAttempt(to)) {
    journal.push(...events.map((event) => `${JSON.stringify(event)}\n`));
    isAny ||= events.some((event) => event.event === 'run_end' && event.state === 'ok');
    output.push(said);
    reason ??= unpredicted[0] ?? null;
    yield `Predicting block ${(events[0]?.block ?? 0) + 1} of ${blocks}`;
  }
  return { journal: journal.join(''), output: output.join(''), reason: isAny ? null : reason };
}
