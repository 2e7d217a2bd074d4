import { cutByUnit, wideCut } from './cuts';
import { aboutSquares, howToInstall, mpiPrograms } from './npb';
import { oneUnit } from './oneUnit';
import type { Recipe } from './recipe';

/** Problem classes. */
export const figure12: Recipe = {
  id: 'figure-12',
  figures: [12],
  title: 'Problem classes',
  detail: 'One wide VM and one VM a socket, cold and warm, in two classes: B and C where they have room.',
  design(ground, classes) {
    const cut = cutByUnit(ground);
    if (cut === null) return oneUnit(ground);
    return {
      about: [
        'Figure 12 of the paper: does a larger problem lose more or less? The class is a factor, whose levels stand in place of',
        'the one beside the programs.',
        ...aboutSquares(ground.pus.length),
        ...howToInstall,
      ],
      cuts: [wideCut(ground), cut],
      workloads: [mpiPrograms([ground.pus.length], classes[0])],
      phases: ['cold', 'warm'],
      factors: { class: [...classes] },
    };
  },
};
