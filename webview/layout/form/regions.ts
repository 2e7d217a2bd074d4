import type { Choices, RegionView } from '../../../src/core/editing/view';
import type { Region } from '../../../src/core/schema/generated/vmlayout.types';
import { button, checkbox, dropdown, iconButton, textField } from '../../shared/controls';
import { element, on } from '../../shared/dom';
import { slot } from '../../shared/slot';
import type { Page } from '../page';
import { entry, type Part } from './nics';
import type { Target } from './settings';

/** Which regions a VM maps: a box to tick for each. */
export function regionChecks(page: Page, target: Target, choices: Choices): Part {
  const list = slot(element('div', { class: 'regions' }));
  return {
    place: list.place,
    show({ written, effective }) {
      const mapped = written.regions ?? effective.regions ?? [];
      list.fill([mapped, written.regions === undefined, choices.regions], () => [
        ...choices.regions.map(({ name }) => regionCheck(page, target, name, mapped)),
        element(
          'p',
          { class: 'faint' },
          page.say(choices.regions.length === 0 ? 'noRegions' : 'sharedRegions'),
        ),
        written.regions === undefined
          ? null
          : button(page.say('reset', page.say('field_regions')), () =>
              page.act({ kind: 'set', vm: target.vm, key: 'regions', value: null }),
            ),
      ]);
    },
  };
}

function regionCheck(page: Page, { vm }: Target, name: string, mapped: readonly string[]): HTMLElement {
  const isMapped = mapped.includes(name);
  const made = checkbox(name, { checked: isMapped ? '' : null });
  return on(made, 'change', () => {
    if (made.checked === isMapped) return;
    const value = made.checked ? [...mapped, name] : mapped.filter((one) => one !== name);
    page.act({ kind: 'set', vm, key: 'regions', value });
  });
}

export interface LayoutPart {
  readonly place: HTMLElement;
  readonly show: (choices: Choices) => void;
}

/** The regions of the layout: their size, node and device, and one more. */
export function regionList(page: Page): LayoutPart {
  const list = slot(element('div', { class: 'regions' }));
  return {
    place: list.place,
    show({ regions, nodes }) {
      list.fill([regions, nodes], () => [
        ...regions.map((region) => regionRow(page, region, nodes)),
        regions.length === 0 ? null : element('p', { class: 'faint' }, page.say('sharedRegions')),
        addRow(
          page,
          page.say('addRegion'),
          regions.map(({ name }) => name),
          (name) => page.act({ kind: 'setRegion', name, region: { size: '1GiB' } }),
        ),
      ]);
    },
  };
}

function regionRow(page: Page, region: RegionView, nodes: readonly number[]): HTMLElement {
  const { say } = page;
  const { name } = region;
  const write = (next: Region | null): void => page.act({ kind: 'setRegion', name, region: next });
  const size = entry(say('regionSize', name), region.size, '1GiB', (value) =>
    write(regionWith({ ...region, size: value })),
  );
  const node = dropdown({ 'aria-label': say('regionNode', name), title: say('regionNode', name) }, [
    { value: '-', text: say('anyNode') },
    ...nodes.map((id) => ({ value: String(id), text: say('in_node', id) })),
  ]);
  const device = dropdown(
    { 'aria-label': say('regionDevice', name), title: say('regionDevice', name) },
    ['devdax', 'ivshmem'].map((value) => ({ value, text: value })),
  );
  requestAnimationFrame(() => {
    [node.value, device.value] = [region.node === null ? '-' : String(region.node), region.device];
  });
  on(node, 'change', () => {
    const next = node.value === '-' ? null : Number(node.value);
    if (next !== region.node) write(regionWith({ ...region, node: next }));
  });
  on(device, 'change', () => {
    if (device.value !== region.device)
      write(regionWith({ ...region, device: device.value === 'ivshmem' ? 'ivshmem' : 'devdax' }));
  });
  return element(
    'div',
    { class: 'region', role: 'group', 'aria-label': name },
    element('span', { class: 'region-name' }, name),
    size,
    node,
    device,
    iconButton('×', say('remove', name), () => write(null)),
  );
}

/** As it is written: what is the default is left out. */
function regionWith({ size, node, device, pageSize }: RegionView): Region {
  return {
    size,
    ...(node === null ? {} : { node }),
    ...(device === 'devdax' ? {} : { device }),
    ...(pageSize === null ? {} : { pageSize }),
  };
}

/** The networks of the layout by name, and one more. */
export function networkList(page: Page): LayoutPart {
  const list = slot(element('div', { class: 'networks' }));
  return {
    place: list.place,
    show({ networks }) {
      list.fill(networks, () => [
        ...networks.map((name) =>
          element(
            'div',
            { class: 'network' },
            element('span', {}, name),
            iconButton('×', page.say('remove', name), () =>
              page.act({ kind: 'setNetwork', name, network: null }),
            ),
          ),
        ),
        addRow(page, page.say('addNetwork'), networks, (name) =>
          page.act({ kind: 'setNetwork', name, network: {} }),
        ),
      ]);
    },
  };
}

/** A name for something new, and the button that makes it. */
function addRow(
  page: Page,
  title: string,
  taken: readonly string[],
  add: (name: string) => void,
): HTMLElement {
  const name = textField({
    'aria-label': page.say('newName', title),
    placeholder: page.say('name'),
    spellcheck: 'false',
  });
  const make = (): void => {
    const value = name.value.trim();
    if (value === '' || taken.includes(value)) name.focus();
    else add(value);
  };
  name.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') make();
  });
  return element('div', { class: 'row' }, name, button(title, make));
}
