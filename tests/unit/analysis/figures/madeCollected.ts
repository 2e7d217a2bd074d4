import type { SessionMemory } from '../../../../src/core/analysis/timelines';
import { pageKinds, sampled, type Said, technique } from '../../journal/lines';
import { type AskedRun, type Journalled, LAYOUTS } from './made';

const MIB = 2 ** 20;

/** VMs of each layout of `made`. */
export const VMS: ReadonlyMap<string, readonly string[]> = new Map(
  LAYOUTS.map(({ name, layout }) => [name, layout.vms.map((vm) => vm.name)]),
);

/** Mebibytes of a run in one VM, by kind. */
export interface Kinds {
  readonly local: number;
  readonly single: number;
  readonly multiple: number;
  readonly unmapped: number;
  readonly wrong: number;
}

/** Says for each VM of a run what its ranks used: everything on nodes 0 and 1. */
export function kindsSaid(
  kindsOf: (run: AskedRun, vm: string) => Kinds,
): NonNullable<Journalled['collected']> {
  return (run) =>
    (VMS.get(run.layout) ?? []).map((vm): Said => {
      const { local, single, multiple, unmapped, wrong } = kindsOf(run, vm);
      return pageKinds(run.session, run.run, {
        ...{ vm, ranks: 2, local: { 0: local * MIB }, remoteSingle: { 1: single * MIB } },
        ...{ remoteMultiple: { 0: multiple * MIB * 0.25, 1: multiple * MIB * 0.75 } },
        unmappedBytes: unmapped * MIB,
        ...{
          inheritedBytes: run.place === 1 ? 0 : (wrong + local / 2) * MIB,
          inheritedWrongBytes: wrong * MIB,
        },
      });
    });
}

/** Cold runs are nearly local, warm ones inherit more and more; a technique takes most of it away. */
export const usual = kindsSaid(({ place, levels, layout }) => {
  const grown = layout === 'wide' ? 1 : 0.2;
  const cured = { reclaim: 0.1, migrate: 0.4, restart: 0 }[levels['technique'] ?? ''] ?? 1;
  const wrong = place === 1 ? 0 : Math.min(40, 12 * (place - 1)) * grown * cured;
  const kinds = { local: 180 - wrong, single: 4 + wrong * 0.1, multiple: 14 + wrong * 0.9 };
  return { ...kinds, unmapped: place === 1 ? 30 : 2, wrong };
});

/** What each VM of a run counts: faults of the guest and of its vCPUs' threads, drawn by `upTo`. */
export function faultsSaid(
  { session, run, layout }: AskedRun,
  upTo: (most: number) => number,
): readonly Said[] {
  return (VMS.get(layout) ?? []).map((vm) => ({
    ...{ event: 'counters', session, run, vm },
    counters: {
      ...{ guestFaults: upTo(2e6), guestMajorFaults: upTo(9), rankMinorFaults: upTo(1e6) },
      ...{ vcpuMinorFaults: upTo(1e6), vcpuMajorFaults: upTo(100) },
    },
  }));
}

/** Applied before each run but the first, where the level of the factor says so. */
export const factorTechnique: NonNullable<Journalled['before']> = ({ place, levels, session, layout }) => {
  const name = levels['technique'] ?? 'none';
  if (place === 1 || name === 'none') return [];
  const after = { reclaim: { 0: 8 * MIB }, restart: {} }[name] ?? { 0: 180 * MIB, 1: 20 * MIB };
  return (VMS.get(layout) ?? []).map((vm) =>
    technique(session, name, { vm, before: { 0: 130 * MIB, 1: 70 * MIB }, after }),
  );
};

/** Two VMs' memory of a session that begins at a time, a sample a second: `vm0` fills node 0, what follows node 1. */
export function memoryOf(
  session: string,
  vms: readonly string[],
  began: number,
  samples: number,
): SessionMemory {
  const times = Array.from({ length: samples }, (_, at) => at);
  return {
    session,
    samples: times.flatMap((at) =>
      vms.map((vm, place) => ({
        ...{ t: began + at, vm },
        bytes: {
          [place % 2]: Math.min(300, 40 + at * 6) * MIB,
          [(place % 2) + 1]: Math.max(0, at - 20) * MIB,
        },
      })),
    ),
  };
}

export const sampledCheaply: NonNullable<Journalled['sampled']> = (session, layout) =>
  layout === 'native' ? [] : [sampled(session)];
