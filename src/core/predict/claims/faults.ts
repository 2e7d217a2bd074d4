import { barcelona4, figure, npb, openmp, shares, term, type Setting } from './cells';
import type { Claim, Figure } from './claim';
import type { Program, Quantity } from './question';

const cold = { ...barcelona4, phase: 'cold' } as const;
const shadow = { ...barcelona4, paging: 'shadow' } as const;

const SEES_MAPPED =
  'shadow page tables and slab: with nested paging no fault on a frame that is mapped reaches the host';
const SEES_FIRST =
  'nested paging: the host sees the first touch of a shared page alone; with shadow page tables each process faults';

/** Who handles faults, and where pages lie: sections I, VI and VII. */
export const faultClaims: readonly Claim[] = [
  {
    id: 'N9',
    says: 'In a cold run most faults reach KVM on frames that are not mapped yet.',
    section: 'VI',
    values: [
      figure('share', 'unmapped, cold, up to', 96, ofFaults('maximum', cold, 'faultsUnmapped')),
      figure('share', 'handled by the guest, cold, mean', 19, ofFaults('mean', cold, 'faultsByGuest')),
    ],
  },
  {
    id: 'N10',
    says: 'In warm runs the guest handles most faults by itself.',
    section: 'VI, VII',
    values: [
      {
        ...figure(
          'share',
          'handled by the guest, warm, up to',
          94,
          ofFaults('maximum', shadow, 'faultsByGuest'),
        ),
        condition: SEES_MAPPED,
      },
      {
        ...figure('share', 'reach the host, warm, mean', 30, ofFaults('mean', shadow, 'faultsSeenByHost')),
        condition: SEES_MAPPED,
      },
    ],
  },
  {
    id: 'N11',
    says: 'Warm runs find pages on other nodes, and hardly any of them has one user alone.',
    section: 'VI, VII',
    values: [
      {
        ...figure(
          'share',
          'remote, several users, up to',
          25,
          ofFaults('maximum', shadow, 'faultsRemoteMultiple'),
        ),
        condition: SEES_MAPPED,
      },
      {
        ...figure('share', 'remote, one user, mean', 1, ofFaults('mean', shadow, 'faultsRemoteSingle')),
        condition: SEES_MAPPED,
      },
    ],
  },
  {
    id: 'N12',
    says: 'Cold runs that are slower than native have many faults handled by the guest.',
    section: 'VI',
    values: [
      ...filtered(['is', 'ep'], 40),
      ...filtered(['lu'], 20),
      // Small, with the peak of LU as the largest of these programs.
      ...filtered(['mg', 'cg', 'ft'], [0, 20]),
    ],
  },
  {
    id: 'N13',
    says: 'With class B only BT and SP fault while they are timed.',
    section: 'VI',
    values: [
      ...(['bt', 'sp'] as const).map((program) =>
        figure('share', `${program.toUpperCase()}, faults while timed`, 10, timed('one', [program])),
      ),
      figure(
        'share',
        'others, faults while timed, up to',
        0,
        timed('maximum', ['cg', 'ep', 'ft', 'is', 'lu', 'mg']),
      ),
    ],
  },
  {
    id: 'N14',
    says: 'The host sees half of the faults of some MPI programs, and nearly all of OpenMP ones.',
    section: 'VI-A',
    values: [
      {
        ...figure(
          'share',
          'MPI, seen by the host, as low as',
          50,
          ofFaults('minimum', cold, 'faultsSeenByHost'),
        ),
        condition: SEES_FIRST,
      },
      {
        ...figure(
          'share',
          'OpenMP, seen by the host, mean',
          100,
          ofFaults('mean', { ...cold, ...openmp }, 'faultsSeenByHost'),
        ),
        condition: SEES_FIRST,
      },
    ],
  },
  {
    id: 'N29',
    says: 'In warm VMs a part of the pages lies on the wrong node.',
    section: 'I',
    values: [figure('share', 'far pages, warm, up to', 25, ofFaults('maximum', barcelona4, 'farPages'))],
  },
];

/** Of all programs, class B. */
function ofFaults(how: Figure['of']['over'], setting: Setting, quantity: Quantity): Figure['of'] {
  return term(how, shares(npb(setting, 'B'), quantity));
}

function filtered(
  programs: readonly Program[],
  stated: number | readonly [number, number],
): readonly Figure[] {
  return programs.map((program) =>
    figure(
      'share',
      `${program.toUpperCase()}, handled by the guest, cold`,
      stated,
      term('one', shares(npb(cold, 'B', [program]), 'faultsByGuest')),
    ),
  );
}

function timed(how: Figure['of']['over'], programs: readonly Program[]): Figure['of'] {
  return term(how, shares(npb(cold, 'B', programs), 'faultsInTimedRegion'));
}
