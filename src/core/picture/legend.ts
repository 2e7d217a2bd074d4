import type { HostCut } from './hostCut';
import { FONT, LABEL_HEIGHT } from './metrics';
import type {
  MemoryPart,
  Rect,
  SceneLegend,
  SceneMemory,
  SceneNote,
  ScenePu,
  SceneSign,
  SceneVm,
  Sign,
} from './scene';
import { textWidth } from './textWidth';
import { vmInWords } from './words';

export const ENTRY = {
  height: 20,
  noteHeight: 14,
  gap: 14,
  swatch: { width: 26, height: 14 },
  textGap: 6,
} as const;

/** The cell that explains the others. */
export const PU_SAMPLE = { width: 44, height: 34 } as const;

export interface Legend {
  readonly vms: readonly SceneVm[];
  readonly legend: SceneLegend;
}

/** The VMs, then the signs that are in the picture, in columns below each other. */
export function legendOf(
  cut: HostCut,
  notes: ReadonlyMap<string, SceneNote>,
  signs: readonly Sign[],
  space: Omit<Rect, 'height'>,
): Legend {
  const entries = cut.vms.map(({ vm, index }) => ({
    index,
    name: vm.name,
    colour: index,
    pus: vm.pus,
    facts: vmInWords(cut.layout.machine, vm),
    note: notes.get(vm.name) ?? null,
  }));
  const height = ENTRY.height + (entries.some(({ note }) => note !== null) ? ENTRY.noteHeight : 0);
  const top = space.y + LABEL_HEIGHT + 4;
  const places = columns(entries.map(vmWidth), { ...space, y: top }, height);
  const vms = entries.map((entry, i) => ({ ...entry, rect: places[i] ?? { ...space, height } }));
  const below = bottomOf(places, top) + (places.length === 0 ? 0 : 10);
  const signPlaces = columns(signs.map(signWidth), { ...space, y: below }, ENTRY.height);
  const shown = signs.map((sign, i): SceneSign => {
    return { sign, text: MEANING[sign], rect: signPlaces[i] ?? { ...space, height } };
  });
  const bottom = bottomOf(signPlaces, below);
  return { vms, legend: { rect: { ...space, height: bottom - space.y }, signs: shown } };
}

/** Those that need to be explained. */
export function signsIn(pus: readonly ScenePu[], memory: readonly SceneMemory[]): readonly Sign[] {
  const kinds = new Set(memory.flatMap(({ parts }) => parts.map(({ kind }) => kind)));
  const has: readonly (readonly [Sign, boolean])[] = [
    ['pu', pus.some(({ owners }) => owners.length > 0)],
    ['conflict', pus.some(({ owners }) => owners.length > 1)],
    ['reserved', pus.some(({ state }) => state === 'reserved')],
    ['offline', pus.some(({ state }) => state === 'offline')],
    ['notAllowed', pus.some(({ state }) => state === 'notAllowed')],
    ['emulator', pus.some(({ emulatorOf }) => emulatorOf.length > 0)],
    ['ioThreads', pus.some(({ ioThreadsOf }) => ioThreadsOf.length > 0)],
    ...MEMORY_SIGNS.map(([sign, kind]) => [sign, kinds.has(kind)] as const),
  ];
  return has.flatMap(([sign, isShown]) => (isShown ? [sign] : []));
}

const MEMORY_SIGNS: readonly (readonly [Sign, MemoryPart['kind']])[] = [
  ['memoryReserved', 'reserved'],
  ['memoryRegion', 'region'],
  ['memoryFree', 'free'],
  ['memoryMissing', 'missing'],
];

const MEANING: Readonly<Record<Sign, string>> = {
  pu: 'PU 12 carries vCPU 3 of VM 1',
  conflict: 'more than one VM has it',
  reserved: 'reserved for the host',
  offline: 'offline',
  notAllowed: 'kept away by a cgroup',
  emulator: "QEMU's own threads of a VM",
  ioThreads: 'I/O threads of a VM',
  memoryReserved: 'memory of the host',
  memoryRegion: 'memory of shared regions',
  memoryFree: 'free memory',
  memoryMissing: 'memory that is missing',
};

/** Numbers stand before names: `0 vm0`. */
function vmWidth({ name, facts, note }: Omit<SceneVm, 'rect'>): number {
  const words = textWidth(name, FONT.label, true) + ENTRY.textGap + textWidth(facts, FONT.small);
  const told = note === null ? 0 : textWidth(`${note.origin}: ${note.text}`, FONT.small);
  return ENTRY.swatch.width + ENTRY.textGap + Math.max(words, told);
}

function signWidth(sign: Sign): number {
  return (
    (sign === 'pu' ? PU_SAMPLE.width : ENTRY.swatch.width) +
    ENTRY.textGap +
    textWidth(MEANING[sign], FONT.small)
  );
}

/** Entries of one width in as many columns as there is room for, filled from left to right. */
function columns(widths: readonly number[], space: Omit<Rect, 'height'>, height: number): readonly Rect[] {
  const width = Math.min(space.width, Math.max(0, ...widths));
  const count = Math.max(1, Math.floor((space.width + ENTRY.gap) / (width + ENTRY.gap)));
  return widths.map((_width, i) => ({
    x: space.x + (i % count) * (width + ENTRY.gap),
    y: space.y + Math.floor(i / count) * height,
    width,
    height,
  }));
}

function bottomOf(rects: readonly Rect[], otherwise: number): number {
  return Math.max(otherwise, ...rects.map(({ y, height }) => y + height));
}
