import type { RankPlace } from '../../experiment/ranks';
import type { Vm } from '../../layout/layout';
import { pagingAssumptions } from './assumptions';
import { apply, reportFree } from './between';
import { boot, type Booted, randomOf } from './boot';
import { endAll } from './ending';
import { type HostNodes, hostNodes } from './hostNodes';
import { nativeRun } from './native';
import type { PagesOfRun, PagingSetup } from './paging';
import { programOf } from './program';
import { readPages, type SingleUse, singleUses } from './reading';
import { touchAll } from './run';
import { pagesOf } from './tally';

/**
 * Where the memory of the ranks is in each run of a session, from the mechanism of two levels of paging: rows are runs, in
 * order, and have one entry for each VM with ranks, in the order of the layout (one with `vm` null natively). The first
 * run is the cold one. The same seed gives the same pages.
 */
export function simulatePaging(setup: PagingSetup): readonly (readonly PagesOfRun[])[] {
  const { layout, places, runs } = setup;
  const native = places.filter(({ vm }) => vm === null);
  if (native.length > 0) return nativeRuns(setup, native);
  const hosts = new Map<string | null, HostNodes>();
  const hostOf = (vm: Vm): HostNodes => {
    const known = hosts.get(vm.host) ?? hostNodes(layout.machine);
    hosts.set(vm.host, known);
    return known;
  };
  const sessions = layout.vms.flatMap((vm, index) => {
    const own = places.filter((place) => place.vm === vm.name);
    return own.length === 0 ? [] : [session(setup, vm, { index, own, host: hostOf(vm) })];
  });
  return Array.from({ length: runs }, (_, run) => sessions.map((next) => next(run + 1)));
}

/** Gives the runs of one VM one by one, counted from 1. */
function session(
  setup: PagingSetup,
  vm: Vm,
  {
    index,
    own,
    host,
  }: { readonly index: number; readonly own: readonly RankPlace[]; readonly host: HostNodes },
): (run: number) => PagesOfRun {
  const { techniques } = setup;
  const assumptions = { ...pagingAssumptions, ...setup.assumptions };
  const random = randomOf(setup.seed, index);
  const start = (): Booted => boot({ setup, vm, places: own, host, assumptions, random });
  let booted = start();
  let singles: readonly SingleUse[] = [];
  return (run) => {
    if (run > 1) {
      reportFree({ vm, inside: booted.inside });
      for (const technique of techniques) {
        if (technique !== 'restart') apply(technique, { vm, inside: booted.inside, singles });
        else {
          booted.stop();
          booted = start();
          singles = [];
        }
      }
    }
    const { held, tally } = touchAll(booted.inside, run);
    readPages(booted.inside, run, held, tally);
    if (techniques.includes('migrate')) singles = singleUses(booted.inside, held);
    endAll(booted.inside, held);
    return pagesOf(tally, vm.name, host.ids);
  };
}

function nativeRuns(setup: PagingSetup, places: readonly RankPlace[]): readonly (readonly PagesOfRun[])[] {
  const { machine } = setup.layout;
  const pageBytes = setup.guestPageBytes ?? setup.hostPageBytes ?? machine.pageSizesBytes[0] ?? 4096;
  const program = programOf({ ...setup, places, guestPageBytes: pageBytes });
  const host = hostNodes(machine);
  const random = randomOf(setup.seed, -1);
  return Array.from({ length: setup.runs }, () => [nativeRun(program, host, random, pageBytes)]);
}
