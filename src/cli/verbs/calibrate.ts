import { secondsText } from '../../core/analysis/format';
import { placeText } from '../../core/analysis/results';
import { alignedTable } from '../../core/analysis/table';
import { FACTOR_NAMES, factors } from '../../core/predict/calibrate/factors';
import { count } from '../../core/text/count';
import { printable, printableLines } from '../../core/text/printable';
import type { MadeCalibration } from '../../lab/calibrate';
import { oneWord, parse } from '../arguments';
import { printJson, type Verb } from '../context';

/** Holds the model against an attempt that was measured: prints what changes, and writes it beside the attempts. */
export const calibrate: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['attempt'] });
  const experiment = context.absolute(oneWord(args, 'experiment'));
  const { attempt } = args.values;
  const made = await context.lab.calibrate(
    experiment,
    attempt === undefined ? undefined : context.absolute(attempt),
  );
  if (args.flags.has('json')) printJson(context, made);
  else context.terminal.out(calibrationText(made));
  context.terminal.err(`wrote ${printable(made.path)}\n`);
  return 0;
};

function calibrationText({ document, cells, leftOut, changed }: MadeCalibration): string {
  const { calibrated, error, from } = document;
  const parts = [
    `the model beside ${from.join(', ')}: ${count(cells.length, 'cell')}`,
    changed.length === 0
      ? ''
      : `changed since then, and read as they are now: ${changed.map(printable).join(', ')}`,
    alignedTable(
      ['takes so many times as long', 'factor', 'between (95 %)', 'cells'],
      FACTOR_NAMES.map((name) => {
        const { factor, low, high, cells: seen } = calibrated[name];
        return [
          ...[factors[name].what, factor.toFixed(2), `${low.toFixed(2)} to ${high.toFixed(2)}`],
          seen === 0 ? '0, as believed before' : String(seen),
        ];
      }),
      new Set([1]),
    ),
    `times are off by, median: ${offText(error.before)} before, ${offText(error.after)} after, ${offText(error.leftOut)} for a cell that was left out`,
    alignedTable(
      ['layout', 'workload', 'phase', 'measured s', 'before', 'after'],
      cells.map((cell) => [
        ...[placeText(cell), cell.workload, cell.phase],
        ...[cell.seconds, cell.before, cell.after].map(secondsText),
      ]),
      new Set([3, 4, 5]),
    ),
    leftOut
      .map((cell) => `left out: ${placeText(cell)}, ${cell.workload}, ${cell.phase}: ${cell.why}`)
      .join('\n'),
  ];
  return `${printableLines(parts.filter((part) => part !== '').join('\n\n'))}\n`;
}

function offText(off: number | null): string {
  return off === null ? '-' : `${(off * 100).toFixed(1)} %`;
}
