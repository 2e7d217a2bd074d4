import { type Cell, drawCell, threadMark } from './drawPu';
import { memorySign } from './drawMemory';
import { swatch } from './drawShared';
import { ENTRY, PU_SAMPLE } from './legend';
import { FONT } from './metrics';
import type { Paint } from './paint';
import type { Rect, Scene, SceneSign, SceneVm } from './scene';
import { frame, group, textAt } from './shapes';
import type { SvgNode } from './svgNode';
import { fitted, textWidth } from './textWidth';

export function drawLegend({ title, vms, legend }: Scene, paint: Paint): SvgNode {
  const { rect, signs } = legend;
  return group({ 'data-legend': '' }, [
    textAt(title, rect.x, rect.y + FONT.label, { size: 13, fill: paint.colours.text, bold: true }),
    ...vms.map((vm) => drawVm(vm, paint)),
    ...signs.map((sign) => drawSign(sign, paint)),
  ]);
}

/** Number and colour of a VM with its facts; below them what was found for it, and of what kind that is. */
function drawVm({ index, name, facts, rect, note }: SceneVm, paint: Paint): SvgNode {
  const { colours } = paint;
  const at = { x: rect.x, y: rect.y + 2, ...ENTRY.swatch };
  const x = rect.x + ENTRY.swatch.width + ENTRY.textGap;
  const room = rect.x + rect.width - x;
  const shown = fitted(name, room, FONT.label, true);
  const factsX = x + textWidth(shown, FONT.label, true) + ENTRY.textGap;
  const y = rect.y + 13;
  const told = note === null ? '' : `${note.origin}: ${note.text}`;
  return group({ 'data-vm': index }, [
    ...swatch(index, at, paint),
    textAt(shown, x, y, { size: FONT.label, fill: colours.text, bold: true }),
    textAt(fitted(facts, rect.x + rect.width - factsX, FONT.small), factsX, y, {
      size: FONT.small,
      fill: colours.muted,
    }),
    ...(told === ''
      ? []
      : [
          textAt(fitted(told, room, FONT.small), x, y + ENTRY.noteHeight, {
            size: FONT.small,
            fill: colours.text,
          }),
        ]),
  ]);
}

function drawSign({ sign, text, rect }: SceneSign, paint: Paint): SvgNode {
  const sample = sign === 'pu' ? PU_SAMPLE : ENTRY.swatch;
  const at = { x: rect.x, y: rect.y, ...sample };
  const baseline = rect.y + sample.height / 2 + FONT.small * 0.36;
  return group({ 'data-sign': sign }, [
    ...sampleOf(sign, at, paint),
    textAt(text, rect.x + sample.width + ENTRY.textGap, baseline, {
      size: FONT.small,
      fill: paint.colours.muted,
    }),
  ]);
}

/** What a sign looks like, by itself. */
function sampleOf(sign: SceneSign['sign'], rect: Rect, paint: Paint): readonly SvgNode[] {
  const middleX = rect.x + rect.width / 2;
  const middleY = rect.y + rect.height / 2;
  switch (sign) {
    case 'pu':
      return [drawnSample({ rect, id: 12, owners: [1], vcpu: 3 }, paint)];
    case 'conflict':
      return [drawnSample({ rect, owners: [0, 1] }, paint)];
    case 'reserved':
    case 'offline':
    case 'notAllowed':
      return [drawnSample({ rect, state: sign }, paint)];
    case 'emulator':
    case 'ioThreads':
      return [threadMark(0, sign === 'emulator', middleX, middleY, paint)];
    case 'memoryReserved':
    case 'memoryRegion':
    case 'memoryFree':
    case 'memoryMissing':
      return [...memorySign(MEMORY[sign], rect, paint), frame(rect, 0, paint.colours.line)];
  }
}

/** A cell as in the machine, `owners` being the legend's own. */
function drawnSample(pu: Partial<Cell> & Pick<Cell, 'rect'>, paint: Paint): SvgNode {
  const plain = {
    id: null,
    state: 'usable',
    owners: [],
    vcpu: null,
    emulatorOf: [],
    ioThreadsOf: [],
  } as const;
  return drawCell({ ...plain, ...pu }, paint);
}

const MEMORY = {
  memoryReserved: 'reserved',
  memoryRegion: 'region',
  memoryFree: 'free',
  memoryMissing: 'missing',
} as const;
