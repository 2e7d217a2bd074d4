import { answers } from '../../core/predict/answers';
import { allClaims } from '../../core/predict/claims/claims';
import { scoreClaims } from '../../core/predict/claims/score';
import { claimsTable } from '../../core/predict/claims/table';
import { noWords, parse } from '../arguments';
import { printJson, type Verb } from '../context';

/** The model against the paper. A claim that is missed is a result, not a failure: the exit code is 0. */
export const claims: Verb = async (argv, context) => {
  const args = parse(argv, {});
  noWords(args);
  const scored = scoreClaims(allClaims, answers(await context.lab.machines()));
  if (args.flags.has('json')) printJson(context, scored);
  else context.terminal.out(claimsTable(scored));
  return 0;
};
