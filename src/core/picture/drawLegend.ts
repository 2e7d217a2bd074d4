import { cellTexts } from './cellTexts';
import { drawCell, threadMark } from './drawPu';
import { memorySign } from './drawMemory';
import { swatch } from './drawShared';
import { ENTRY, FONT } from './metrics';
import type { Paint } from './paint';
import type { Rect, Scene, SceneNote, ScenePu, SceneSign, SceneVm } from './scene';
import { frame, group, middle, namedLine, textAt } from './shapes';
import { samplePu } from './signs';
import { svgNode, type SvgNode } from './svgNode';
import { fitted, textWidth } from './textWidth';

export function drawLegend({ title, vms, legend, pus }: Scene, paint: Paint): SvgNode {
  const { rect, notes, signs } = legend;
  return group({ 'data-legend': '' }, [
    textAt(title, rect.x, rect.y + FONT.label, { size: 13, fill: paint.colours.text, bold: true }),
    ...notes.map((note) => drawNote(note, { x: rect.x, y: note.rect.y + FONT.small }, rect.width, paint)),
    ...vms.map((vm) => drawVm(vm, paint)),
    ...signs.map((sign) => drawSign(sign, pus, paint)),
  ]);
}

/** Number and colour of a VM with its facts; below them what was found for it, and of what kind that is. */
function drawVm({ index, name, facts, rect, note }: SceneVm, paint: Paint): SvgNode {
  const { colours } = paint;
  const at = { x: rect.x, y: rect.y + 2, ...ENTRY.swatch };
  const x = rect.x + ENTRY.swatch.width + ENTRY.textGap;
  const room = rect.x + rect.width - x;
  const shown = fitted(name, room, FONT.label, true);
  const left = room - textWidth(shown, FONT.label, true) - ENTRY.textGap;
  const y = rect.y + 13;
  return group({ 'data-vm': index }, [
    ...swatch(index, at, paint),
    namedLine(shown, fitted(facts, left, FONT.small), { x, y }, colours),
    ...(note === null ? [] : [drawNote(note, { x, y: y + ENTRY.noteHeight }, room, paint)]),
  ]);
}

/** Only what was measured stands without a word before it: the others must not be taken for it. */
function drawNote({ origin, text }: SceneNote, at: Point, room: number, { colours }: Paint): SvgNode {
  const word = origin === 'measured' ? '' : `${origin.toUpperCase()} `;
  const left = room - textWidth(word, FONT.tiny, true);
  return svgNode('text', { ...at, 'font-size': FONT.small, fill: colours.text }, [
    ...(word === ''
      ? []
      : [svgNode('tspan', { 'font-size': FONT.tiny, 'font-weight': 600, fill: colours.missing }, word)]),
    svgNode('tspan', {}, fitted(text, left, FONT.small)),
  ]);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function drawSign({ sign, text, sample }: SceneSign, pus: readonly ScenePu[], paint: Paint): SvgNode {
  const look = { size: FONT.small, fill: paint.colours.muted };
  return group({ 'data-sign': sign }, [
    ...sampleOf(sign, sample, pus, paint),
    textAt(text, sample.x + sample.width + ENTRY.textGap, middle(sample, FONT.small), look),
  ]);
}

/** What a sign looks like, by itself. */
function sampleOf(
  sign: SceneSign['sign'],
  rect: Rect,
  pus: readonly ScenePu[],
  paint: Paint,
): readonly SvgNode[] {
  const owned = samplePu(pus);
  const vm = owned?.owners[0] ?? 0;
  switch (sign) {
    case 'pu':
      return owned === null
        ? []
        : [drawCell({ ...owned, rect, emulatorOf: [], ioThreadsOf: [] }, cellTexts(pus), paint)];
    case 'conflict':
      return [drawCell({ ...EMPTY, rect, owners: [0, 1] }, NO_TEXTS, paint)];
    case 'reserved':
    case 'offline':
    case 'notAllowed':
      return [drawCell({ ...EMPTY, rect, state: sign }, NO_TEXTS, paint)];
    case 'emulator':
    case 'ioThreads':
      return [threadMark(vm, sign === 'emulator', rect.x + rect.width / 2, rect.y + rect.height / 2, paint)];
    case 'memoryReserved':
    case 'memoryRegion':
    case 'memoryFree':
    case 'memoryMissing':
      return [...memorySign(MEMORY[sign], rect, paint), frame(rect, 0, paint.colours.line)];
  }
}

const NO_TEXTS = { vms: false, vcpus: false } as const;
const EMPTY = { id: null, state: 'usable', owners: [], vcpu: null, emulatorOf: [], ioThreadsOf: [] } as const;

const MEMORY = {
  memoryReserved: 'reserved',
  memoryRegion: 'region',
  memoryFree: 'free',
  memoryMissing: 'missing',
} as const;
