import type { MatrixCell } from '../../src/core/analysis/figures/figure';

/** Signs of verdicts: they are told apart without their colour. */
export const toneSigns: Readonly<Record<MatrixCell['tone'], string>> = {
  better: '▲',
  worse: '▼',
  equivalent: '=',
  undecided: '?',
};

export const tones = Object.keys(toneSigns) as readonly MatrixCell['tone'][];
