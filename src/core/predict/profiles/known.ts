import type { Workload } from '../../experiment/workload';
import type { FittedValues } from '../fittedParameters';
import type { Profile } from './profile';
import { profileOf } from './profileOf';

/** Profiles that were made with the same values: cells of one program ask for them in each layout. */
const known = new WeakMap<FittedValues, Map<string, Profile | null>>();
const MOST = 256;

/** The same as `profileOf`, made once. */
export function knownProfile(workload: Workload, ranks: number, values: FittedValues): Profile | null {
  const own = known.get(values) ?? new Map<string, Profile | null>();
  known.set(values, own);
  const { suite, program, problemClass, command, files, launcher, threads, profile } = workload;
  const key = JSON.stringify([
    suite,
    program,
    problemClass,
    command,
    files,
    launcher,
    threads,
    profile,
    ranks,
  ]);
  const made = own.get(key);
  if (made !== undefined) return made;
  if (own.size >= MOST) own.clear();
  const fresh = profileOf(workload, ranks, values);
  own.set(key, fresh);
  return fresh;
}
