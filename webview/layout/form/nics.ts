import type { Choices, SettingsView } from '../../../src/core/editing/view';
import type { Nic } from '../../../src/core/schema/generated/vmlayout.types';
import { button, checkbox, dropdown, iconButton, textField } from '../../shared/controls';
import { element, on } from '../../shared/dom';
import { slot } from '../../shared/slot';
import type { Page } from '../page';
import type { Target } from './settings';

const models: readonly NonNullable<Nic['model']>[] = ['virtio', 'rtl8139', 'e1000', 'vfio'];

export interface Part {
  readonly place: HTMLElement;
  readonly show: (settings: SettingsView) => void;
}

/** Network interfaces: every change writes the whole list. */
export function nicList(page: Page, target: Target, choices: Choices): Part {
  const list = slot(element('div', { class: 'nics' }));
  const write = (nics: readonly Nic[] | null): void =>
    page.act({ kind: 'set', vm: target.vm, key: 'nics', value: nics });
  return {
    place: list.place,
    show(settings) {
      const { written, effective } = settings;
      const nics = written.nics ?? effective.nics ?? [{}];
      list.fill([nics, written.nics === undefined, choices.networks], () => [
        ...nics.map((nic, at) => nicRow(page, nics, nic, at, choices, write)),
        element(
          'div',
          { class: 'row' },
          button(page.say('addNic'), () => write([...nics, {}])),
          written.nics === undefined
            ? element('span', { class: 'faint' }, page.say('inherited'))
            : iconButton('↺', page.say('reset', page.say('field_nics')), () => write(null)),
        ),
      ]);
    },
  };
}

function nicRow(
  { say }: Page,
  nics: readonly Nic[],
  nic: Nic,
  at: number,
  choices: Choices,
  write: (nics: readonly Nic[]) => void,
): HTMLElement {
  const change = (patch: Nic): void => write(nics.map((one, i) => (i === at ? merged(one, patch) : one)));
  const number = at + 1;
  const model = choice(say('nicModel', number), models, nic.model ?? 'virtio', (value) =>
    change({ model: models.find((one) => one === value) ?? 'virtio' }),
  );
  const network = choice(
    say('nicNetwork', number),
    choices.networks,
    nic.network ?? choices.networks[0] ?? '',
    (value) => change({ network: value }),
  );
  const isVirtio = (nic.model ?? 'virtio') === 'virtio';
  const queues = entry(
    say('nicQueues', number),
    nic.queues === undefined ? '' : String(nic.queues),
    '1',
    (value) => {
      if (/^\d+$/.test(value)) change({ queues: Number(value) });
    },
  );
  const vhost = checkbox('vhost', {
    'aria-label': say('nicVhost', number),
    checked: nic.vhost === true ? '' : null,
  });
  on(vhost, 'change', () => {
    if (vhost.checked !== (nic.vhost === true)) change({ vhost: vhost.checked });
  });
  const device = entry(say('nicDevice', number), nic.device ?? '', '0000:41:00.0', (value) =>
    change({ device: value }),
  );
  const remove = iconButton('×', say('removeNic', number), () => write(nics.filter((_, i) => i !== at)));
  return element(
    'div',
    { class: 'nic', role: 'group', 'aria-label': say('nic', number) },
    model,
    choices.networks.length > 0 && nic.model !== 'vfio' ? network : null,
    isVirtio ? element('span', { class: 'faint', 'aria-hidden': 'true' }, say('queues')) : null,
    isVirtio ? queues : null,
    isVirtio ? vhost : null,
    nic.model === 'vfio' ? device : null,
    nics.length > 1 ? remove : null,
  );
}

/** What only another model has is not kept. */
function merged(nic: Nic, patch: Nic): Nic {
  const { model, network, queues, vhost, device } = { ...nic, ...patch };
  const isVirtio = (model ?? 'virtio') === 'virtio';
  return {
    ...(model === undefined ? {} : { model }),
    ...(network === undefined || model === 'vfio' ? {} : { network }),
    ...(queues === undefined || !isVirtio ? {} : { queues }),
    ...(vhost === undefined || !isVirtio ? {} : { vhost }),
    ...(device === undefined || model !== 'vfio' ? {} : { device }),
  };
}

function choice(
  label: string,
  values: readonly string[],
  current: string,
  choose: (value: string) => void,
): HTMLElement {
  const all = values.includes(current) || current === '' ? values : [...values, current];
  const made = dropdown(
    { 'aria-label': label, title: label },
    all.map((value) => ({ value, text: value })),
  );
  requestAnimationFrame(() => {
    made.value = current;
  });
  return on(made, 'change', () => {
    if (made.value !== current) choose(made.value);
  });
}

/** A text that is taken when it is left or Enter is pressed. */
export function entry(
  label: string,
  value: string,
  placeholder: string,
  take: (value: string) => void,
): HTMLElement {
  const made = textField({ 'aria-label': label, title: label, value, placeholder, spellcheck: 'false' });
  return on(made, 'change', () => {
    if (made.value.trim() !== value) take(made.value.trim());
  });
}
