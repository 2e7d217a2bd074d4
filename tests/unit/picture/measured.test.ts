import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutMeasured, type MeasuredMemory } from '../../../src/core/picture/measuredMemory';
import type { Scene, SceneMeasured } from '../../../src/core/picture/scene';
import { scenesOf } from '../../../src/core/picture/sceneOf';
import { svgOf } from '../../../src/core/picture/svgOf';
import type { LayoutBody } from '../check/documents';
import { builtIn, cut, GIB, layouts, RUNS } from './cuts';

const quad = builtIn('barcelona-4x4');
const note = { origin: 'rehearsed', text: 'thin bars: memory read after run 3 of 4, a1' } as const;

function found(vms: Readonly<Record<string, Readonly<Record<number, number>>>>): MeasuredMemory {
  const byNode = (bytes: Readonly<Record<number, number>>): ReadonlyMap<number, number> =>
    new Map(Object.entries(bytes).map(([node, own]) => [Number(node), own]));
  return { note, vms: new Map(Object.entries(vms).map(([vm, bytes]) => [vm, byNode(bytes)])) };
}

function sceneOf(body: LayoutBody, measured: MeasuredMemory | null, machine = quad): Scene {
  const [scene] = scenesOf(cut(machine, body), { measured });
  if (scene === undefined) throw new Error('There is no scene.');
  return scene;
}

const two: LayoutBody = {
  vms: [
    { name: 'a', pus: '0-3', memory: '4GiB' },
    { name: 'b', pus: '4-7', memory: '6GiB' },
  ],
};

/** Of each part whose it is, and where it begins and ends as parts of the bar above. */
function placesIn({ memory }: Scene, node: number): unknown {
  const bar = memory[node];
  const { x = 0, width = 1 } = bar?.rect ?? {};
  return bar?.measured?.parts.map(({ vm, rect }) => [
    vm,
    (rect.x - x) / width,
    (rect.x + rect.width - x) / width,
  ]);
}

describe('memory that was found', () => {
  it('is drawn below what is declared, in the order and the scale of that', () => {
    const scene = sceneOf(two, found({ a: { 0: GIB, 1: 2 * GIB }, b: { 1: 4 * GIB } }));
    expect(placesIn(scene, 0)).toEqual([[0, 0, 1 / 8]]);
    expect(placesIn(scene, 1)).toEqual([
      [0, 0, 2 / 8],
      [1, 2 / 8, 6 / 8],
    ]);
    expect(placesIn(scene, 2)).toEqual([]);
    expect(scene.memory.map(({ measured }) => measured?.label).slice(0, 3)).toEqual([
      'rehearsed: a 1.0 GiB (1073741824 bytes)',
      'rehearsed: a 2.0 GiB (2147483648 bytes), b 4.0 GiB (4294967296 bytes)',
      'rehearsed: no memory of VMs',
    ]);
  });

  it('begins where VMs begin above, and further left where there is no room', () => {
    const machine = { ...quad, reserved: { pus: [], memoryBytesPerNode: 2 * GIB } };
    expect(placesIn(sceneOf(two, found({ a: { 0: GIB } }), machine), 0)).toEqual([[0, 2 / 8, 3 / 8]]);
    expect(placesIn(sceneOf(two, found({ a: { 0: 7 * GIB } }), machine), 0)).toEqual([[0, 1 / 8, 1]]);
  });

  it('is at the scale of what is asked for where that is more than there is', () => {
    const body: LayoutBody = { vms: [{ name: 'a', pus: '0-3', memory: '16GiB' }] };
    expect(placesIn(sceneOf(body, found({ a: { 0: 8 * GIB } })), 0)).toEqual([[0, 0, 1 / 2]]);
  });

  it('is nowhere where nothing was read, of these VMs neither', () => {
    for (const measured of [null, found({}), found({ c: { 0: GIB } })]) {
      const scene = sceneOf(two, measured);
      expect(scene.memory.map((bar) => bar.measured)).toEqual([null, null, null, null]);
      expect(svgOf(scene, 'light')).not.toContain('data-measured');
    }
  });

  it('is drawn in the colour and the pattern of its VM, with its bytes to be hovered over', () => {
    const vms = [...Array(13).keys()].map((i) => ({ name: `vm${i}`, pus: `${i}`, memory: '256MiB' }));
    const svg = svgOf(sceneOf({ vms }, found({ vm0: { 0: GIB }, vm12: { 3: GIB } })), 'dark', {
      prefix: 'p',
    });
    const bars = [...svg.matchAll(/<g data-measured="">(.*?)<\/g>/g)].map(([, inside = '']) => inside);
    expect(bars).toHaveLength(4);
    expect(bars[0]).toMatch(/<title>rehearsed: vm0 1\.0 GiB \(1073741824 bytes\)<\/title>.*fill="#529fff"/);
    expect(bars[3]).toMatch(/height="4" fill="#529fff"\/><rect .*height="4" fill="url\(#p-stripes-000000\)"/);
  });

  it('can be left out again, as if nothing had been read', () => {
    const scene = sceneOf(two, found({ a: { 0: GIB } }));
    expect(scene).not.toEqual(sceneOf(two, null));
    expect(withoutMeasured(scene)).toEqual(sceneOf(two, null));
  });

  it('stays below its bar, in any cut and however much it is', () => {
    const bytes = fc.array(fc.constantFrom(0, 1, 4096, GIB / 3, 5 * GIB, 300 * GIB), { maxLength: 5 });
    fc.assert(
      fc.property(layouts, fc.array(bytes, { maxLength: 5 }), (layout, all) => {
        const vms = all.map(
          (own, i) => [layout.vms[i]?.name ?? `other${i}`, Object.fromEntries(own.entries())] as const,
        );
        for (const { memory, pus } of scenesOf(layout, { measured: found(Object.fromEntries(vms)) }))
          for (const { rect, measured, parts } of memory) {
            if (measured === null) continue;
            expect(measured.rect.y).toBe(rect.y + rect.height);
            expect(pus.every((pu) => !lies(pu.rect, measured))).toBe(true);
            expect(parts.length > 0 || measured.parts.length === 0).toBe(true);
            expect(measured.parts.every((part) => isWithin(part.rect, measured.rect))).toBe(true);
          }
      }),
      RUNS,
    );
  }, 60_000);
});

function lies(pu: SceneMeasured['rect'], { rect }: SceneMeasured): boolean {
  const across = pu.x < rect.x + rect.width && rect.x < pu.x + pu.width;
  return across && pu.y < rect.y + rect.height && rect.y < pu.y + pu.height;
}

function isWithin({ x, width }: SceneMeasured['rect'], bar: SceneMeasured['rect']): boolean {
  return x >= bar.x - 0.005 && width >= 0 && x + width <= bar.x + bar.width + 0.005;
}
