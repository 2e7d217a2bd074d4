import type { Layout } from '../layout/layout';
import type { Pu } from '../topology/machine';
import { distanceTable } from './distanceTable';
import { hostCuts, puUse, type HostCut, type PuUse } from './hostCut';
import { legendOf, signsIn } from './legend';
import { machineBoxes } from './machineBoxes';
import { memoryBar } from './memoryBars';
import { LABEL_HEIGHT, MARGIN, metricsFor, SECTION_GAP } from './metrics';
import type { Size } from './pack';
import { partsOf } from './parts';
import type { Rect, Scene, SceneNote, ScenePu } from './scene';
import { sharedChips } from './sharedChips';
import { titleInWords } from './words';

/** What is known of a layout beside what stands in it. */
export interface SceneExtras {
  /** Of VMs by name: what was measured, rehearsed or predicted. */
  readonly notes?: ReadonlyMap<string, SceneNote>;
}

/** No picture is narrower: chips and legend need room. */
const LEAST_WIDTH = 560;

/** A layout as pictures, one for each host that it names, one for a layout that names none. */
export function scenesOf(layout: Layout, extras: SceneExtras = {}): readonly Scene[] {
  return hostCuts(layout).map((cut) => sceneOf(cut, extras));
}

function sceneOf(cut: HostCut, { notes = new Map() }: SceneExtras): Scene {
  const drawn = drawnMachine(cut);
  const width = Math.max(LEAST_WIDTH, drawn.width + 2 * MARGIN);
  const space = { x: MARGIN, y: MARGIN + drawn.height + SECTION_GAP, width: width - 2 * MARGIN };
  const { bottom, ...below } = belowMachine(cut, space);
  const signs = signsIn(drawn.pus, drawn.memory);
  const { vms, legend } = legendOf(cut, notes, signs, { ...space, y: bottom });
  return {
    width,
    height: legend.rect.y + legend.rect.height + MARGIN,
    title: titleInWords(cut.layout, cut.vms.length, cut.host),
    host: cut.host,
    boxes: drawn.boxes,
    pus: drawn.pus,
    memory: drawn.memory,
    ...below,
    vms,
    legend,
  };
}

type Drawn = Size & Pick<Scene, 'boxes' | 'pus' | 'memory'>;

function drawnMachine(cut: HostCut): Drawn {
  const { machine } = cut.layout;
  const at = machineBoxes(machine, partsOf(machine), metricsFor(machine.pus.length), {
    x: MARGIN,
    y: MARGIN,
  });
  const use = puUse(cut);
  const reserved = new Set(machine.reserved.pus);
  return {
    width: at.width,
    height: at.height,
    boxes: at.boxes,
    pus: at.pus.map(({ pu, rect }) => scenePu(pu, rect, use, reserved)),
    memory: at.memory.map(({ node, rect }) => memoryBar(cut, node, rect)),
  };
}

function scenePu(pu: Pu, rect: Rect, use: PuUse, reserved: ReadonlySet<number>): ScenePu {
  return {
    id: pu.id,
    rect,
    state: stateOf(pu, reserved),
    owners: use.owners.get(pu.id) ?? [],
    vcpu: use.vcpus.get(pu.id) ?? null,
    emulatorOf: use.emulatorOf.get(pu.id) ?? [],
    ioThreadsOf: use.ioThreadsOf.get(pu.id) ?? [],
  };
}

function stateOf(pu: Pu, reserved: ReadonlySet<number>): ScenePu['state'] {
  if (!pu.online) return 'offline';
  if (!pu.allowed) return 'notAllowed';
  return reserved.has(pu.id) ? 'reserved' : 'usable';
}

type Below = Pick<Scene, 'nics' | 'networks' | 'regions' | 'distances' | 'captions'> & {
  readonly bottom: number;
};

/** What VMs have in common at the left, distances at the right. */
function belowMachine(cut: HostCut, space: Omit<Rect, 'height'>): Below {
  const y = space.y + LABEL_HEIGHT;
  const table = distanceTable(cut.layout.machine, 0, y);
  const right = table === null ? 0 : table.rect.width + SECTION_GAP;
  const isBeside = right <= space.width / 2;
  const { height, ...shared } = sharedChips(cut, space, isBeside ? space.width - right : space.width);
  const chipsBottom = space.y + height;
  if (table === null) return { ...shared, distances: null, bottom: chipsBottom + SECTION_GAP };
  const x = isBeside ? space.x + space.width - table.rect.width : space.x;
  const top = isBeside ? space.y : chipsBottom + SECTION_GAP;
  const distances = distanceTable(cut.layout.machine, x, top + LABEL_HEIGHT);
  const caption = { text: 'Distances', rect: { x, y: top, width: table.rect.width, height: LABEL_HEIGHT } };
  const tableBottom = top + LABEL_HEIGHT + table.rect.height;
  return {
    ...shared,
    distances,
    captions: [...shared.captions, caption],
    bottom: Math.max(chipsBottom, tableBottom) + SECTION_GAP,
  };
}
