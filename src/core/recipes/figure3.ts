import { wideCut } from './cuts';
import { aboutSquares, howToInstall, mpiPrograms, openmpPrograms } from './npb';
import type { Recipe } from './recipe';

/** Where the pages of cold and of warm runs are, in a wide VM. */
export const figure3: Recipe = {
  id: 'figure-3',
  figures: [3, 4, 6],
  title: 'Whose pages are where',
  detail:
    'Page faults of guest and host, and which pages are local, remote and used by one rank, or remote and used by several: cold and warm runs in one wide VM.',
  design: (ground, [, problemClass]) => ({
    about: [
      'Figures 3, 4 and 6 of the paper: which pages does a program use that were there before it began, and on which nodes',
      'do they lie? Cold runs make figures 3 and 6, warm runs figure 4. The paper counts faults in a changed KVM; here the',
      'page tables of the ranks are read and joined with where the host has their pages, and faults are counted beside it.',
      ...aboutSquares(ground.pus.length),
      ...howToInstall,
      'The OpenMP programs are built in the same way in NPB3.4-OMP.',
    ],
    cuts: [wideCut(ground)],
    workloads: [mpiPrograms([ground.pus.length], problemClass), openmpPrograms(problemClass)],
    phases: ['cold', 'warm'],
    collect: ['numaStat', 'pageKinds', 'faults', 'systemTime'],
  }),
};
