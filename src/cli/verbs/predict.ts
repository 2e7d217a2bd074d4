import { calibrationPath } from '../../lab/calibration';
import { isMachineFile } from '../../lab/documentGraph';
import { countValue, oneWord, parse } from '../arguments';
import type { Verb } from '../context';
import { withProgress } from '../terminal';
import { followAndTell } from './run';

/** What an experiment would show by the model: the same as `run --host model`. */
export const predict: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['blocks', 'topology', 'calibration'], flags: ['calibrated'] });
  const experiment = context.absolute(oneWord(args, 'experiment'));
  const blocks = countValue(args, 'blocks');
  const { topology, calibration } = args.values;
  const { signal } = context.terminal;
  const isPath = topology !== undefined && isMachineFile(topology);
  const calibrated = args.flags.has('calibrated') ? calibrationPath(experiment) : undefined;
  const host = calibration === undefined ? calibrated : context.absolute(calibration);
  const asked = {
    ...(host === undefined ? {} : { calibration: host }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(topology === undefined ? {} : { topology: isPath ? context.absolute(topology) : topology }),
  };
  const { folder } = await withProgress(context.terminal, (onProgress) =>
    context.lab.predict(experiment, { ...asked, onProgress, signal }),
  );
  context.terminal.err(`attempt ${folder}\n`);
  return await followAndTell(folder, args.flags.has('json'), context);
};
