import { equalCuts } from './cuts';
import { aboutSquares, howToInstall, mpiPrograms } from './npb';
import type { Recipe } from './recipe';

/** Layouts per program with the machine itself as the line. */
export const figure7: Recipe = {
  id: 'figure-7',
  figures: [7],
  title: 'Number of VMs, for each program',
  detail:
    'The machine cut into 1, 2, 4 ... 16 VMs that talk over virtio and TCP/IP. Figure 10 has the same cuts with shared memory beside it.',
  design: (ground, [, problemClass]) => ({
    about: [
      'Figure 7 of the paper: into how many VMs should the machine be cut? They talk over virtio and TCP/IP; the machine',
      'itself is the line. Figure 10 has the same cuts with messages through shared memory as well.',
      ...aboutSquares(ground.pus.length),
      ...howToInstall,
    ],
    cuts: equalCuts(ground),
    workloads: [mpiPrograms([ground.pus.length], problemClass)],
    phases: ['warm'],
  }),
};
