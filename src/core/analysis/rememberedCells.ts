import { cellKeyOf, heldResult, type OwnResult, ownResult } from './cells';
import { grown } from './grown';
import type { HeldCell } from './means';
import type { PlannedFactors } from './plannedCells';
import type { Sample } from './sample';
import { type TitledCell, titledCells } from './titledCells';

/** A cell of the plan, its samples as they were when it was made, and what was made of them. */
interface Slot {
  readonly titled: TitledCell;
  /** null for a cell that is held against none. */
  readonly base: Slot | null;
  samples: readonly Sample[];
  /** How many there were: the list grows. */
  count: number;
  own: OwnResult;
  held: HeldCell;
}

/**
 * The cells of a plan in its order, each beside its baseline, asked again and again while samples come: a cell is made anew
 * when it has other samples or its baseline is another, and is the same object otherwise.
 */
export function rememberedCells(): (plan: PlannedFactors, samples: readonly Sample[]) => readonly HeldCell[] {
  const groupsOf = grown<Sample, Map<string, Sample[]>>({ start: () => new Map(), add: addSample });
  let schedule: PlannedFactors['schedule'] | null = null;
  let slots: readonly Slot[] = [];
  return (plan, samples) => {
    if (schedule !== plan.schedule) [schedule, slots] = [plan.schedule, slotsOf(titledCells(plan))];
    const groups = groupsOf(samples);
    for (const slot of slots) fill(slot, groups.get(slot.titled.key) ?? NONE);
    return slots.map(({ held }) => held);
  };
}

/** One list for all cells without samples. */
const NONE: readonly Sample[] = [];

function addSample(groups: Map<string, Sample[]>, sample: Sample): void {
  const key = cellKeyOf(sample.run);
  if (key === null) return;
  const own = groups.get(key);
  if (own === undefined) groups.set(key, [sample]);
  else own.push(sample);
}

/** The native cells come first, so that what others are held against is there already. */
function slotsOf(cells: readonly TitledCell[]): readonly Slot[] {
  const made = new Map<string, Slot>();
  return cells.map((titled) => {
    const own = ownResult(titled.cell, titled, NONE);
    const base = made.get(titled.baseKey ?? '') ?? null;
    const held = { cell: heldResult(own, []), baseline: base?.held.cell ?? null };
    const slot: Slot = { titled, base, samples: NONE, count: 0, own, held };
    made.set(titled.key, slot);
    return slot;
  });
}

function fill(slot: Slot, samples: readonly Sample[]): void {
  const { titled, base } = slot;
  const baseline = base?.held.cell ?? null;
  const isOwn = isAsBefore(slot, samples);
  [slot.samples, slot.count] = [samples, samples.length];
  if (isOwn && slot.held.baseline === baseline) return;
  if (!isOwn) slot.own = ownResult(titled.cell, titled, samples);
  slot.held = { cell: heldResult(slot.own, baseline?.times ?? []), baseline };
}

function isAsBefore({ samples: before, count }: Slot, samples: readonly Sample[]): boolean {
  if (count !== samples.length) return false;
  return before === samples || samples.every((sample, at) => sample === before[at]);
}
