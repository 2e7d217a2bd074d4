import { barFigure } from './bars';
import { levelsIn } from './dimensions';
import type { FigureKind } from './figure';
import { usualMeasure } from './measures';
import { cellsShown, nothingShown } from './shown';

/** What the first run after a boot takes, and what later ones of its session take. */
export const coldWarm: FigureKind = {
  id: 'cold-warm',
  title: 'Cold against warm runs',
  paper: [5],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const phases = levelsIn(cells, 'phase');
    if (phases.length < 2) return { why: onlyOne(phases[0] ?? '', levelsIn(results.cells, 'phase').length) };
    return barFigure(results, cells, { ...coldWarm, liking: LIKING }, usualMeasure(results), view);
  },
};

const LIKING = { group: ['workload', 'layout'], colour: ['phase'] } as const;

function onlyOne(phase: string, planned: number): string {
  return planned > 1
    ? `Only ${phase} runs are shown. Show both phases.`
    : `The experiment has ${phase} runs alone. Set its "phases" to ["cold", "warm"].`;
}
