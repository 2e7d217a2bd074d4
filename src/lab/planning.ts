import { checkExperimentFile } from './check';
import { costliestFactor } from '../core/experiment/costliest';
import { cellsOf } from '../core/experiment/cells';
import { compile, type Target } from '../core/plan/compile';
import type { Experiment } from '../core/experiment/experiment';
import { type CheckedFile, type Planned, UserError } from './lab';
import { indexLines, positionAt } from '../core/text/positions';
import { earlierTimes } from './earlierTimes';
import type { LabOptions } from './options';

/**
 * Checks an experiment and compiles it for a host. Throws a UserError that names the first error and how many more
 * there are: nothing is planned, let alone run, from a document with errors.
 */
export async function planExperiment(
  options: LabOptions,
  path: string,
  target: Target,
  host: string,
): Promise<Planned & { readonly experiment: Experiment }> {
  const { files, experiment } = await checkExperimentFile(options, path, { host });
  const errors = files.flatMap((file) =>
    file.findings.filter((finding) => finding.severity === 'error').map((finding) => ({ file, finding })),
  );
  const first = errors[0];
  if (first !== undefined || experiment === null) throw checkError(path, first, errors.length);
  const known = await earlierTimes(options, path, host);
  return {
    bundle: compile(experiment, target, options.version, known),
    findings: files,
    leftOut: cellsOf(experiment).leftOut,
    costliest: costliestFactor(experiment),
    experiment,
  };
}

/** The first error of a check as one that ends the command, with its place and how many more there are. */
export function checkError(
  path: string,
  first: { file: CheckedFile; finding: CheckedFile['findings'][number] } | undefined,
  count: number,
): UserError {
  if (first === undefined)
    return new UserError(`${path} cannot be planned.`, 'Check it first: vmpart check.', path);
  const { line, column } = positionAt(indexLines(first.file.text), first.finding.range.offset);
  const more = count === 1 ? '' : ` (and ${count - 1} more)`;
  return new UserError(
    `${first.finding.rule} ${first.finding.message}${more}`,
    'Mend it first; vmpart check lists all findings.',
    `${first.file.path}:${line}:${column}`,
    first.finding.rule === 'SYNTAX' ? 2 : 1,
  );
}
