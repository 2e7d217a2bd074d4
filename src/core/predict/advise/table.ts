import { PART_WORDS, PARTS, type TimeParts } from '../time/timeParts';
import type { Advice, AdvisedCut } from './advise';
import { cutTitle } from './cutLayout';
import type { Difference } from './finalists';
import type { Sensitivity } from './sensitivity';
import { hours, percent, signedPercent } from './words';

/** The advice as text, without control characters of its own. */
export function adviceText(advice: Advice): string {
  const { machine, programs, phase, cuts, family } = advice;
  const lines = [
    `Predicted, not measured: cuts of ${machine.id} for ${programs.map(({ workload }) => workload.title).join(', ')}, ${phase} runs.`,
    'Slowdown: mean of times over those of the machine itself, less 1.',
    '',
    ...cuts.flatMap((one, at) => cutLines(one, `${at + 1}.`)),
    ...familyLines(family, cuts[0]),
    spaceText(advice),
    ...experimentLines(advice),
    ...sensitivityLines(advice),
  ];
  return `${lines.join('\n')}\n`;
}

function cutLines({ cut, ground, mean, parts, lost }: AdvisedCut, number: string): readonly string[] {
  const interval = `[${percent(mean.low - 1)}, ${percent(mean.high - 1)}]`;
  const head = `${number} ${cutTitle(cut, ground)}: ${percent(mean.value - 1)} slower, 95 % ${interval}`;
  const why =
    number === '1.'
      ? `   where its time goes, over the time natively: ${partsText(parts, percent)}`
      : `   ${againstBest(lost)}: ${partsText(lost.parts, signedPercent)}`;
  return [head, why, ''];
}

/** Draws are few: their number is said rather than a chance with digits. */
function againstBest({ change, chance }: Difference): string {
  const draws = change.draws.length;
  return `${signedPercent(change.value)} [${percent(change.low)}, ${percent(change.high)}], slower in ${Math.round(chance * draws)} of ${draws} draws`;
}

function partsText(parts: TimeParts, inWords: (share: number) => string): string {
  return PARTS.filter((part) => Math.abs(parts[part]) >= 5e-5)
    .map((part) => `${PART_WORDS[part]} ${inWords(parts[part])}`)
    .join(', ');
}

function familyLines(family: readonly AdvisedCut[], best: AdvisedCut | undefined): readonly string[] {
  if (family.length < 2 || best === undefined) return [];
  const rows = family.map(({ cut, ground, mean, lost }) => {
    const title = cutTitle(cut, ground);
    return `   ${title}: ${percent(mean.value - 1)} (${signedPercent(lost.change.value)})`;
  });
  return ['What other numbers of VMs would take:', ...rows, ''];
}

function spaceText({ space }: Advice): string {
  const { cuts, isTruncated, evaluated, isExact, gap } = space;
  const count = `${isTruncated ? 'more than ' : ''}${cuts} distinct cuts, ${evaluated} predicted`;
  const others = evaluated === cuts ? '' : ', the others ruled out by bounds';
  return isExact
    ? `${count}${others}: there is no better one among them.`
    : `${count}: the first is at most ${percent(gap)} above what any cut could reach.`;
}

function experimentLines({ experiment, programs }: Advice): readonly string[] {
  const [first] = experiment?.programs ?? [];
  if (first === undefined) return [];
  const title = programs[first.program]?.workload.title ?? '';
  const difference = percent(Math.abs(Math.expm1(first.effect)));
  if (first.blocks === null || first.seconds === null)
    return [
      `No program tells the first two apart: ${title} differs by ${difference}, sessions by ${percent(first.spread)}, and a thousand blocks would not do.`,
    ];
  return [
    `Cheapest to tell the first two apart: ${title} differs by ${difference}, sessions by ${percent(first.spread)}: ${first.blocks} blocks, about ${hours(first.seconds)}.`,
  ];
}

const MOST_FACTS = 5;

function sensitivityLines({ sensitivity, cuts }: Advice): readonly string[] {
  if (sensitivity.length === 0) return [];
  const rows = sensitivity.slice(0, MOST_FACTS).map((one) => `   ${factText(one, cuts)}`);
  return ['', 'Facts without a source that matter most to the difference of the first two:', ...rows];
}

function factText({ name, ends, turns }: Sensitivity, cuts: readonly AdvisedCut[]): string {
  const [low, high] = ends;
  const turned = turns ? [low, high].find(({ best }) => best !== 0) : undefined;
  const winner = cuts[turned?.best ?? 0];
  const at = winner === undefined ? 'another one' : cutTitle(winner.cut, winner.ground);
  const verdict = turned === undefined ? '' : `; at ${short(turned.value)} best is: ${at}`;
  return `${name} ${short(low.value)} to ${short(high.value)}: ${signedPercent(low.difference)} to ${signedPercent(high.difference)}${verdict}`;
}

function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}
