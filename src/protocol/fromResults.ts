import { firstChoice, type FigureChoice, type FromResults, type ResultsPanelState } from './results';
import { either, isFlag, isListOf, isMapOf, isOneOf, isRecord, isText, isVariant, isWhole } from './shape';

/** Whether a message of the result panel is one that is understood. What its names mean is seen where it is acted on. */
export function isFromResults(message: unknown): message is FromResults {
  return isMessage(message);
}

const isTextOrNull = either(isText, isOneOf(null));

const isChoice = isRecord({
  kind: isTextOrNull,
  view: isRecord({
    shown: isMapOf(isListOf(isText)),
    group: isTextOrNull,
    colour: isTextOrNull,
    paper: isFlag,
  }),
});

const isLink = isRecord(
  { layout: isText, setting: isText, workload: isText, phase: isOneOf('cold', 'warm') },
  { session: isText },
);

const isDetailAsked = isRecord({ cell: either(isLink, isOneOf(null)), comparisons: isFlag });

const isMessage = isVariant('type', {
  ready: isRecord({}),
  run: isRecord({}),
  openExperiment: isRecord({}),
  choose: isRecord({ attempt: isTextOrNull }),
  view: isRecord({ choice: isChoice }),
  detail: isRecord({ asked: isDetailAsked }),
  pin: isRecord({ pinned: isFlag }),
  compare: isRecord({}),
  endComparison: isRecord({}),
  saveChart: isRecord({}),
  drawn: isRecord({ request: isWhole, png: isText }),
  notDrawn: isRecord({ request: isWhole }),
  output: isRecord({ link: isLink }),
  source: isRecord({ named: isRecord({ kind: isOneOf('layout', 'workload', 'factor'), name: isText }) }),
  picture: isRecord({ layout: isText }),
} satisfies Readonly<Record<FromResults['type'], unknown>>);

/** What was remembered before a reload, by an earlier version too; null for anything else. */
export function panelState(value: unknown): ResultsPanelState | null {
  if (value === null || typeof value !== 'object' || !('experiment' in value)) return null;
  const { experiment, attempt, against, pinned, figure } = value as Partial<
    Record<keyof ResultsPanelState, unknown>
  >;
  if (typeof experiment !== 'string' || experiment === '') return null;
  return {
    experiment,
    attempt: typeof attempt === 'string' ? attempt : null,
    against: typeof against === 'string' ? against : null,
    pinned: pinned === true,
    figure: isChoice(figure) ? (figure as FigureChoice) : firstChoice,
  };
}
