import { bottomOf, inColumns, type Space } from './columns';
import type { HostCut } from './hostCut';
import { ENTRY, FONT, LABEL_HEIGHT } from './metrics';
import type { SceneLegend, SceneMemory, SceneNote, ScenePu, SceneVm } from './scene';
import { signsOf } from './signs';
import { textWidth } from './textWidth';
import { vmInWords } from './words';

export interface Legend {
  readonly vms: readonly SceneVm[];
  readonly legend: SceneLegend;
}

/** What a legend explains beside the VMs. */
export interface Explained {
  readonly pus: readonly ScenePu[];
  readonly memory: readonly SceneMemory[];
}

/** What was found: for VMs by name, and for the layout as a whole. */
export interface Notes {
  readonly ofVms: ReadonlyMap<string, SceneNote>;
  readonly ofAll: readonly SceneNote[];
}

/** The VMs in columns below a title, then the signs that are in the picture. */
export function legendOf(cut: HostCut, notes: Notes, explained: Explained, space: Space): Legend {
  const found = notes.ofAll.map((note, i) => {
    const y = space.y + LABEL_HEIGHT + i * ENTRY.noteHeight;
    return { ...note, rect: { ...space, y, height: ENTRY.noteHeight } };
  });
  const top = space.y + LABEL_HEIGHT + found.length * ENTRY.noteHeight + 4;
  const vms = vmsOf(cut, notes.ofVms, { ...space, y: top });
  const below =
    bottomOf(
      vms.map(({ rect }) => rect),
      top,
    ) + (vms.length === 0 ? 0 : 10);
  const signs = signsOf(explained.pus, explained.memory, { ...space, y: below });
  const bottom = bottomOf(
    signs.map(({ rect }) => rect),
    below,
  );
  return { vms, legend: { rect: { ...space, height: bottom - space.y }, notes: found, signs } };
}

function vmsOf(cut: HostCut, notes: ReadonlyMap<string, SceneNote>, space: Space): readonly SceneVm[] {
  const entries = cut.vms.map(({ vm, index }) => ({
    index,
    name: vm.name,
    colour: index,
    pus: vm.pus,
    facts: vmInWords(cut.layout.machine, vm),
    note: notes.get(vm.name) ?? null,
  }));
  const height = ENTRY.height + (entries.some(({ note }) => note !== null) ? ENTRY.noteHeight : 0);
  const places = inColumns(entries.map(widthOf), space, height, ENTRY.gap);
  return entries.map((entry, i) => ({ ...entry, rect: places[i] ?? { ...space, height } }));
}

function widthOf({ name, facts, note }: Omit<SceneVm, 'rect'>): number {
  const words = textWidth(name, FONT.label, true) + ENTRY.textGap + textWidth(facts, FONT.small);
  const told = note === null ? 0 : textWidth(`${note.origin.toUpperCase()} ${note.text}`, FONT.small);
  return ENTRY.swatch.width + ENTRY.textGap + Math.max(words, told);
}
