import { FONT } from './metrics';
import { rimOn, type Paint } from './paint';
import { colourOf } from './palette';
import type { Rect, SceneCaption, SceneShared } from './scene';
import { CHIP, MOST_SQUARES } from './sharedChips';
import { frame, group, middle, textAt } from './shapes';
import type { SvgNode } from './svgNode';
import { fitted, textWidth } from './textWidth';

export function drawCaption({ text, rect }: SceneCaption, { colours }: Paint): SvgNode {
  return textAt(text, rect.x, rect.y + FONT.label, { size: FONT.label, fill: colours.text, bold: true });
}

/** A network, a region or an interface with the numbers of its VMs in their colours. */
export function drawChip({ name, facts, rect, vms }: SceneShared, paint: Paint): SvgNode {
  const { colours } = paint;
  const x = rect.x + CHIP.pad;
  const shown = fitted(name, rect.width - 2 * CHIP.pad, FONT.label, true);
  const factsX = x + textWidth(shown, FONT.label, true) + 6;
  return group({ 'data-shared': name }, [
    frame(rect, rect.height / 2, colours.line, { fill: colours.packageFill }),
    textAt(shown, x + 2, middle(rect, FONT.label), { size: FONT.label, fill: colours.text, bold: true }),
    textAt(facts, factsX, middle(rect, FONT.small), { size: FONT.small, fill: colours.muted }),
    ...squares(vms, factsX + textWidth(facts, FONT.small) + CHIP.pad, rect, paint),
  ]);
}

function squares(vms: readonly number[], x: number, { y, height }: Rect, paint: Paint): readonly SvgNode[] {
  const shown = vms.slice(0, MOST_SQUARES);
  const end = x + shown.length * (CHIP.square.width + CHIP.squareGap);
  const more = vms.length - shown.length;
  return [
    ...shown.flatMap((vm, i) => {
      const at = {
        x: x + i * (CHIP.square.width + CHIP.squareGap),
        y: y + (height - CHIP.square.height) / 2,
      };
      return swatch(vm, { ...at, ...CHIP.square }, paint);
    }),
    ...(more > 0
      ? [
          textAt(`+${more}`, end + 2, middle({ y, height }, FONT.small), {
            size: FONT.small,
            fill: paint.colours.muted,
          }),
        ]
      : []),
  ];
}

/** A VM's colour with its number on it. */
export function swatch(vm: number, rect: Rect, paint: Paint): readonly SvgNode[] {
  const look = colourOf(vm, paint.theme);
  const text = { size: FONT.tiny, fill: look.ink, bold: true, anchor: 'middle', more: rimOn(look) } as const;
  return [...paint.vm(vm, rect, 2), textAt(`${vm}`, rect.x + rect.width / 2, middle(rect, FONT.tiny), text)];
}
