import { levelsInWords } from '../experiment/factors';
import { cellKeyOf } from './cells';
import { grown } from './grown';
import { meanUse, type PageUse, remoteShare, remoteShareIn, useOf } from './pageUse';
import type { CellResult } from './results';
import type { Sample } from './sample';
import { arithmeticMean, extent } from './statistics';

/** The guest memory that ranks of a cell used, by kind. Only runs that count. */
export interface CellPages extends Pick<CellResult, 'layout' | 'setting' | 'levels' | 'workload' | 'phase'> {
  /** Mean over sessions; one session gives the mean of its runs. */
  readonly use: PageUse;
  /** Least and greatest share of remote pages in a session; null where nothing was used. */
  readonly remoteRange: readonly [number, number] | null;
  readonly sessions: number;
  readonly runs: number;
}

/** The same of one VM over all that ran in its layout. */
export interface VmPages {
  readonly layout: string;
  readonly vm: string;
  /** Mean over runs of the remote share of what its ranks used. */
  readonly remote: number;
  readonly runs: number;
}

/** To be changed in place. */
interface Gathered {
  readonly cells: Map<string, GatheredCell>;
  readonly vms: Map<string, { readonly at: Pick<VmPages, 'layout' | 'vm'>; readonly shares: number[] }>;
}

interface GatheredCell {
  readonly first: Sample;
  readonly sessions: Map<string, GatheredSession>;
  /** What was made of the sessions; null when more has come since. */
  made: OverSessions | null;
}

interface GatheredSession {
  readonly uses: PageUse[];
  mean: PageUse | null;
}

type OverSessions = Pick<CellPages, 'use' | 'remoteRange' | 'sessions' | 'runs'>;

/** In the order in which cells and VMs were first seen; samples that were read are not read again. */
export function rememberedPageKinds(): (
  samples: readonly Sample[],
  factors: Readonly<Record<string, readonly string[]>>,
) => { readonly cells: readonly CellPages[]; readonly vms: readonly VmPages[] } {
  const gather = grown<Sample, Gathered>({
    start: () => ({ cells: new Map(), vms: new Map() }),
    add: addSample,
  });
  return (samples, factors) => {
    const { cells, vms } = gather(samples);
    return {
      cells: [...cells.values()].map((cell) => {
        const { run, workload } = cell.first;
        cell.made ??= overSessions([...cell.sessions.values()]);
        return {
          ...{
            layout: run.layout,
            setting: levelsInWords(run.levels, factors),
            levels: run.levels,
            workload,
          },
          phase: run.phase === 'cold' ? 'cold' : 'warm',
          ...cell.made,
        };
      }),
      vms: [...vms.values()].map(({ at, shares }) => ({
        ...{ ...at, remote: arithmeticMean(shares) ?? 0, runs: shares.length },
      })),
    };
  };
}

function addSample(gathered: Gathered, sample: Sample): void {
  const { run, excluded } = sample;
  const { pages } = run.collected;
  const key = pages.length === 0 || excluded.length > 0 ? null : cellKeyOf(run);
  if (key === null) return;
  const cell: GatheredCell = gathered.cells.get(key) ?? { first: sample, sessions: new Map(), made: null };
  gathered.cells.set(key, cell);
  const session: GatheredSession = cell.sessions.get(run.session) ?? { uses: [], mean: null };
  cell.sessions.set(run.session, session);
  session.uses.push(useOf(pages));
  cell.made = session.mean = null;
  for (const own of pages) addShare(gathered.vms, run.layout, own.vm, remoteShareIn(own));
}

function addShare(vms: Gathered['vms'], layout: string, vm: string, share: number | null): void {
  if (share === null) return;
  const key = JSON.stringify([layout, vm]);
  const known = vms.get(key) ?? { at: { layout, vm }, shares: [] };
  vms.set(key, known);
  known.shares.push(share);
}

function overSessions(sessions: readonly GatheredSession[]): OverSessions {
  const uses = sessions.map((session) => (session.mean ??= meanUse(session.uses)));
  return {
    use: meanUse(uses),
    remoteRange: extent(uses.flatMap((use) => remoteShare(use) ?? [])),
    sessions: sessions.length,
    runs: sessions.reduce((sum, session) => sum + session.uses.length, 0),
  };
}
