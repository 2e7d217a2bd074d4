import { percentRangeText, percentText } from '../../analysis/format';
import type { Workload } from '../../experiment/workload';
import type { CutPrediction } from './predictCut';
import type { SlowdownParts } from './slowdownOf';

/** What the layout editor shows of a prediction: plain data, texts with their numbers. */
export interface CutView {
  readonly programs: readonly { readonly id: string; readonly title: string }[];
  /** The one that it is for. */
  readonly program: string;
  readonly transport: Workload['transport'];
  /** Have all VMs a region in common, so that there is a choice? */
  readonly canShare: boolean;
  readonly answer: CutAnswer;
}

export type CutAnswer =
  | { readonly kind: 'refused'; readonly message: string }
  | {
      readonly kind: 'predicted';
      /** `+8.4 % (+6.2 to +15.1)`, against native, with 95 % of what is believable. */
      readonly text: string;
      readonly slowdown: number;
      readonly low: number;
      readonly high: number;
      /** Shares of native time that sum to the slowdown, in the order in which they are drawn. */
      readonly parts: readonly CutPart[];
      readonly reasons: readonly string[];
      readonly programs: readonly string[];
      readonly left: readonly string[];
    };

export interface CutPart {
  readonly part: keyof SlowdownParts;
  readonly share: number;
  /** `+7.9 %` */
  readonly text: string;
}

const ORDER: readonly (keyof SlowdownParts)[] = ['memory', 'communication', 'contention', 'other'];

export function cutAnswer(prediction: CutPrediction): CutAnswer {
  if (prediction.kind === 'refused') return prediction;
  const { slowdown, low, high, parts, reasons, programs, left } = prediction;
  return {
    kind: 'predicted',
    text: percentRangeText(slowdown, low, high),
    ...{ slowdown, low, high, reasons, programs },
    parts: ORDER.map((part) => ({ part, share: parts[part], text: percentText(parts[part]) })),
    left: [...new Set(left.map(({ reason }) => reason))],
  };
}
