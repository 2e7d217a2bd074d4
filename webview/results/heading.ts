import type { FilledView } from '../../src/protocol/results';
import { element, on } from '../shared/dom';
import type { Say } from '../shared/words';

const signs: Readonly<Record<FilledView['life']['state'], string>> = {
  running: '●',
  finished: '✓',
  failed: '✗',
  cancelled: '⊘',
  partial: '◐',
  paused: '‖',
  queued: '…',
};

/** Name, standing sentence, how the attempt stands and where its numbers come from. */
export function heading(view: FilledView, say: Say): readonly (Node | null)[] {
  const { life, results } = view;
  const name = view.title.replace(/\.vmexperiment\.json$/, '');
  return [
    element('h1', {}, name),
    element(
      'p',
      { class: 'standing' },
      results.standing,
      element('span', { class: `origin ${results.origin}` }, say(results.origin)),
    ),
    element(
      'p',
      { class: 'meta' },
      element('span', { class: `state ${life.state}` }, sign(signs[life.state]), say(life.state)),
      ...counts(view, say).map((text) => element('span', {}, text)),
    ),
    results.sequential === null ? null : element('p', { class: 'why' }, results.sequential),
    life.why === null ? null : element('p', { class: 'why' }, life.why),
  ];
}

function counts({ results: { runs } }: FilledView, say: Say): readonly string[] {
  return [
    say('runsOf', runs.ended, runs.planned),
    runs.failed === 0 ? '' : say('failedRuns', runs.failed),
    runs.marked === 0 ? '' : say('markedRuns', runs.marked),
    runs.triedAgain === 0 ? '' : say('triedAgain', runs.triedAgain),
  ].filter((text) => text !== '');
}

/** How far a running attempt is; nothing once it has ended. */
export function progress({ life, results: { runs } }: FilledView, say: Say): readonly (Node | null)[] {
  if (life.state !== 'running') return [];
  const bar = element('span', {});
  // A width set from script is no inline style for the policy.
  bar.style.width = `${String(runs.planned === 0 ? 0 : (100 * runs.ended) / runs.planned)}%`;
  const { now } = life;
  return [
    element(
      'div',
      {
        class: 'bar',
        role: 'progressbar',
        'aria-label': say('progress'),
        'aria-valuemin': '0',
        'aria-valuemax': String(runs.planned),
        'aria-valuenow': String(runs.ended),
      },
      bar,
    ),
    now === null
      ? null
      : element('p', { class: 'now' }, say('now', now.block + 1, now.layout, now.run ?? say('booting'))),
  ];
}

/** Said wherever numbers stand that no real machine took. */
export function originNote({ results: { origin } }: FilledView, say: Say): readonly (Node | null)[] {
  if (origin === 'measured') return [];
  return [element('p', { class: 'note', role: 'note' }, sign('⚠'), say(`${origin}Note`))];
}

/** What the host reports, each with its remedy. */
export function problems({ life }: FilledView, say: Say): readonly (Node | null)[] {
  const unread = life.badLines === 0 ? [] : [{ what: say('badLines', life.badLines), remedy: '' }];
  const all = [...life.problems, ...unread];
  if (all.length === 0) return [];
  const items = all.map(({ what, remedy }) =>
    element('li', {}, element('strong', {}, what), remedy === '' ? null : element('span', {}, remedy)),
  );
  return [element('h2', {}, say('problemsTitle')), element('ul', { class: 'problems' }, ...items)];
}

/** What the host did or became meanwhile, and what that means for the numbers. */
export function drift({ results }: FilledView, say: Say): readonly (Node | null)[] {
  if (results.drift.length === 0) return [];
  const items = results.drift.map(({ what, means }) =>
    element('li', {}, element('strong', {}, what), element('span', {}, means)),
  );
  return [element('h2', {}, say('driftTitle')), element('ul', { class: 'problems drift' }, ...items)];
}

/** What must be known of the results, warnings before the rest. */
export function findings({ results }: FilledView, say: Say): readonly (Node | null)[] {
  if (results.findings.length === 0) return [];
  const sorted = ['warning', 'info'].flatMap((severity) =>
    results.findings.filter((one) => one.severity === severity),
  );
  const items = sorted.map(({ severity, what, means }) =>
    element('li', { class: severity }, element('strong', {}, what), element('span', {}, means)),
  );
  return [
    element('h2', {}, say('findingsTitle')),
    element('ul', { class: 'problems drift findings' }, ...items),
  ];
}

/** A choice among named values; null when there is nothing to choose. */
export function dropdown(
  label: string,
  options: readonly { readonly value: string; readonly text: string }[],
  current: string,
  choose: (value: string) => void,
): HTMLElement | null {
  if (options.length < 2) return null;
  const made = element(
    'vscode-dropdown',
    { 'aria-label': label, class: 'choice' },
    ...options.map(({ value, text }) =>
      element('vscode-option', { value, selected: value === current ? '' : null }, text),
    ),
  );
  return on(made, 'change', () => {
    choose((made as HTMLElement & { readonly value: string }).value);
  });
}

export function sign(character: string): HTMLElement {
  return element('span', { class: 'sign', 'aria-hidden': 'true' }, character);
}
