import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figureKinds } from '../../../../src/core/analysis/figures/kinds';
import { WHOLE_VIEW } from '../../../../src/core/analysis/figures/shown';
import { createLab } from '../../../../src/lab/createLab';
import { labOptions } from '../../../support/labOptions';
import { temporaryFolder } from '../../../support/temporaryFolder';
import { preparedAttempt } from '../../cli/preparedAttempt';
import { barsOf, drawn, whyNot } from './made';

it('figures are drawn of an attempt as it lies in its folder, its plan made by the command line', async () => {
  const folder = temporaryFolder();
  const attempt = await preparedAttempt(folder);
  const read = await createLab(labOptions()).results(join(folder, 'x.vmresults', attempt));
  if (read === null) throw new Error('there is an attempt');
  const { results } = read;
  expect(results.layouts).toEqual([{ layout: 'four', packages: 1, nodes: 1 }]);
  const ids = figureKinds
    .filter((kind) => !('why' in kind.draw(results, WHOLE_VIEW, null)))
    .map(({ id }) => id);
  expect(ids).toEqual(['slowdown', 'time', 'comparisons', 'distribution', 'order']);
  // 11 / 10 and 24 / 20.
  expect(barsOf(drawn('slowdown', results)).series[0]?.marks[0]?.value).toBeCloseTo(
    (Math.sqrt(1.1 * 1.2) - 1) * 100,
    9,
  );
  expect(whyNot('sockets', results)).toContain('same number of sockets, 1');
});
