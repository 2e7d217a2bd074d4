import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rect, Scene, SceneBox } from '../../../src/core/picture/scene';
import { scenesOf } from '../../../src/core/picture/sceneOf';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import { builtIn, builtInIds, cut, layouts, RUNS } from './cuts';

/** Half a hundredth of a pixel: sums of parts differ in the last digits. */
const TINY = 0.005;

function isInside(inner: Rect, outer: Rect): boolean {
  return (
    inner.x >= outer.x - TINY &&
    inner.y >= outer.y - TINY &&
    inner.x + inner.width <= outer.x + outer.width + TINY &&
    inner.y + inner.height <= outer.y + outer.height + TINY
  );
}

function overlap(a: Rect, b: Rect): boolean {
  return (
    a.x < b.x + b.width - TINY &&
    b.x < a.x + a.width - TINY &&
    a.y < b.y + b.height - TINY &&
    b.y < a.y + a.height - TINY
  );
}

function overlaps(rects: readonly Rect[]): readonly (readonly [Rect, Rect])[] {
  const sorted = [...rects].sort((a, b) => a.y - b.y);
  return sorted.flatMap((a, i) => {
    const found: (readonly [Rect, Rect])[] = [];
    for (const b of sorted.slice(i + 1)) {
      if (b.y >= a.y + a.height) break;
      if (overlap(a, b)) found.push([a, b]);
    }
    return found;
  });
}

/** Pairs of boxes that neither lie apart nor in one another with their PUs. */
function crossing({ boxes }: Scene): readonly string[] {
  return boxes.flatMap((outer, i) =>
    boxes.slice(i + 1).flatMap((inner): readonly string[] => {
      if (!overlap(outer.rect, inner.rect)) return [];
      const around = new Set(outer.pus);
      const nests = isInside(inner.rect, outer.rect) && inner.pus.every((pu) => around.has(pu));
      return nests ? [] : [`${outer.key} ${inner.key}`];
    }),
  );
}

function rectsOf(scene: Scene): readonly Rect[] {
  const { boxes, pus, memory, vms, nics, networks, regions, captions, legend, distances } = scene;
  return [
    ...[boxes, pus, memory, vms, nics, networks, regions, captions, legend.signs]
      .flat()
      .map(({ rect }) => rect),
    ...memory.flatMap(({ parts, hugePages }) => [...parts, ...hugePages].map(({ rect }) => rect)),
    ...(distances === null ? [] : [distances.rect, ...distances.cells.map(({ rect }) => rect)]),
    legend.rect,
  ];
}

function check(scene: Scene, ids: readonly number[]): void {
  expect(scene.pus.map(({ id }) => id).sort((a, b) => a - b)).toEqual(ids);
  const whole = { x: 0, y: 0, width: scene.width, height: scene.height };
  expect(rectsOf(scene).filter((rect) => !isInside(rect, whole))).toEqual([]);
  expect(
    rectsOf(scene)
      .flatMap(({ x, y, width, height }) => [x, y, width, height])
      .every((value) => Number.isFinite(value)),
  ).toBe(true);
  expect(overlaps(scene.pus.map(({ rect }) => rect))).toEqual([]);
  expect(crossing(scene)).toEqual([]);
  expect(new Set(scene.boxes.map(({ key }) => key)).size).toBe(scene.boxes.length);
  const pus = new Map(scene.pus.map((pu) => [pu.id, pu.rect]));
  const strays = (box: SceneBox): readonly number[] =>
    box.pus.filter((id) => !isInside(pus.get(id) ?? whole, box.rect));
  expect(scene.boxes.flatMap(strays)).toEqual([]);
  const held = new Set(scene.boxes.flatMap((box) => box.pus));
  const others = scene.boxes.filter(({ pus: own }) => own.length === 0);
  expect(
    overlaps([...scene.pus, ...others, ...scene.memory].map(({ rect }) => rect)).filter(
      ([a, b]) => !isInside(a, b) && !isInside(b, a),
    ),
  ).toEqual([]);
  expect(
    scene.pus.filter(({ id }) => !held.has(id) && scene.boxes.some(({ kind }) => kind !== 'core')),
  ).toEqual([]);
  const { vms, nics, networks, regions, legend } = scene;
  const below = [vms, nics, networks, regions, legend.signs, legend.notes].flatMap((items) =>
    items.map(({ rect }) => rect),
  );
  expect(overlaps(below)).toEqual([]);
}

const note = { origin: 'measured', text: '+3.1 % against native' } as const;

describe('the places of things in a picture', () => {
  it.each(builtInIds)('%s has every PU once, boxes that nest, and nothing over anything else', (id) => {
    const machine = builtIn(id);
    for (const partition of [{ vms: 1 }, { per: 'node' }, { per: 'core' }] as const)
      for (const scene of scenesOf(cut(machine, { partition })))
        check(
          scene,
          machine.pus.map((pu) => pu.id),
        );
  });

  it('so has any machine in any cut', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        for (const scene of scenesOf(layout, { layoutNotes: [note, note] }))
          check(
            scene,
            layout.machine.pus.map((pu) => pu.id),
          );
      }),
      RUNS,
    );
  }, 60_000);

  it('two packages of 128 PUs go onto a screen of 1600 by 900', () => {
    for (const id of ['epyc-7763-2x64-nps1', 'epyc-7742-2x64-nps4', 'xeon-8480-2x56-snc4']) {
      const [scene] = scenesOf(cut(builtIn(id), { partition: { per: 'node' } }));
      expect(scene?.width).toBeLessThanOrEqual(1600);
      expect(scene?.legend.rect.y).toBeLessThanOrEqual(900);
    }
  });

  it('4096 PUs make no strip', () => {
    for (const synthetic of [
      '[numa] core:4096 pu:1',
      'pack:64 [numa] core:32 pu:2',
      'pack:1 [numa] l3:256 core:16 pu:1',
    ]) {
      const { machine } = machineFromDocument({ version: 1, synthetic }, 'm');
      const [scene] = scenesOf(cut(machine, { partition: { vms: 1 } }));
      const ratio = (scene?.width ?? 0) / (scene?.legend.rect.y ?? 1);
      expect([synthetic, ratio > 0.4 && ratio < 4]).toEqual([synthetic, true]);
    }
  });
});

describe('which boxes a machine has', () => {
  const kindsOf = (synthetic: string): readonly string[] => {
    const { machine } = machineFromDocument({ version: 1, synthetic }, 'm');
    return scenesOf(cut(machine, { partition: { vms: 1 } }))[0]?.boxes.map(({ key }) => key) ?? [];
  };

  it('parts with the same PUs are one, and cores of one PU are none', () => {
    expect(kindsOf('pack:2 [numa] l3:1 core:2 pu:1')).toEqual(['node:0', 'node:1']);
  });

  it('a node of two packages is around them', () => {
    expect(kindsOf('[numa] pack:2 core:2 pu:1')).toEqual(['node:0', 'package:0', 'package:1']);
  });

  it('cores of two PUs are in their L3', () => {
    expect(kindsOf('pack:1 [numa] l3:2 core:2 pu:2')).toEqual([
      'node:0',
      ...['l3:0', 'core:0/0', 'core:0/1'],
      ...['l3:1', 'core:0/2', 'core:0/3'],
    ]);
  });

  it('a package and a node with the same PUs are both named', () => {
    const [scene] = scenesOf(cut(builtIn('barcelona-4x4'), { partition: { per: 'node' } }));
    expect(scene?.boxes.map(({ label }) => label)).toEqual(
      [0, 1, 2, 3].map((n) => `Package ${n} · Node ${n}`),
    );
  });

  it('nodes without PUs are there too, with what their memory is', () => {
    const [scene] = scenesOf(cut(builtIn('cxl-2x32'), { partition: { per: 'node' } }));
    const empty = scene?.boxes.filter(({ pus }) => pus.length === 0);
    expect(empty?.map(({ key, label }) => [key, label])).toEqual([['node:2', 'Node 2 · CXL · no PUs']]);
  });

  it('nodes across packages come in pieces, the first of which has the memory', () => {
    const machine = builtIn('barcelona-4x4');
    const pus = machine.pus.map((pu) => ({ ...pu, node: pu.id % 2, l3: null }));
    const [scene] = scenesOf(cut({ ...machine, pus }, { partition: { vms: 1 } }));
    const nodes = scene?.boxes.filter(({ kind }) => kind === 'node').map(({ key }) => key);
    expect(nodes).toContain('node:0~2');
    expect(scene?.memory.map(({ node }) => node).sort()).toEqual([0, 1, 2, 3]);
  });

  it('PUs of unknown place are together behind the others', () => {
    const machine = builtIn('barcelona-4x4');
    const unknown = { package: null, core: null, l3: null, node: null, online: false };
    const pus = machine.pus.map((pu) => (pu.id === 15 ? { ...pu, ...unknown } : pu));
    const [scene] = scenesOf(cut({ ...machine, pus }, { partition: { vms: 1 } }));
    expect(scene?.boxes.at(-1)).toMatchObject({ kind: 'unknown', label: 'Place not known', pus: [15] });
  });
});
