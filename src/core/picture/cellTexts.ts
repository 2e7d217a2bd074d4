import { FONT } from './metrics';
import type { ScenePu } from './scene';

/** What the cells of a picture have room for beside the number of the PU: all the same, so that none seems to lack it. */
export interface CellTexts {
  /** Number of the VM. */
  readonly vms: boolean;
  readonly vcpus: boolean;
}

export function cellTexts(pus: readonly ScenePu[]): CellTexts {
  const { width = 0, height = 0 } = pus[0]?.rect ?? {};
  const vm = Math.max(0, ...pus.map(({ owners }) => `${owners[0] ?? ''}`.length));
  const vcpu = Math.max(0, ...pus.map((pu) => `v${pu.vcpu ?? ''}`.length));
  const both = smallSize(height) * (0.7 * vm + 0.64 * vcpu) + 3;
  const vms = height >= 24;
  return { vms, vcpus: vms && both <= width - 2 * insetOf(height) };
}

/** Pixels from the border of a cell to what stands in it. */
export function insetOf(height: number): number {
  return height >= 30 ? 4 : 3;
}

/** Size of the letters in the lower line of a cell. */
export function smallSize(height: number): number {
  return height >= 30 ? FONT.tiny : 8;
}
