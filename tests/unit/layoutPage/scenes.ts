import { layoutFromDocument } from '../../../src/core/layout/fromDocument';
import { scenesOf } from '../../../src/core/picture/sceneOf';
import type { LayoutDocument } from '../../../src/core/schema/generated/vmlayout.types';
import type { TopologyDocument } from '../../../src/core/schema/generated/vmtopology.types';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import { indexOf, type SceneIndex } from '../../../webview/layout/sceneIndex';

/** The scene of a cut of a regular machine, in hwloc's synthetic notation. */
export function sceneIndex(
  synthetic: string,
  vms: NonNullable<LayoutDocument['vms']>,
  more: Partial<TopologyDocument> = {},
): SceneIndex {
  const topology = {
    version: 1,
    id: 'test',
    title: 'test',
    source: 'test',
    synthetic,
    memoryPerNode: '8GiB',
    ...more,
  } as TopologyDocument;
  const { machine } = machineFromDocument(topology, 'test');
  const { layout } = layoutFromDocument({ version: 1, machine: 'test', vms }, machine, 'test');
  const [scene] = scenesOf(layout);
  if (scene === undefined) throw new Error('There is no scene.');
  return indexOf(scene);
}

export const fourNodes = 'pack:4 [numa] core:4 pu:1';
