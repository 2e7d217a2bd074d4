import { equalCuts } from './cuts';
import { aboutSquares, howToInstall, mpiPrograms } from './npb';
import type { Recipe } from './recipe';
import { aboutTransports, bothTransports } from './transports';

/** The cuts of figure 7, with messages through shared memory beside those over the network. */
export const figure10: Recipe = {
  id: 'figure-10',
  figures: [10, 7],
  title: 'Number of VMs, over the network and through shared memory',
  detail:
    'The machine cut into 1, 2, 4 ... 16 VMs that talk over virtio and TCP/IP (as in figure 7), and through memory that they share.',
  isShared: true,
  design: (ground, [, problemClass]) => ({
    about: [
      'Figure 10 of the paper: into how many VMs should the machine be cut when their ranks reach each other through memory',
      'of the host that the VMs share, instead of virtio and TCP/IP (figure 7, the other transport here)?',
      ...aboutTransports,
      ...aboutSquares(ground.pus.length),
      ...howToInstall,
    ],
    cuts: equalCuts(ground),
    workloads: [mpiPrograms([ground.pus.length], problemClass)],
    phases: ['warm'],
    factors: bothTransports,
  }),
};
