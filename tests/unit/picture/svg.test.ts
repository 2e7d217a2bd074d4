import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Scene } from '../../../src/core/picture/scene';
import { scenesOf } from '../../../src/core/picture/sceneOf';
import { svgOf } from '../../../src/core/picture/svgOf';
import { possibleInXml } from '../../../src/core/text/escapeXml';
import { hostileString } from '../../support/hostile';
import { builtIn, builtInIds, cut, layouts, RUNS } from './cuts';

interface Read {
  readonly elements: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  readonly texts: readonly string[];
}

/** Reads as a browser does, and throws where that would fail. */
function read(svg: string): Read {
  const elements: Read['elements'][number][] = [];
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes }));
  parser.on('text', (text) => texts.push(text));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return { elements, texts };
}

const ALLOWED = new Set([
  'svg',
  'title',
  'desc',
  'defs',
  'pattern',
  'g',
  'rect',
  'path',
  'circle',
  'text',
  'tspan',
]);

/** What a strict page would refuse. */
function refused({ elements }: Read): readonly string[] {
  return elements.flatMap(({ name, attributes }) => [
    ...(ALLOWED.has(name) ? [] : [name]),
    ...Object.keys(attributes).filter((key) => key === 'style' || key === 'class' || key.startsWith('on')),
  ]);
}

function dataOf({ elements }: Read, key: string): readonly string[] {
  return elements.flatMap(({ attributes }) => attributes[`data-${key}`] ?? []);
}

describe('the drawing of a scene', () => {
  it.each(builtInIds)('of %s is well-formed, without styles, and has every part', (id) => {
    const [scene] = scenesOf(cut(builtIn(id), { partition: { per: 'node' } }));
    const drawn = read(svgOf(scene!, 'dark', { legend: true }));
    expect(refused(drawn)).toEqual([]);
    expect(dataOf(drawn, 'pu')).toEqual(scene!.pus.map((pu) => `${pu.id}`));
    expect(dataOf(drawn, 'box')).toEqual(scene!.boxes.map(({ key }) => key));
    expect(dataOf(drawn, 'vm')).toEqual(scene!.vms.map(({ index }) => `${index}`));
    expect(dataOf(drawn, 'memory')).toEqual(scene!.memory.map(({ node }) => `${node}`));
  });

  it('of any cut is well-formed, has no numbers that are none, and draws what it defines', () => {
    fc.assert(
      fc.property(layouts, fc.boolean(), (layout, legend) => {
        for (const scene of scenesOf(layout)) {
          const svg = svgOf(scene, 'light', { legend });
          const drawn = read(svg);
          expect(refused(drawn)).toEqual([]);
          expect(svg).not.toMatch(/NaN|Infinity|undefined|\[object/);
          const ids = drawn.elements.flatMap(({ attributes }) => attributes['id'] ?? []);
          const used = drawn.elements.flatMap(
            ({ attributes }) => /^url\(#(.*)\)$/.exec(attributes['fill'] ?? '')?.[1] ?? [],
          );
          expect(new Set(used)).toEqual(new Set(ids));
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
      RUNS,
    );
  }, 60_000);

  it('keeps whatever stands in names as text', () => {
    const [scene] = scenesOf(cut(builtIn('rehearsal-4x2'), { partition: { vms: 1 } }));
    fc.assert(
      fc.property(hostileString('<script>'), (name) => {
        const vms = scene!.vms.map((vm) => ({ ...vm, name, facts: `<b onload="x">${name}` }));
        const hostile: Scene = {
          ...scene!,
          title: name,
          vms,
          boxes: scene!.boxes.map((box) => ({ ...box, label: name })),
        };
        const drawn = read(svgOf(hostile, 'light', { legend: true }));
        expect(refused(drawn)).toEqual([]);
        expect(drawn.texts.some((text) => text === possibleInXml(name)) || name === '').toBe(true);
      }),
      RUNS,
    );
  }, 60_000);

  it('has a name and a description for those who do not see it', () => {
    const [scene] = scenesOf(cut(builtIn('nehalem-2x4'), { partition: { per: 'node' } }));
    const { elements, texts } = read(svgOf(scene!, 'light'));
    expect(elements[0]).toMatchObject({
      name: 'svg',
      attributes: { role: 'img', viewBox: `0 0 ${scene!.width} ${scene!.legend.rect.y}` },
    });
    expect(texts).toContain('"nehalem-2x4" cut into 2 VMs');
    expect(texts.join('\n')).toContain('vm1: 4 PUs · node 1');
  });

  it('can be of the machine alone', () => {
    const [scene] = scenesOf(cut(builtIn('nehalem-2x4'), { partition: { per: 'node' } }));
    const drawn = read(svgOf(scene!, 'light', { machineOnly: true }));
    expect(dataOf(drawn, 'pu')).toHaveLength(8);
    expect(dataOf(drawn, 'shared')).toEqual([]);
    expect(Number(drawn.elements[0]?.attributes['height'])).toBeLessThan(scene!.legend.rect.y);
  });

  it('patterns of two pictures on one page have ids of their own', () => {
    const [scene] = scenesOf(cut(builtIn('epyc-7763-2x64-nps1'), { partition: { vms: 16 } }));
    const idsWith = (prefix: string): readonly string[] =>
      read(svgOf(scene!, 'light', { prefix })).elements.flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(idsWith('a').length).toBeGreaterThan(0);
    expect(idsWith('a').filter((id) => idsWith('b').includes(id))).toEqual([]);
  });

  it('tells what was not measured from what was', () => {
    const layout = cut(builtIn('nehalem-2x4'), { partition: { per: 'node' } });
    const notes = new Map([
      ['vm0', { origin: 'measured', text: '3 % slower' } as const],
      ['vm1', { origin: 'rehearsed', text: '9 % slower' } as const],
    ]);
    const layoutNotes = [{ origin: 'predicted', text: '+5 % slower' } as const];
    const [scene] = scenesOf(layout, { notes, layoutNotes });
    const { texts } = read(svgOf(scene!, 'light', { legend: true }));
    expect(texts.filter((text) => /slower|REHEARSED|MEASURED|PREDICTED/.test(text))).toEqual([
      'PREDICTED ',
      '+5 % slower',
      '3 % slower',
      'REHEARSED ',
      '9 % slower',
    ]);
  });
});
