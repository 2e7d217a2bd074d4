import type { LayoutLevel } from '../experiment/experiment';
import type { JsonPath } from '../text/document';

/**
 * Place of something of a layout in the experiment that names the layout: where it stands in a layout written inside;
 * of one in a file the reference, since a path that leads nowhere falls back to its nearest parent. Changes there can
 * be made in the first case only, and are left out otherwise.
 */
export function inLevel(level: LayoutLevel, path: JsonPath): JsonPath {
  return [...level.path, 'layout', ...path];
}

/** Place of the layout as a whole: its name, or the path of its file. */
export function nameOfLevel(level: LayoutLevel): JsonPath {
  return [...level.path, 'name'];
}
