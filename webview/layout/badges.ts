import type { PictureFinding } from '../../src/core/editing/view';
import type { Rect, Scene } from '../../src/core/picture/scene';

/** A sign on a part of the picture that findings are about. */
export interface Badge {
  readonly rect: Rect;
  readonly severity: PictureFinding['severity'];
  readonly count: number;
  /** By position in the view. */
  readonly findings: readonly number[];
}

/** Of a sign, pixels. */
export const SIGN_SIZE = 13;
/** A finding about more PUs than this has its sign on the first of them alone: one is read better than a field of them. */
const MOST_PUS = 8;
const ORDER = ['error', 'warning', 'info'] as const;

/** The signs of a scene: on PUs where findings name some, else on nodes, else on the first PU of the VMs. */
export function badgesOf(scene: Scene, findings: readonly PictureFinding[]): readonly Badge[] {
  const places = new Map<Rect, number[]>();
  findings.forEach((finding, at) => {
    for (const rect of placesOf(scene, finding)) {
      const there = places.get(rect);
      if (there === undefined) places.set(rect, [at]);
      else there.push(at);
    }
  });
  return [...places].map(([rect, at]) => ({
    rect: cornerOf(rect),
    severity: worst(at.map((one) => findings[one]?.severity ?? 'info')),
    count: at.length,
    findings: at,
  }));
}

function placesOf(scene: Scene, { pus, nodes, vms }: PictureFinding): readonly Rect[] {
  const cells = new Set(pus);
  const own = new Set(vms);
  // PUs and nodes have the same numbers on every host: a finding about VMs belongs to theirs.
  if (own.size > 0 && !scene.vms.some(({ index }) => own.has(index))) return [];
  const named = scene.pus.filter(({ id }) => cells.has(id));
  if (named.length > 0) return named.slice(0, named.length > MOST_PUS ? 1 : MOST_PUS).map(({ rect }) => rect);
  const bars = scene.memory.filter(({ node }) => nodes.includes(node));
  if (bars.length > 0) return bars.map(({ rect }) => rect);
  const firsts = scene.vms.filter(({ index }) => own.has(index)).map((vm) => vm.pus[0]);
  return scene.pus.filter(({ id }) => firsts.includes(id)).map(({ rect }) => rect);
}

/** In the upper right corner of what it is about, half over its edge. */
function cornerOf({ x, y, width }: Rect): Rect {
  return {
    x: x + width - SIGN_SIZE * 0.6,
    y: Math.max(0, y - SIGN_SIZE * 0.4),
    width: SIGN_SIZE,
    height: SIGN_SIZE,
  };
}

/** Of none it is `info`. */
export function worst(severities: readonly PictureFinding['severity'][]): PictureFinding['severity'] {
  return ORDER.find((one) => severities.includes(one)) ?? 'info';
}
