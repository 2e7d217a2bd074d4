import { FONT } from './metrics';
import { rimOn, type Paint } from './paint';
import { colourOf } from './palette';
import type { Rect, SceneCaption, SceneShared } from './scene';
import { CHIP, MOST_SQUARES, squaresWidth } from './sharedChips';
import { frame, group, middle, namedLine, textAt } from './shapes';
import type { SvgNode } from './svgNode';
import { fitted, textWidth } from './textWidth';

export function drawCaption({ text, rect }: SceneCaption, { colours }: Paint): SvgNode {
  return textAt(text, rect.x, rect.y + FONT.label, { size: FONT.label, fill: colours.text, bold: true });
}

/** A network, a region or an interface with the numbers of its VMs in their colours. */
export function drawChip({ name, facts, rect, vms }: SceneShared, paint: Paint): SvgNode {
  const { colours } = paint;
  const squaresAt = rect.x + rect.width - CHIP.pad - squaresWidth(vms.length);
  const x = rect.x + CHIP.pad + 2;
  const shown = fitted(name, squaresAt - x, FONT.label, true);
  const room = squaresAt - x - textWidth(shown, FONT.label, true) - 6;
  const y = middle(rect, FONT.label);
  return group({ 'data-shared': name }, [
    frame(rect, rect.height / 2, colours.line, { fill: colours.packageFill }),
    namedLine(shown, fitted(facts, room, FONT.small), { x, y }, colours),
    ...squares(vms, squaresAt + CHIP.pad, rect, paint),
  ]);
}

function squares(vms: readonly number[], x: number, { y, height }: Rect, paint: Paint): readonly SvgNode[] {
  const { square, squareGap } = CHIP;
  const shown = vms.slice(0, MOST_SQUARES);
  const more = vms.length - shown.length;
  const end = x + shown.length * (square.width + squareGap) + 2;
  const words = { size: FONT.small, fill: paint.colours.muted };
  return [
    ...shown.flatMap((vm, i) => {
      const at = { x: x + i * (square.width + squareGap), y: y + (height - square.height) / 2 };
      return swatch(vm, { ...at, ...square }, paint);
    }),
    ...(more > 0 ? [textAt(`+${more}`, end, middle({ y, height }, FONT.small), words)] : []),
  ];
}

/** A VM's colour with its number on it. */
export function swatch(vm: number, rect: Rect, paint: Paint): readonly SvgNode[] {
  const look = colourOf(vm, paint.theme);
  const text = { size: FONT.tiny, fill: look.ink, bold: true, anchor: 'middle', more: rimOn(look) } as const;
  return [...paint.vm(vm, rect, 2), textAt(`${vm}`, rect.x + rect.width / 2, middle(rect, FONT.tiny), text)];
}
