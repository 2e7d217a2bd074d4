import type { Machine, Pu } from '../topology/machine';
import { nodeById } from '../topology/queries';
import {
  HUGE_PAGES_HEIGHT,
  LABEL_HEIGHT,
  MEMORY_HEIGHT,
  NODE_WIDTH,
  SMALL_LABEL_HEIGHT,
  FONT,
  type Metrics,
} from './metrics';
import { packed, type Size } from './pack';
import { isPart, type Part } from './parts';
import type { BoxKind, Rect, SceneBox } from './scene';
import { textWidth } from './textWidth';

/** The machine with everything in its place. */
export interface MachineBoxes extends Size {
  readonly boxes: readonly SceneBox[];
  readonly pus: readonly { readonly pu: Pu; readonly rect: Rect }[];
  /** Space for the memory of a node: the bar, the words and the pools of huge pages below it. */
  readonly memory: readonly { readonly node: number; readonly rect: Rect }[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width by height that each kind is brought near to. */
const ASPECT: Readonly<Record<BoxKind | 'machine', number>> = {
  machine: 2.1,
  package: 1.5,
  node: 1.9,
  l3: 1.5,
  core: 1.6,
  unknown: 1.9,
};

/** The parts of a machine with their upper left corner at `origin`. */
export function machineBoxes(
  machine: Machine,
  parts: readonly Part[],
  metrics: Metrics,
  origin: Point,
): MachineBoxes {
  const measured = bestOf(SHAPES.map((outer) => whole(parts, { machine, metrics, outer })));
  const placed: Placed = { boxes: [], pus: [], memory: [] };
  for (const item of measured.items) place(item, origin, placed);
  return { width: measured.width, height: measured.height, ...placed };
}

/** Aspects of outermost parts that are tried: which one makes the best whole depends on how many there are. */
const SHAPES = [0.8, 1.2, 1.7, 2.4];

function whole(parts: readonly Part[], setting: Setting): Inside {
  return inside(parts, setting, { aspect: ASPECT.machine, header: 0, minWidth: 0, pad: 0 });
}

/** Near to the wanted aspect, with little area. */
function bestOf(candidates: readonly Inside[]): Inside {
  const cost = ({ width, height }: Inside): number =>
    Math.abs(Math.log(width / height / ASPECT.machine)) + 1.5 * Math.log(width * height);
  return candidates.reduce((best, next) => (cost(next) < cost(best) - 0.001 ? next : best));
}

interface Setting {
  readonly machine: Machine;
  readonly metrics: Metrics;
  /** Aspect of the parts that are measured now; null for that of their kind. */
  readonly outer: number | null;
}

type Inside = Size & { readonly items: readonly Measured[] };

/** Something with a size and a place in what is around it. */
type Measured = MeasuredPart | MeasuredPu;

interface MeasuredPart extends Rect {
  readonly part: Part;
  readonly items: readonly Measured[];
  /** Space for memory in it; null for none. */
  readonly memory: Rect | null;
}

interface MeasuredPu extends Rect {
  readonly pu: Pu;
}

interface Outside {
  readonly aspect: number;
  /** Pixels above what is inside. */
  readonly header: number;
  readonly minWidth: number;
  readonly pad: number;
}

/** Things in rows within a frame; boxes of a row become as high as the highest where they are nearly that. */
function inside(
  children: readonly (Part | Pu)[],
  setting: Setting,
  { aspect, header, minWidth, pad }: Outside,
): Inside {
  const sizes = children.map((child) => sizeOf(child, setting));
  const around = { width: 2 * pad, height: 2 * pad + header };
  const { gap, boxGap } = setting.metrics;
  const isOfBoxes = sizes.some((size) => 'part' in size && size.part.kind !== 'core');
  const rows = packed(sizes, { gap: isOfBoxes ? boxGap : gap, around, minWidth, aspect });
  const items = sizes.map((size, i) => {
    const { x, y, row } = rows.places[i] ?? { x: 0, y: 0, row: 0 };
    const height = 'part' in size ? stretched(size.height, rows.rows[row]) : size.height;
    return { ...size, x: pad + x, y: pad + header + y, height };
  });
  return {
    items,
    width: Math.max(minWidth, rows.width + around.width),
    height: rows.height + around.height - (children.length === 0 ? pad : 0),
  };
}

/** As high as the row, unless that would be mostly empty. */
function stretched(height: number, row = height): number {
  return height >= row * 0.6 ? row : height;
}

function sizeOf(child: Part | Pu, setting: Setting): Measured {
  const { metrics } = setting;
  if (!isPart(child)) return { pu: child, x: 0, y: 0, ...metrics.pu };
  const pad = child.kind === 'core' ? metrics.gap : metrics.pad;
  const label = labelHeight(child.kind);
  const memoryHeight = child.node === null ? 0 : memoryHeightOf(setting.machine, child.node);
  const labelled = textWidth(child.label, FONT.label, true) + 2 * pad;
  const minWidth = Math.max(child.kind === 'core' ? 0 : labelled, child.node === null ? 0 : NODE_WIDTH);
  const header = label + memoryHeight;
  const { items, width, height } = inside(
    child.children,
    { ...setting, outer: null },
    {
      aspect: child.kind === 'unknown' ? ASPECT.unknown : (setting.outer ?? ASPECT[child.kind]),
      header,
      minWidth,
      pad,
    },
  );
  const memory =
    child.node === null ? null : { x: pad, y: pad + label, width: width - 2 * pad, height: memoryHeight };
  return { part: child, x: 0, y: 0, width, height, items, memory };
}

function labelHeight(kind: BoxKind): number {
  if (kind === 'core') return 0;
  return kind === 'l3' ? SMALL_LABEL_HEIGHT : LABEL_HEIGHT;
}

function memoryHeightOf(machine: Machine, node: number): number {
  const pools = nodeById(machine, node)?.hugePages ?? [];
  return MEMORY_HEIGHT + pools.length * HUGE_PAGES_HEIGHT;
}

interface Placed {
  readonly boxes: SceneBox[];
  readonly pus: { pu: Pu; rect: Rect }[];
  readonly memory: { node: number; rect: Rect }[];
}

/** Puts something and all that is in it where it belongs, outer ones first. */
function place(item: Measured, origin: Point, placed: Placed): void {
  const { width, height } = item;
  const rect = { x: origin.x + item.x, y: origin.y + item.y, width, height };
  if ('pu' in item) {
    placed.pus.push({ pu: item.pu, rect });
    return;
  }
  const { kind, key, label, node, pus } = item.part;
  placed.boxes.push({ key, kind, label, rect, pus: pus.map((pu) => pu.id) });
  if (node !== null && item.memory !== null)
    placed.memory.push({
      node,
      rect: { ...item.memory, x: rect.x + item.memory.x, y: rect.y + item.memory.y },
    });
  for (const inner of item.items) place(inner, rect, placed);
}
