import { cellTexts, type CellTexts } from './cellTexts';
import { inColumns, type Space } from './columns';
import { ENTRY, FONT } from './metrics';
import type { Size } from './pack';
import type { MemoryPart, SceneMemory, ScenePu, SceneSign, Sign } from './scene';
import { textWidth } from './textWidth';

/** The signs that a picture shows, each with what it means; the cell that explains the others stands at the left. */
export function signsOf(
  pus: readonly ScenePu[],
  memory: readonly SceneMemory[],
  space: Space,
): readonly SceneSign[] {
  const sample = samplePu(pus);
  const cell = sample === null ? [] : [cellSign(sample, cellTexts(pus), space)];
  const signs = signsIn(pus, memory);
  const widths = signs.map((sign) => widthOf(MEANING[sign], ENTRY.swatch));
  const rest = besideOrBelow(cell[0], space, 2 * Math.max(0, ...widths) + ENTRY.gap);
  const places = inColumns(widths, rest, ENTRY.height, ENTRY.gap);
  const others = signs.map((sign, i): SceneSign => {
    const rect = places[i] ?? { ...rest, height: ENTRY.height };
    return { sign, text: MEANING[sign], sample: { x: rect.x, y: rect.y + 2, ...ENTRY.swatch }, rect };
  });
  return [...cell, ...others];
}

/** Space for the other signs: at the right of the cell where that is as wide, else below it. */
function besideOrBelow(cell: SceneSign | undefined, space: Space, width: number): Space {
  if (cell === undefined) return space;
  const taken = cell.rect.width + 2 * ENTRY.gap;
  return space.width - taken >= width
    ? { x: space.x + taken, y: space.y, width: space.width - taken }
    : { ...space, y: cell.rect.y + cell.rect.height + 8 };
}

/** The PU whose cell explains the others: one with a vCPU other than the first, where there is one. */
export function samplePu(pus: readonly ScenePu[]): ScenePu | null {
  const owned = pus.filter(({ owners, state }) => owners.length === 1 && state === 'usable');
  return owned.find(({ vcpu }) => vcpu !== 0) ?? owned[0] ?? null;
}

function cellSign({ id, vcpu, owners, rect }: ScenePu, texts: CellTexts, { x, y }: Space): SceneSign {
  const carried = texts.vcpus ? `vCPU ${vcpu ?? ''} of ` : '';
  const text = `PU ${id}: ${carried}VM ${owners[0] ?? ''}`;
  const { width, height } = rect;
  return {
    sign: 'pu',
    text,
    sample: { x, y, width, height },
    rect: { x, y, width: widthOf(text, rect), height: Math.max(height, ENTRY.height) },
  };
}

function widthOf(text: string, { width }: Size): number {
  return width + ENTRY.textGap + textWidth(text, FONT.small);
}

type OtherSign = Exclude<Sign, 'pu'>;

function signsIn(pus: readonly ScenePu[], memory: readonly SceneMemory[]): readonly OtherSign[] {
  const kinds = new Set(memory.flatMap(({ parts }) => parts.map(({ kind }) => kind)));
  const has: readonly (readonly [OtherSign, boolean])[] = [
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

const MEMORY_SIGNS: readonly (readonly [OtherSign, MemoryPart['kind']])[] = [
  ['memoryReserved', 'reserved'],
  ['memoryRegion', 'region'],
  ['memoryFree', 'free'],
  ['memoryMissing', 'missing'],
];

const MEANING: Readonly<Record<OtherSign, string>> = {
  conflict: 'more than one VM has it',
  reserved: 'reserved for the host',
  offline: 'offline',
  notAllowed: 'kept away by a cgroup',
  emulator: "a VM's emulator threads",
  ioThreads: "a VM's I/O threads",
  memoryReserved: 'memory of the host',
  memoryRegion: 'memory of shared regions',
  memoryFree: 'free memory',
  memoryMissing: 'missing memory',
};
