import type { PartitionRule } from '../../src/core/layout/partition';
import { button, dropdown, textField } from '../shared/controls';
import { element } from '../shared/dom';
import { slot } from '../shared/slot';
import type { Page } from './page';
import type { Shows } from './selectionBar';
import type { PageState } from './state';

type Per = NonNullable<PartitionRule['per']>;

const units: readonly Per[] = ['node', 'package', 'l3', 'core', 'machine'];

/** Cuts the machine by a rule: it is shown over the picture first, and taken with a second step. */
export function createRules(page: Page): Shows {
  const standing = slot(element('div', {}));
  const chooser = slot(element('div', { class: 'rule-chooser' }));
  const place = element('section', { class: 'rules' }, standing.place, chooser.place);
  return {
    place,
    show({ view, stale }) {
      place.inert = view === null || stale !== null;
      const rule = view?.rule ?? null;
      standing.fill(rule, () => [
        element('h2', {}, page.say('ruleTitle')),
        rule === null ? null : element('p', {}, page.say('ruleStands', ruleInWords(rule, page))),
        rule === null ? null : button(page.say('expandRule'), () => page.act({ kind: 'expandRule' })),
      ]);
      chooser.fill(true, () => chooserParts(page));
    },
  };
}

function chooserParts(page: Page): readonly HTMLElement[] {
  const { say } = page;
  const kind = dropdown({ 'aria-label': say('ruleKind') }, [
    ...units.map((per) => ({ value: per, text: say(`rule_${per}`) })),
    { value: 'vms', text: say('rule_vms') },
  ]);
  const count = textField({
    'aria-label': say('ruleCount'),
    value: '1',
    class: 'count',
    inputmode: 'numeric',
  });
  const preview = (): void => {
    const rule = ruleOf(kind.value, Number(count.value));
    if (rule === null) count.focus();
    else page.askPreview(rule);
  };
  kind.addEventListener('change', () => {
    count.classList.toggle('unused', kind.value === 'machine');
  });
  count.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') preview();
  });
  return [element('div', { class: 'row' }, kind, count, button(say('preview'), preview))];
}

function ruleOf(kind: string, count: number): PartitionRule | null {
  if (kind === 'machine') return { vms: 1 };
  if (!Number.isInteger(count) || count < 1 || count > 4096) return null;
  if (kind === 'vms') return { vms: count };
  const per = units.find((unit) => unit === kind);
  if (per === undefined) return null;
  return count === 1 ? { per } : { per, count };
}

export function ruleInWords({ per, count = 1, vms }: PartitionRule, { say }: Page): string {
  if (per === undefined) return vms === 1 ? say('rule_machine') : say('ruleVms', vms ?? 1);
  return count === 1 ? say(`rule_${per}`) : say('rulePer', count, say(`unit_${per}`));
}

/** Over the picture while a rule is shown that is not taken yet. */
export function createPreviewBanner(page: Page): Shows {
  const banner = slot(element('div', { class: 'banner preview', role: 'region', hidden: '' }));
  const end = (): void => page.change({ preview: null });
  const parts = ({ preview, index }: PageState): readonly Node[] => {
    if (preview === null) return [];
    const { rule, problem } = preview;
    const words = ruleInWords(rule, page);
    const apply = button(
      page.say('apply'),
      () => {
        end();
        page.act({ kind: 'applyRule', rule });
      },
      { appearance: 'primary' },
    );
    const text = problem ?? page.say('previewOf', words, index?.scene.vms.length ?? 0);
    return [
      element('p', {}, text),
      element(
        'div',
        { class: 'commands' },
        ...(problem === null ? [apply] : []),
        button(page.say('cancel'), end),
      ),
    ];
  };
  return {
    place: banner.place,
    show(state) {
      banner.place.setAttribute('aria-label', page.say('previewRegion'));
      const before = state.preview !== null && banner.place.hidden;
      banner.fill(state.preview === null ? null : [state.preview.rule, state.preview.problem], () =>
        parts(state),
      );
      // The keyboard goes to the question; Escape answers no.
      if (before)
        requestAnimationFrame(() => banner.place.querySelector<HTMLElement>('vscode-button')?.focus());
    },
  };
}
