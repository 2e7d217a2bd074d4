import type { Link } from '../../src/core/analysis/figures/figure';
import { placeText } from '../../src/core/analysis/results';
import type { CellDetail, FromResults, ShownCell } from '../../src/protocol/results';
import { button, iconButton } from '../shared/controls';
import { element } from '../shared/dom';
import type { Say } from '../shared/words';
import { orUnknown, range, ratio, seconds, unknown } from './format';
import { verdictLine } from './verdicts';

/** Where the selection leads: to the text, the picture, what was printed. */
type Post = (message: FromResults) => void;

/** What is selected, in numbers, with everything that it leads to. `cell`: null where it is none, or no more. */
export function detail(
  cell: ShownCell | null,
  { times, comparisons }: CellDetail,
  margin: number,
  link: Link,
  say: Say,
  post: Post,
  close: () => void,
): readonly (Node | null)[] {
  const place = placeText({ ...link, layout: link.layout === 'native' ? say('native') : link.layout });
  return [
    element(
      'div',
      { class: 'row' },
      element('h3', {}, [place, link.workload, say(link.phase)].join(' · ')),
      iconButton('✕', say('deselect'), close),
    ),
    cell === null ? null : element('p', {}, numbers(cell, say)),
    ...comparisons.map((one) => element('p', { class: 'verdict' }, ...verdictLine(one, margin, say))),
    leads(link, cell, say, post),
    cell === null || times.length === 0 ? null : sessions(cell, times, link, say, post),
  ];
}

function numbers(cell: ShownCell, say: Say): string {
  const { slowdown, slowdownInterval, medianSeconds, medianInterval, sdSeconds } = cell;
  const within = (interval: readonly [number, number] | null, show: (value: number) => string): string => {
    const [low = null, high = null] = interval ?? [];
    const text = range(low, high, show);
    return text === unknown ? '' : say('interval', text);
  };
  return [
    slowdown === null ? '' : `${say('slowdown')} ${ratio(slowdown)}`,
    within(slowdownInterval, ratio),
    medianSeconds === null ? say('none') : `${say('median')} ${seconds(medianSeconds)}`,
    within(medianInterval, seconds),
    sdSeconds === null ? '' : say('deviation', orUnknown(sdSeconds, seconds)),
    cell.sessions === 1 ? say('oneSession') : say('someSessions', cell.sessions),
    cell.runs === 1 ? say('oneRun') : say('someRuns', cell.runs),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

function leads(
  { layout, setting, workload }: Link,
  cell: ShownCell | null,
  say: Say,
  post: Post,
): HTMLElement {
  const toSource = (kind: 'layout' | 'workload' | 'factor', name: string, title: string) =>
    button(title, () => post({ type: 'source', named: { kind, name } }));
  const factors = setting === '' ? [] : setting.split(', ').map((part) => part.replace(/=.*$/, ''));
  return element(
    'p',
    { class: 'leads', role: 'group', 'aria-label': say('goToSource') },
    element('span', { 'aria-hidden': 'true' }, say('goToSource')),
    toSource('layout', layout, layout === 'native' ? say('native') : layout),
    cell === null ? null : toSource('workload', workload, workload),
    ...factors.map((name) => toSource('factor', name, name)),
    layout === 'native' ? null : button(say('picture'), () => post({ type: 'picture', layout })),
  );
}

/** Each session leads to what it has printed. */
function sessions(
  cell: ShownCell,
  times: CellDetail['times'],
  link: Link,
  say: Say,
  post: Post,
): HTMLElement {
  const { layout, setting, workload, phase } = link;
  const items = times.map(({ session, block, seconds: time, outlier }) => {
    const text = `${say('blockOf', block + 1)} ${seconds(time)}${outlier ? ` ${say('outlier')}` : ''}`;
    return button(text, () => post({ type: 'output', link: { layout, setting, workload, phase, session } }), {
      title: say('outputOf', session),
      class: session === link.session ? 'selected' : null,
    });
  });
  return element(
    'p',
    { class: 'leads', role: 'group', 'aria-label': say('output') },
    element('span', { 'aria-hidden': 'true' }, say('output')),
    ...items,
    cell.sessions > times.length ? say('moreSessions', cell.sessions - times.length) : null,
  );
}
