import { cellTexts, insetOf, smallSize, type CellTexts } from './cellTexts';
import { FONT } from './metrics';
import type { Paint } from './paint';
import { rim, rimOn } from './paint';
import { colourOf } from './palette';
import type { Rect, ScenePu } from './scene';
import { frame, group, middle, textAt, type TextLook } from './shapes';
import { svgNode, type SvgNode } from './svgNode';
import { textWidth } from './textWidth';

/** PUs as cells: their number, the vCPU and the VM that they carry, what threads are held to them, and why they are closed. */
export function drawPus(pus: readonly ScenePu[], paint: Paint): readonly SvgNode[] {
  const texts = cellTexts(pus);
  return pus.map((pu) => {
    const owners = pu.owners.length === 0 ? {} : { 'data-owners': pu.owners.join(' ') };
    return drawCell(pu, texts, paint, { 'data-pu': pu.id, ...owners });
  });
}

/** A PU, or with `id: null` the cell of one that is none, for a legend. */
export interface Cell extends Omit<ScenePu, 'id'> {
  readonly id: number | null;
}

export function drawCell(
  cell: Cell,
  texts: CellTexts,
  paint: Paint,
  attributes: SvgNode['attributes'] = {},
): SvgNode {
  return group(attributes, [
    ...fillOf(cell, paint),
    ...signOf(cell, paint),
    ...border(cell, paint),
    ...(cell.id === null ? [] : textsOf(cell, `${cell.id}`, texts, paint)),
    ...marksOf(cell, paint),
  ]);
}

const RADIUS = 3;

function fillOf({ rect, owners, state }: Cell, paint: Paint): readonly SvgNode[] {
  const [first, second] = owners;
  if (first === undefined) {
    const { freePu, closedPu } = paint.colours;
    const fill = state === 'usable' || state === 'offline' ? freePu : closedPu;
    return [svgNode('rect', { ...rect, rx: RADIUS, fill })];
  }
  const whole = paint.vm(first, rect, RADIUS);
  return second === undefined ? whole : [...whole, lowerHalf(rect, colourOf(second, paint.theme).fill)];
}

/** The lower right half of a cell, for the second of two owners. */
function lowerHalf({ x, y, width, height }: Rect, fill: string): SvgNode {
  return svgNode('path', { d: `M${x + width} ${y}V${y + height}H${x}Z`, fill });
}

/** Cells of one VM need none: their colour stands off the ground. */
function border({ rect, state, owners }: Cell, { colours }: Paint): readonly SvgNode[] {
  if (owners.length === 1 && state === 'usable') return [];
  const dashed = state === 'offline' ? { 'stroke-dasharray': '3 2' } : {};
  const conflict = owners.length > 1 ? { 'stroke-width': 2 } : {};
  const stroke = owners.length > 1 ? colours.missing : colours.line;
  return [frame(rect, RADIUS, stroke, { ...dashed, ...conflict })];
}

/** A sign beside the colour of cells on which no VM may be. */
function signOf({ rect, state, owners }: Cell, { colours, theme }: Paint): readonly SvgNode[] {
  const [owner] = owners;
  const ink = owner === undefined ? colours.reserved : colourOf(owner, theme).ink;
  const { x, y, width, height } = rect;
  const line = { stroke: ink, 'stroke-width': 1.2 };
  switch (state) {
    case 'usable':
      return [];
    case 'reserved':
      return [svgNode('path', { d: `M${x + 1} ${y + height - 10}V${y + height - 1}H${x + 10}Z`, fill: ink })];
    case 'offline':
      return [
        svgNode('path', {
          d: `M${x} ${y}L${x + width} ${y + height}M${x + width} ${y}L${x} ${y + height}`,
          ...line,
        }),
      ];
    case 'notAllowed':
      return [svgNode('path', { d: `M${x} ${y + height}L${x + width} ${y}`, ...line })];
  }
}

function textsOf(cell: Cell, id: string, texts: CellTexts, paint: Paint): readonly SvgNode[] {
  const { rect, owners, vcpu } = cell;
  const look = textLook(cell, paint);
  const centre = { ...look, anchor: 'middle' } as const;
  if (!texts.vms) return [textAt(id, rect.x + rect.width / 2, middle(rect, look.size), centre)];
  const inset = insetOf(rect.height);
  const number = textAt(id, rect.x + inset, rect.y + look.size + 2, look);
  const [owner] = owners;
  if (owner === undefined || owners.length > 1) return [...plate(cell, id, paint), number];
  const below = { ...look, size: smallSize(rect.height), bold: false };
  const y = rect.y + rect.height - inset;
  return [
    number,
    ...(texts.vcpus ? [textAt(`v${vcpu ?? ''}`, rect.x + inset, y, below)] : []),
    textAt(`${owner}`, rect.x + rect.width - inset, y, { ...below, bold: true, anchor: 'end' }),
  ];
}

function textLook({ rect, owners, state }: Cell, paint: Paint): TextLook {
  const size = rect.height >= 30 ? FONT.label : rect.height >= 24 ? 11 : rect.height >= 20 ? FONT.small : 8;
  const [owner] = owners;
  if (owner === undefined || owners.length > 1) {
    const { text, muted, freePu, closedPu } = paint.colours;
    if (state === 'usable' || owners.length > 1) return { size, fill: text, bold: true };
    return { size, fill: muted, bold: true, more: rim(state === 'offline' ? freePu : closedPu) };
  }
  const look = colourOf(owner, paint.theme);
  return { size, fill: look.ink, bold: true, more: rimOn(look) };
}

/** Ground under the number of a cell of two colours. */
function plate({ rect, owners }: Cell, id: string, { colours }: Paint): readonly SvgNode[] {
  if (owners.length < 2) return [];
  const width = textWidth(id, FONT.label, true) + 4;
  return [svgNode('rect', { x: rect.x + 2, y: rect.y + 2, width, height: 14, rx: 2, fill: colours.ground })];
}

/** More marks are left out: the list of the VM says it all. */
const MOST_MARKS = 3;

/** Squares for emulator threads and diamonds for I/O threads in the colours of their VMs, from the upper right corner to the left. */
function marksOf({ rect, emulatorOf, ioThreadsOf }: Cell, paint: Paint): readonly SvgNode[] {
  const marks = [
    ...emulatorOf.map((vm) => ({ vm, isSquare: true })),
    ...ioThreadsOf.map((vm) => ({ vm, isSquare: false })),
  ];
  const room = Math.max(1, Math.min(MOST_MARKS, Math.floor((rect.width - 20) / 9)));
  return marks.slice(0, room).map(({ vm, isSquare }, i) => {
    const x = rect.x + rect.width - insetOf(rect.height) - 3 - 9 * i;
    return threadMark(vm, isSquare, x, rect.y + insetOf(rect.height) + 3, paint);
  });
}

/** A mark around its middle. */
export function threadMark(vm: number, isSquare: boolean, x: number, y: number, paint: Paint): SvgNode {
  const { fill } = colourOf(vm, paint.theme);
  const d = isSquare ? `M${x - 3} ${y - 3}h6v6h-6Z` : `M${x} ${y - 4}l4 4l-4 4l-4 -4Z`;
  return svgNode('path', { d, fill, stroke: paint.colours.ground, 'stroke-width': 1 });
}
