import { readCpuList } from '../../../src/core/text/cpuList';
import type { Choices, SettingsView } from '../../../src/core/editing/view';
import { element } from '../../shared/dom';
import { slot } from '../../shared/slot';
import { commandButtons } from '../commandButtons';
import type { CommandRoom } from '../commands';
import { findingItems } from '../findings';
import type { Page } from '../page';
import { selectedVms } from '../selection';
import { isLocked, type PageState } from '../state';
import { textSetting, type Field } from './field';
import { nicList } from './nics';
import { networkList, regionChecks, regionList } from './regions';
import { problemAt, settingFields, shownSetting, type Target } from './settings';

export interface Form {
  readonly place: HTMLElement;
  readonly show: (state: PageState) => void;
  /** Puts the keyboard into the name of the VM that is shown. */
  readonly focusName: () => void;
}

/** The parts of a form for one target: made once, and shown anew with every view, so that what is typed stays. */
interface Built {
  readonly parts: readonly Node[];
  readonly show: (state: PageState) => void;
  readonly name: Field | null;
}

/** The selected VM, the defaults where none is selected, and of several VMs what can be done with all. */
export function createForm(room: CommandRoom): Form {
  const place = element('section', { class: 'form' });
  let built: Built | null = null;
  let shownFor = '';
  return {
    place,
    show(state) {
      const { view } = state;
      if (view === null) return;
      place.inert = isLocked(state);
      const names = selectedVms(state.selection);
      const now = JSON.stringify([names, names.length === 1 ? [] : null, formKey(view.choices, state)]);
      if (now !== shownFor || built === null) {
        shownFor = now;
        built = names.length > 1 ? several(names, room) : one(names[0] ?? null, state, room);
        place.replaceChildren(...built.parts);
      }
      built.show(state);
    },
    focusName: () => built?.name?.focus(),
  };
}

/** What the form is made of; when this changes it is made anew. */
function formKey({ networks, regions, pageSizes, nodes }: Choices, { view }: PageState): unknown {
  return [networks, regions.map(({ name }) => name), pageSizes, nodes, view?.rule !== null];
}

function several(names: readonly string[], room: CommandRoom): Built {
  const { say } = room.page;
  const top = slot(element('div', { class: 'form-top' }));
  return {
    parts: [
      element('h2', {}, say('severalVms', names.length)),
      element('p', {}, names.join(', ')),
      top.place,
      element('p', { class: 'faint' }, say('severalHint')),
    ],
    show: (state) => top.fill([names, isLocked(state)], () => [commandButtons(room)]),
    name: null,
  };
}

function one(name: string | null, { view }: PageState, room: CommandRoom): Built {
  const { page } = room;
  const choices = view?.choices ?? { pageSizes: [], networks: [], regions: [], nodes: [] };
  const index = view?.vms.findIndex((vm) => vm.name === name) ?? -1;
  const target: Target = { vm: index === -1 ? null : name, index };
  const own = target.vm === null ? null : ownFields(page, target.vm);
  const fields = settingFields(page, target, choices);
  const nics = nicList(page, target, choices);
  const regions = regionChecks(page, target, choices);
  const layout = target.vm === null ? [regionList(page), networkList(page)] : [];
  const top = slot(element('div', { class: 'form-top' }));
  const group = (key: string): readonly HTMLElement[] =>
    fields.filter((field) => field.group === key).map(({ field }) => field.place);
  const parts = [
    element('h2', {}, target.vm ?? page.say('defaults')),
    target.vm === null ? element('p', { class: 'faint' }, page.say('defaultsHint')) : null,
    top.place,
    ...(own === null ? [] : [own.name.place, own.pus.place]),
    heading(page, 'memoryGroup'),
    ...group('memoryGroup'),
    heading(page, 'cpuGroup'),
    ...group('cpuGroup'),
    heading(page, 'nicGroup'),
    nics.place,
    ...(target.vm === null ? [] : [heading(page, 'regionGroup'), regions.place]),
    ...layout.flatMap((part, i) => [
      heading(page, i === 0 ? 'regionsOfLayout' : 'networksOfLayout'),
      part.place,
    ]),
  ];
  return {
    parts: parts.filter((part) => part !== null),
    name: own?.name ?? null,
    show(state) {
      const now = state.view;
      const vm = now?.vms.find((one) => one.name === target.vm);
      const settings: SettingsView | undefined = target.vm === null ? now?.defaults : vm?.settings;
      if (now === null || settings === undefined) return;
      const findings = now.findings;
      own?.show(vm?.pus ?? '', target, state);
      for (const { key, field } of fields) {
        field.show(shownSetting(key, settings, target, findings, page.say));
        field.place.hidden = key === 'pageSize' && isPageSizeIdle(settings);
      }
      nics.show(settings);
      regions.show(settings);
      for (const part of layout) part.show(now.choices);
      const mine = target.vm === null ? [] : findings.filter(({ vms }) => vms.includes(index));
      top.fill([mine, vm?.pus, state.version, isLocked(state)], () =>
        target.vm === null
          ? []
          : [commandButtons(room), ...findingItems(page, state, (finding) => mine.includes(finding))],
      );
    },
  };
}

function heading({ say }: Page, key: string): HTMLElement {
  return element('h3', {}, say(key));
}

/** A page size says something only of huge pages. */
function isPageSizeIdle({ written, effective }: SettingsView): boolean {
  return written.pageSize === undefined && (written.backing ?? effective.backing) !== 'hugetlb';
}

function ownFields(
  page: Page,
  vm: string,
): {
  readonly name: Field;
  readonly pus: Field;
  readonly show: (pus: string, target: Target, state: PageState) => void;
} {
  const { say } = page;
  const answered = (field: () => Field) => (message: string | null) => {
    if (message !== null) field().refuse(message);
  };
  const name = textSetting({
    say,
    label: say('field_name'),
    key: 'name',
    canReset: false,
    commit: (value) =>
      page.act(
        { kind: 'rename', vm, name: value ?? vm },
        answered(() => name),
      ),
  });
  const pus = textSetting({
    say,
    label: say('field_pus'),
    key: 'pus',
    canReset: false,
    commit: (value) => commitPus(page, vm, value ?? '', () => pus),
  });
  return {
    name,
    pus,
    show(list, target, { view }) {
      const problem = (key: string): string | null => problemAt(view?.findings ?? [], target, key, say);
      name.show({ written: vm, inherited: '', problem: problem('name') });
      pus.show({ written: list, inherited: '', problem: problem('pus') });
    },
  };
}

function commitPus(page: Page, vm: string, text: string, field: () => Field): void {
  const { numbers, problem } = readCpuList(text);
  if (problem !== null) {
    field().refuse(problem);
    return;
  }
  page.act({ kind: 'setPus', vm, pus: numbers }, (message) => {
    if (message !== null) field().refuse(message);
  });
}
