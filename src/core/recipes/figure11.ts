import { cutByUnit, wideCut } from './cuts';
import { aboutSquares, howToInstall, mpiPrograms } from './npb';
import { oneUnit } from './oneUnit';
import type { Recipe } from './recipe';

/** A VM a socket on machines with two of them. */
export const figure11: Recipe = {
  id: 'figure-11',
  figures: [11],
  title: 'One VM a socket against one wide VM',
  detail:
    "On the paper's machines with two sockets a VM each is at least as fast as native. Its VMs talk through shared memory, which cannot be run yet: here over virtio and TCP/IP.",
  design(ground, [, problemClass]) {
    const cut = cutByUnit(ground);
    if (cut === null) return oneUnit(ground);
    return {
      about: [
        'Figure 11 of the paper: one VM a socket against one wide VM and the machine itself, there on machines with two',
        'sockets. The VMs of the paper talk through shared memory. That cannot be run yet, so here they talk over virtio',
        'and TCP/IP, and are slower than there.',
        ...aboutSquares(ground.pus.length),
        ...howToInstall,
      ],
      cuts: [wideCut(ground), cut],
      workloads: [mpiPrograms([ground.pus.length], problemClass)],
      phases: ['warm'],
    };
  },
};
