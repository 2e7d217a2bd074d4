import { outputFormats, readOutput as readFormat } from '../core/programs/readOutput';
import { adviseCuts, writeAdvice } from './advise';
import { calibrateFrom } from './calibrate';
import { exportLayoutFile } from './export';
import { followAttempt } from './follow';
import { createHeldAttempts } from './heldAttempts';
import { cancelAttempt, doctorHost, pauseAttempt } from './hostCommands';
import { type Lab, UserError } from './lab';
import { figures, machineChoices, newFromFigure } from './newFromFigure';
import type { LabOptions } from './options';
import { readOutput } from './output';
import { probeHost, readMachineFile } from './readMachine';
import { createPictures } from './picture';
import { calibrationOf } from './calibration';
import { isModel, predictExperiment, refuseModel, runOnModel } from './predict';
import { readPlan } from './planFile';
import { planExperiment } from './planning';
import { listAttempts } from './remoteAttempts';
import { createExports } from './resultExports';
import { createResults } from './results';
import { createStandings } from './standings';
import { bundleBytes, startExperiment } from './start';

/** What nobody asks for while only documents are written. */
export type RunsAndResults = Omit<
  Lab,
  | 'check'
  | 'fix'
  | 'machines'
  | 'machine'
  | 'topologyDrift'
  | 'updateTopology'
  | 'hosts'
  | 'attempts'
  | 'assist'
>;

export function createRunsAndResults(options: LabOptions): RunsAndResults {
  const results = createResults(options);
  return {
    probe: (host, signal) => probeHost(options, host, signal),
    readMachine: (path, format, signal) => readMachineFile(options, path, format, signal),
    measure: async (path, format) => {
      const text = await options.files.readText(path);
      if (text === null) throw new UserError(`There is no file ${path}.`, 'Look at the path.', path);
      const measured = readFormat(format, text);
      if (measured !== null) return measured;
      throw new UserError(
        format === 'auto' ? `No reader knows the output in ${path}.` : `${path} is no output of ${format}.`,
        `Name the format with --format: ${outputFormats.join(', ')}.`,
        path,
      );
    },
    plan: async (experiment, host) => {
      await refuseModel(options, host);
      return await planExperiment(options, experiment, await options.targetOf(host), host);
    },
    exportLayout: (path, format, folder) => exportLayoutFile(options, path, format, folder),
    writeBundle: async (planned, folder) => {
      const payload = await options.payload();
      for (const file of [...payload, ...bundleBytes(planned)]) {
        await options.files.writeBytes(`${folder}/${file.path}`, file.bytes, file.executable);
      }
    },
    predict: (experiment, predict) => predictExperiment(options, experiment, predict),
    calibrationOf: (experiment) => calibrationOf(options.files, experiment),
    start: async (experiment, host, start) =>
      (await isModel(options, host))
        ? await runOnModel(options, experiment, start)
        : await startExperiment(options, experiment, host, start),
    follow: (attempt, observer, signal) => followAttempt(options, attempt, observer, signal),
    planned: (attempt) => readPlan(options, attempt),
    cancel: (attempt, mode) => cancelAttempt(options, attempt, mode),
    pause: (attempt, after) => pauseAttempt(options, attempt, after),
    runs: (host) => listAttempts(options, host),
    doctor: (host, clean) => doctorHost(options, host, clean),
    standing: createStandings(options),
    results,
    against: createHeldAttempts(options, results),
    calibrate: (experiment, attempt) => calibrateFrom(options, results, experiment, attempt),
    exports: createExports(options),
    output: (attempt, part) => readOutput(options, attempt, part),
    figures: () => Promise.resolve(figures),
    machineChoices: (topologies) => machineChoices(options, topologies),
    newFromFigure: (figure, choice, parent) => newFromFigure(options, figure, choice, parent),
    advise: (request, how) => adviseCuts(options, request, how),
    writeAdvice: (advice, topology, folder) => writeAdvice(options, advice, topology, folder),
    picture: createPictures(options, results),
  };
}
