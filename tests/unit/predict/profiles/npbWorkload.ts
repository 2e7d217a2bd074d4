import { readFileSync } from 'node:fs';
import { profileOf } from '../../../../src/core/predict/profiles/profileOf';
import type { Profile } from '../../../../src/core/predict/profiles/profile';
import type { Workload } from '../../../../src/core/experiment/workload';
import { workload } from '../../../support/experiments';

export const PROGRAMS = ['bt', 'cg', 'ep', 'ft', 'is', 'lu', 'mg', 'sp'] as const;
export const CLASSES = ['S', 'W', 'A', 'B', 'C', 'D'] as const;

export function npbWorkload(
  program: string,
  problemClass: string,
  launcher: Workload['launcher'] = 'mpi',
): Workload {
  return workload({ suite: 'npb', program, problemClass, launcher, directory: '/opt/npb' });
}

export function npbProfile(
  program: string,
  problemClass: string,
  ranks: number,
  launcher: Workload['launcher'] = 'mpi',
): Profile {
  const profile = profileOf(npbWorkload(program, problemClass, launcher), ranks);
  if (profile === null) throw new Error(`no profile of ${program}.${problemClass}`);
  return profile;
}

const hpccFolder = 'tests/unit/programs/captured';

/** N 256 in blocks of 32 on 1 x 2 ranks, and what hpcc printed for it. */
export const hpccWorkload = workload({
  suite: 'hpcc',
  program: 'hpcc',
  launcher: 'mpi',
  files: { 'hpccinf.txt': readFileSync(`${hpccFolder}/hpccinf.txt`, 'utf8') },
});
export const hpccOutput = readFileSync(`${hpccFolder}/hpcc-2-ranks-n256.txt`, 'utf8');
