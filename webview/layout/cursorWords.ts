import type { PictureView } from '../../src/core/editing/view';
import type { BoxKind, Scene, SceneMemory, ScenePu } from '../../src/core/picture/scene';
import type { Say } from '../shared/words';
import { holds, type Point } from './geometry';
import type { SceneIndex } from './sceneIndex';

const kinds: readonly BoxKind[] = ['core', 'node', 'package'];

/** A PU in a line: `PU 5 · core 1 · node 1 · vCPU 1 of vm0`. */
export function puInWords(scene: Scene, view: PictureView | null, pu: ScenePu, say: Say): string {
  const boxes = scene.boxes.filter(({ pus, kind }) => kinds.includes(kind) && pus.includes(pu.id));
  const within = kinds.flatMap((kind) =>
    boxes.filter((box) => box.kind === kind).map(({ key }) => boxWord(key, say)),
  );
  return [say('pu', pu.id), ...within, ...stateWords(view, pu, say)].join(' · ');
}

/** `node:2` as `node 2`, `core:1/3` as `core 3`. */
function boxWord(key: string, say: Say): string {
  const [kind = '', number = ''] = key.split(':');
  // Of a part in several pieces all but the first have a mark behind.
  return say(`in_${kind}`, number.replace(/^.*\//, '').replace(/~.*$/, ''));
}

function stateWords(view: PictureView | null, pu: ScenePu, say: Say): readonly string[] {
  const nameOf = (vm: number): string => view?.vms[vm]?.name ?? String(vm);
  const [first, ...more] = pu.owners;
  return [
    ...(pu.state === 'usable' ? [] : [say(`state_${pu.state}`)]),
    ...(first === undefined ? [] : [say('vcpuOf', pu.vcpu ?? '?', nameOf(first))]),
    ...more.map((vm) => say('alsoOf', nameOf(vm))),
    ...(first === undefined && pu.state === 'usable' ? [say('free')] : []),
    ...pu.emulatorOf.map((vm) => say('emulatorOf', nameOf(vm))),
    ...pu.ioThreadsOf.map((vm) => say('ioThreadsOf', nameOf(vm))),
  ];
}

/** The memory of a node in a line: `node 1 · 7.0 of 8 GiB given`, with what was found of it. */
export function memoryInWords({ node, label, measured, hugePages }: SceneMemory, say: Say): string {
  const found = measured === null ? [] : [measured.label];
  return [say('in_node', node), label, ...found, ...hugePages.map((pool) => pool.label)].join(' · ');
}

/** What lies at a point of the picture, in a line; empty where nothing does. */
export function placeInWords(index: SceneIndex, view: PictureView | null, point: Point, say: Say): string {
  const pu = index.puAt(point);
  if (pu !== null) return puInWords(index.scene, view, pu, say);
  const { memory, nics, networks, regions, distances } = index.scene;
  const bar = memory.find(({ rect, measured }) =>
    [rect, measured?.rect].some((one) => one !== undefined && holds(one, point)),
  );
  if (bar !== undefined) return memoryInWords(bar, say);
  const shared = [...nics, ...networks, ...regions].find(({ rect }) => holds(rect, point));
  if (shared !== undefined) return [shared.name, shared.facts].filter((text) => text !== '').join(' · ');
  const cell = distances?.cells.find(({ rect }) => holds(rect, point));
  if (cell !== undefined) return say('distance', cell.from, cell.to, cell.distance);
  const box = index.boxAt(point);
  return box === null
    ? ''
    : `${boxWord(box.key, say)} · ${say(box.pus.length === 1 ? 'onePu' : 'somePus', box.pus.length)}`;
}
