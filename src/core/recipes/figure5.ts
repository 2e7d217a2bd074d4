import { wideCut } from './cuts';
import { aboutSquares, howToInstall, mpiPrograms, openmpPrograms } from './npb';
import type { Recipe } from './recipe';

/** Cold runs against warm ones in a wide VM. */
export const figure5: Recipe = {
  id: 'figure-5',
  figures: [5],
  title: 'Cold against warm',
  detail:
    'The first run after boot against later ones in one wide VM, with MPI and with OpenMP. The UPC programs are left out: NPB has none.',
  design: (ground, [, problemClass]) => ({
    about: [
      'Figure 5 of the paper: what do warm runs lose against the cold one, the first after the boot of the VM?',
      'With MPI pages lie where earlier programs left them; with OpenMP the paper finds no difference. Its UPC programs',
      'are not part of NPB and are left out.',
      ...aboutSquares(ground.pus.length),
      ...howToInstall,
      'The OpenMP programs are built in the same way in NPB3.4-OMP.',
    ],
    cuts: [wideCut(ground)],
    workloads: [mpiPrograms([ground.pus.length], problemClass), openmpPrograms(problemClass)],
    phases: ['cold', 'warm'],
  }),
};
