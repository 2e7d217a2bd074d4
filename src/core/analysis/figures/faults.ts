import { keyOf } from '../cells';
import type { CellCounters } from '../counters';
import { secondsText, shareText } from '../format';
import type { CellResult, Results } from '../results';
import { titleOf } from './captions';
import { levelIn } from './dimensions';
import { linkOf, wordsOf } from './entry';
import type { BarChart, Figure, FigureKind, FigureTable, FigureView, NotDrawn } from './figure';
import { cellRows } from './rows';
import { cellsShown, nothingShown } from './shown';
import { amount, countsText, joined, leftOutText, noteOf } from './words';

/** Page faults that guests handle, beside those for which the host has to act, cold beside warm. */
export const faults: FigureKind = {
  id: 'faults',
  title: 'Page faults of guests and of their vCPUs on the host',
  paper: [3, 4],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const known = new Map(results.counters.filter(({ of }) => of === 'vms').map((one) => [keyOf(one), one]));
    const told = cells.filter((cell) => countsOf(known.get(keyOf(cell))) !== null);
    return told.length === 0 ? NOT_COUNTED : faultsFigure(results, view, told, known);
  },
};

const NOT_COUNTED: NotDrawn = {
  why: 'Nobody has told yet how many page faults there were in a VM that is shown: no run in one has ended that counts, or the experiment does not collect it. Put "faults" into its "collect".',
};

/** Of a run, over all VMs: medians of the sessions. */
interface Counts {
  /** By the guests' kernels, of everything that ran in them. */
  readonly guest: number;
  /** Of the vCPUs' threads, by the host's kernel. */
  readonly host: number;
  /** On the guests' RAM, by KVM itself; null where they were not counted. */
  readonly kvm: number | null;
  /** Of the ranks alone; null where they have not told. */
  readonly ranks: number | null;
  readonly sessions: number;
}

/** null where one side is not known. */
function countsOf(cell: CellCounters | undefined): Counts | null {
  const { guestFaults, vcpuMinorFaults, vcpuMajorFaults, kvmRamFaults, rankMinorFaults } =
    cell?.counters ?? {};
  if (guestFaults === undefined || vcpuMinorFaults === undefined) return null;
  return {
    guest: guestFaults.median,
    host: vcpuMinorFaults.median + (vcpuMajorFaults?.median ?? 0),
    kvm: kvmRamFaults?.median ?? null,
    ranks: rankMinorFaults?.median ?? null,
    sessions: guestFaults.sessions,
  };
}

interface Row {
  readonly cell: CellResult;
  readonly counts: Counts;
}

function faultsFigure(
  results: Results,
  view: FigureView,
  told: readonly CellResult[],
  known: ReadonlyMap<string, CellCounters>,
): Figure {
  const { cells, dimensions } = cellRows(told, results.cells, view);
  const rows = cells.flatMap((cell): Row[] => {
    const counts = countsOf(known.get(keyOf(cell)));
    return counts === null ? [] : [{ cell, counts }];
  });
  const isKvmTold = rows.some(({ counts }) => counts.kvm !== null);
  return {
    kind: faults.id,
    title: titleOf(faults.title, cells, dimensions, results.cells),
    note: noteOf(results, cells),
    legend: joined([
      `bars: page faults during a run, of all its VMs, median of the sessions, ${countsText(
        rows.map(({ counts }) => counts.sessions),
        'session',
      )}`,
      "in the guests: all that their kernels have handled (pgfault), those of other processes than the program's too",
      "of vCPUs on the host: minor and major faults of their threads, for memory that the host had to map first; they are no part of the guests' own, a guest maps memory that the host has already without any",
      ...(isKvmTold ? ["in KVM, on RAM: all that KVM got from vCPUs on the guests' RAM (kvmRamFaults)"] : []),
    ]),
    chart: {
      ...{ type: 'bars', unit: '', title: 'page faults', lines: [] },
      labels: rows.map(({ cell }) => wordsOf(cell, dimensions)),
      series: [
        seriesOf('in the guests', 0, rows, dimensions, ({ guest }) => guest),
        seriesOf('of vCPUs on the host', 1, rows, dimensions, ({ host }) => host),
        ...(isKvmTold ? [seriesOf('in KVM, on RAM', 2, rows, dimensions, ({ kvm }) => kvm)] : []),
      ],
    },
    table: tableOf(rows, dimensions),
  };
}

function seriesOf(
  name: string,
  colour: number,
  rows: readonly Row[],
  dimensions: readonly string[],
  of: (counts: Counts) => number | null,
): BarChart['series'][number] {
  const marks = rows.map(({ cell, counts }) => {
    const value = of(counts);
    if (value === null) return null;
    const words = `${wordsOf(cell, dimensions)}, ${name}: ${secondsText(value)} page faults`;
    return {
      ...{ value, interval: null, link: linkOf(cell) },
      text: `${words}, ${amount(counts.sessions, 'session')}`,
    };
  });
  return { name, colour, marks };
}

function tableOf(rows: readonly Row[], dimensions: readonly string[]): FigureTable {
  return {
    head: [
      ...dimensions,
      ...['in the guests', 'of ranks', 'of vCPUs on the host', 'host for each 100 in the guests'],
      'in KVM, on RAM',
      ...['sessions', 'runs left out'],
    ],
    rows: rows.map(({ cell, counts: { guest, host, kvm, ranks, sessions } }) => ({
      cells: [
        ...dimensions.map((id) => levelIn(cell, id) ?? '-'),
        ...[secondsText(guest), secondsText(ranks), secondsText(host)],
        guest === 0 ? '-' : shareText(host / guest).replace(' %', ''),
        secondsText(kvm),
        ...[String(sessions), leftOutText(cell.leftOut)],
      ],
      link: linkOf(cell),
    })),
  };
}
