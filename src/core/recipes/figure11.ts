import { cutByUnit, wideCut } from './cuts';
import { aboutSquares, howToInstall, mpiPrograms } from './npb';
import { oneUnit } from './oneUnit';
import type { Recipe } from './recipe';
import { aboutTransports, bothTransports } from './transports';

/** A VM a socket on machines with two of them. */
export const figure11: Recipe = {
  id: 'figure-11',
  figures: [11],
  title: 'One VM a socket against one wide VM',
  detail:
    "On the paper's machines with two sockets a VM each is at least as fast as native. Its VMs talk through shared memory; over virtio and TCP/IP stands beside it.",
  isShared: true,
  design(ground, [, problemClass]) {
    const cut = cutByUnit(ground);
    if (cut === null) return oneUnit(ground);
    return {
      about: [
        'Figure 11 of the paper: one VM a socket against one wide VM and the machine itself, there on machines with two',
        'sockets. The VMs of the paper talk through shared memory; virtio and TCP/IP stand beside it.',
        ...aboutTransports,
        ...aboutSquares(ground.pus.length),
        ...howToInstall,
      ],
      cuts: [wideCut(ground), cut],
      workloads: [mpiPrograms([ground.pus.length], problemClass)],
      phases: ['warm'],
      factors: bothTransports,
    };
  },
};
