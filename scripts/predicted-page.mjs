// docs/model/predicted.md: what the fit moved, and what the model says of each claim before and after it.
import { row } from './markdown.mjs';

const INTRO = `# What the model says

Made by \`npm run fit-model\`. Do not edit. How the fit goes, and what to think of it: [fit.md](fit.md). How values are scored:
[claims.md](claims.md).`;

export function predictedPage(given) {
  return [
    INTRO,
    '## As a whole',
    whole(given),
    '## Parameters',
    parameters(given),
    '## Claims',
    claims(given),
  ].join('\n\n');
}

function whole({ before, after, summaryOf }) {
  const columns = [summaryOf(before), summaryOf(after)];
  const line = (what, of) => row([what, ...columns.map((summary) => String(of(summary)))]);
  const kinds = [
    ['fitted', 'fitted'],
    ['heldOut', 'held out'],
  ];
  return [
    row(['', 'at the start values', 'fitted']),
    row(['---', '---', '---']),
    ...kinds.flatMap(([key, name]) => [
      line(`${name}: inside`, (summary) => `${summary[key].inside} of ${summary[key].values}`),
      line(
        `${name}: interval holds what is stated`,
        (summary) => `${summary[key].covered} of ${summary[key].values}`,
      ),
      line(`${name}: not predicted`, (summary) => summary[key].notPredicted),
    ]),
    line(
      'held-out percentages: median error, points',
      ({ medianErrorPoints }) => medianErrorPoints?.toFixed(1) ?? 'none',
    ),
    line(
      'orderings right, of those predicted',
      ({ orderings: { right, wrong } }) => `${right.length} of ${right.length + wrong.length}`,
    ),
  ].join('\n');
}

function parameters({ fittedValues, fittedParameters, shareAt }) {
  const rows = Object.entries(fittedValues).map(([name, { start, value, range, claims }]) => {
    const before = fittedParameters[name].range;
    const moved = 100 * (shareAt(before, value) - shareAt(before, start));
    return row([
      `\`${name}\``,
      short(start),
      short(value),
      `${Math.round(moved) || 0} %`,
      ends(before),
      ends(range),
      claims.join(', '),
    ]);
  });
  const head = ['parameter', 'start', 'fitted', 'moved', 'believed before', 'drawn from now', 'claims'];
  const others = Object.keys(fittedParameters).filter((name) => fittedValues[name] === undefined);
  return [
    [row(head), row(head.map(() => '---')), ...rows].join('\n'),
    '`moved` is in percent of the range that was believed before, in its logarithm where that is above 0. Units are in ' +
      '`src/core/predict/fittedParameters.ts`.',
    `No claim for fitting tells of ${others.map((name) => `\`${name}\``).join(', ')}: they stay at their start, and are drawn from ` +
      'all that is believed of them.',
  ].join('\n\n');
}

function claims({ before, after, statedText, predictedText }) {
  const head = ['claim', 'value', 'stated', 'at the start', 'fitted model', '', ''];
  const rows = after.map((value, at) =>
    row([
      value.id,
      value.value,
      statedText(value),
      predictedText({ ...before[at], low: before[at].predicted, high: before[at].predicted }),
      predictedText(value),
      value.inside ? 'inside' : 'outside',
      value.fitted ? 'fitted' : 'held out',
    ]),
  );
  return [row(head), row(head.map(() => '---')), ...rows].join('\n') + '\n';
}

function ends([low, high]) {
  return `${short(low)} to ${short(high)}`;
}

/** To three digits. */
export function short(value) {
  return String(Number(value.toPrecision(3)));
}
