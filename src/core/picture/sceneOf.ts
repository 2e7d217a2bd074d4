import type { Layout } from '../layout/layout';
import { remembered } from '../text/remembered';
import type { Machine, Pu } from '../topology/machine';
import { aroundMachine } from './aroundMachine';
import { hostCuts, puUse, type HostCut, type PuUse } from './hostCut';
import { legendOf } from './legend';
import { machineBoxes } from './machineBoxes';
import type { MeasuredMemory } from './measuredMemory';
import { memoryBar } from './memoryBars';
import { MARGIN, metricsFor } from './metrics';
import type { Size } from './pack';
import { partsOf } from './parts';
import type { Rect, Scene, SceneNote, ScenePu } from './scene';
import { titleInWords } from './words';

/** What is known of a layout beside what stands in it. */
export interface SceneExtras {
  /** Of VMs by name: what was measured, rehearsed or predicted. */
  readonly notes?: ReadonlyMap<string, SceneNote>;
  /** Of the layout as a whole. */
  readonly layoutNotes?: readonly SceneNote[];
  /** Its note is for whoever shows the scene: the legend has it where it is among `layoutNotes`. */
  readonly measured?: MeasuredMemory | null;
}

/** A layout as pictures, one for each host that it names, one for a layout that names none. */
export function scenesOf(layout: Layout, extras: SceneExtras = {}): readonly Scene[] {
  return hostCuts(layout).map((cut) => sceneOf(cut, extras));
}

function sceneOf(cut: HostCut, { notes = new Map(), layoutNotes = [], measured = null }: SceneExtras): Scene {
  const drawn = drawnMachine(cut, measured);
  const { parts, width, bottom } = aroundMachine(cut, drawn);
  const { vms, legend } = legendOf(cut, { ofVms: notes, ofAll: layoutNotes }, drawn, {
    x: MARGIN,
    y: bottom,
    width,
  });
  return {
    width: width + 2 * MARGIN,
    height: legend.rect.y + legend.rect.height + MARGIN,
    title: titleInWords(cut.layout, cut.vms.length, cut.host),
    host: cut.host,
    boxes: drawn.boxes,
    pus: drawn.pus,
    memory: drawn.memory,
    ...parts,
    vms,
    legend,
  };
}

/** Where everything of a machine is; the same however it is cut. */
const placesOf = remembered((machine: Machine) =>
  machineBoxes(machine, partsOf(machine), metricsFor(machine.pus.length), { x: MARGIN, y: MARGIN }),
);

type Drawn = Size & Pick<Scene, 'boxes' | 'pus' | 'memory'>;

function drawnMachine(cut: HostCut, measured: MeasuredMemory | null): Drawn {
  const { machine } = cut.layout;
  const at = placesOf(machine);
  const use = puUse(cut);
  const reserved = new Set(machine.reserved.pus);
  return {
    width: at.width,
    height: at.height,
    boxes: at.boxes,
    pus: at.pus.map(({ pu, rect }) => scenePu(pu, rect, use, reserved)),
    memory: at.memory.map(({ node, rect }) => memoryBar(cut, node, rect, measured)),
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
