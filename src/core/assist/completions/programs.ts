import { ranksOf } from '../../experiment/ranks';
import type { Workload } from '../../experiment/workload';
import { NPB_PROGRAMS } from '../../programs/npb';
import { suiteOf } from '../../programs/registry';
import type { Offer } from '../completion';
import type { Place } from '../place';
import type { Subject } from '../subject';

/** Whole lists of NPB programs; single ones stand in the schema already. */
export function programOffers({ experiment, experimentDocument }: Subject, place: Place): readonly Offer[] {
  const index = place.path[1];
  const entry = experimentDocument?.workloads[Number(index)];
  const written = experiment?.workloads.find(({ path }) => path[1] === index);
  const layouts = experiment?.layouts ?? [];
  const all: Offer = { value: NPB_PROGRAMS, detail: 'all of NPB', icon: 'list' };
  if (entry === undefined || written === undefined || layouts.length === 0) return [all];
  const ranks = [...new Set(layouts.map(({ layout }) => ranksOf(written, layout)))];
  const fitting = NPB_PROGRAMS.filter((program) => ranks.every((count) => fits(written, program, count)));
  if (fitting.length === 0 || fitting.length === NPB_PROGRAMS.length) return [all];
  return [{ value: fitting, detail: `those that run with ${ranks.join(' and ')} ranks`, icon: 'list' }, all];
}

/** The entry may be one that cannot be read yet: then what it says of ranks and launcher is what counts. */
function fits(workload: Workload, program: string, ranks: number): boolean {
  return suiteOf('npb').rankProblem({ ...workload, suite: 'npb', program }, ranks) === null;
}
