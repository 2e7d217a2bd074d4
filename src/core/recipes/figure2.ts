import type { Ground } from './ground';
import { howToInstall, mpiPrograms } from './npb';
import type { Cut, Recipe } from './recipe';

/** Slowdown of one VM that spans more and more sockets. */
export const figure2: Recipe = {
  id: 'figure-2',
  figures: [2],
  title: 'Slowdown against sockets spanned',
  detail: 'One VM over 1, 2, 4 ... sockets, each against the machine itself with as many ranks.',
  design(ground, [, problemClass]) {
    if (ground.packages.length < 2) {
      return {
        problem: `"${ground.machine.id}" has no two sockets with free cores for a VM to span.`,
        remedy: 'Choose a machine with several sockets.',
      };
    }
    const spans = [1, 2, 4, 8, 16].filter((sockets) => sockets <= ground.packages.length);
    const cuts = spans.map((sockets) => cutOf(ground, sockets));
    const ranks = cuts.map(({ vms }) => vms.flat().length);
    return {
      about: [
        'Figure 2 of the paper: what does one VM cost that spans more and more sockets?',
        'Every layout runs with a rank for each of its PUs, and the machine itself with each number of ranks on the same',
        'PUs. BT and SP run only where that number is a square.',
        ...howToInstall,
      ],
      cuts,
      workloads: [mpiPrograms(ranks, problemClass)],
      phases: ['warm'],
      factors: { ranks },
      exclude: cuts.flatMap(({ name }, own) =>
        ranks.filter((_, other) => other !== own).map((count) => ({ layout: name, ranks: count })),
      ),
    };
  },
};

function cutOf({ packages }: Ground, sockets: number): Cut {
  const over = sockets === 1 ? 'one socket' : `${sockets} sockets`;
  return {
    name: `sockets-${sockets}`,
    title: `One VM over ${over}`,
    about: `One VM over ${over}; others stay idle.`,
    unit: 'package',
    vms: [packages.slice(0, sockets).flat()],
  };
}
