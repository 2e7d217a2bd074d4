import { describe, expect, it } from 'vitest';
import type { PictureFinding } from '../../../src/core/editing/view';
import type { Rect } from '../../../src/core/picture/scene';
import { badgesOf } from '../../../webview/layout/badges';
import { holds } from '../../../webview/layout/geometry';
import { fourNodes, sceneIndex } from './scenes';

const { scene, pu } = sceneIndex(fourNodes, [
  { name: 'a', pus: '0-3' },
  { name: 'b', pus: '4-7' },
]);

function finding(about: Partial<PictureFinding>): PictureFinding {
  const plain = { rule: 'CPU01', severity: 'info', message: '', link: '', path: [] } as const;
  return { ...plain, vms: [], pus: [], nodes: [], fixes: [], ...about };
}

/** Does a badge lie over the upper right corner of a part of the picture? */
function isAtCorner(badge: Rect | undefined, part: Rect | undefined): boolean {
  if (badge === undefined || part === undefined) return false;
  return holds(badge, { x: part.x + part.width - 1, y: part.y + 1 });
}

describe('signs of findings', () => {
  it('stand on the PUs, else on the nodes, else on the first PU of the VM', () => {
    const [onPu, onNode, onVm] = [{ pus: [5] }, { nodes: [2] }, { vms: [1] }].map(
      (about) => badgesOf(scene, [finding(about)])[0]?.rect,
    );
    expect(onPu).toEqual(badgesOf(scene, [finding({ pus: [5], vms: [1] })])[0]?.rect);
    const bar = scene.memory.find(({ node }) => node === 2);
    expect(isAtCorner(onNode, bar?.rect)).toBe(true);
    expect(isAtCorner(onVm, pu(4)?.rect)).toBe(true);
    expect(isAtCorner(onVm, pu(5)?.rect)).toBe(false);
  });

  it('gather at a place: the worst is shown, with how many there are', () => {
    const findings = [finding({ pus: [1] }), finding({ pus: [1, 2], severity: 'error' })];
    const badges = badgesOf(scene, findings);
    expect(badges.map(({ severity, count }) => [severity, count])).toEqual([
      ['error', 2],
      ['error', 1],
    ]);
    expect(badges[0]?.findings).toEqual([0, 1]);
  });

  it('are one for a finding about many PUs, and none for VMs of another host', () => {
    expect(badgesOf(scene, [finding({ pus: [...Array(16).keys()] })])).toHaveLength(1);
    expect(badgesOf(scene, [finding({ pus: [1], vms: [7] })])).toEqual([]);
  });
});
