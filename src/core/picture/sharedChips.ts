import { sizeInWords } from '../text/size';
import { cardOf } from '../topology/hostNics';
import type { HostCut, IndexedVm } from './hostCut';
import { FONT, LABEL_HEIGHT } from './metrics';
import type { Rect, SceneCaption, SceneShared } from './scene';
import { textWidth } from './textWidth';

/** Networks, regions and interfaces of a host, a row or more of chips each. */
export interface SharedChips {
  readonly nics: readonly SceneShared[];
  readonly networks: readonly SceneShared[];
  readonly regions: readonly SceneShared[];
  readonly captions: readonly SceneCaption[];
  readonly height: number;
}

type Item = Omit<SceneShared, 'rect'>;

export const CHIP = { height: 22, pad: 7, square: { width: 18, height: 14 }, squareGap: 2, gap: 8 } as const;
/** More VMs are told as a number. */
export const MOST_SQUARES = 16;

export function sharedChips(
  cut: HostCut,
  origin: { readonly x: number; readonly y: number },
  width: number,
): SharedChips {
  const captions: SceneCaption[] = [];
  let y = origin.y;
  const row = (text: string, items: readonly Item[]): readonly SceneShared[] => {
    if (items.length === 0) return [];
    captions.push({ text, rect: { x: origin.x, y, width, height: LABEL_HEIGHT } });
    const chips = inChips(items, { x: origin.x, y: y + LABEL_HEIGHT, width, height: 0 });
    y = Math.max(...chips.map((chip) => chip.rect.y)) + CHIP.height + CHIP.gap + 4;
    return chips;
  };
  return {
    networks: row('Networks', networksOf(cut)),
    nics: row('Interfaces of the host', nicsOf(cut)),
    regions: row('Shared regions', regionsOf(cut)),
    captions,
    height: y - origin.y,
  };
}

function inChips(items: readonly Item[], space: Rect): readonly SceneShared[] {
  let { x, y } = space;
  return items.map((item) => {
    const width = Math.min(space.width, chipWidth(item));
    if (x > space.x && x + width > space.x + space.width) {
      x = space.x;
      y += CHIP.height + CHIP.gap;
    }
    const rect = { x, y, width, height: CHIP.height };
    x += width + CHIP.gap;
    return { ...item, rect };
  });
}

function chipWidth({ name, facts, vms }: Item): number {
  const words = textWidth(name, FONT.label, true) + (facts === '' ? 0 : 6 + textWidth(facts, FONT.small));
  return words + squaresWidth(vms.length) + 2 * CHIP.pad + 4;
}

/** Of the squares of VMs on a chip, with the space before them. */
export function squaresWidth(vms: number): number {
  const shown = Math.min(vms, MOST_SQUARES);
  const more = vms > shown ? 6 + textWidth(`+${vms - shown}`, FONT.small) : 0;
  return shown === 0 ? 0 : CHIP.pad + shown * (CHIP.square.width + CHIP.squareGap) + more;
}

function indexesOf(vms: readonly IndexedVm[], isOn: (one: IndexedVm['vm']) => boolean): readonly number[] {
  return vms.filter(({ vm }) => isOn(vm)).map(({ index }) => index);
}

function networksOf({ layout, vms }: HostCut): readonly Item[] {
  return layout.networks.map(({ name, hostNic }) => ({
    name,
    facts: hostNic === null ? 'stays on the host' : `through ${hostNic}`,
    vms: indexesOf(vms, (vm) => vm.nics.some((nic) => nic.network === name && nic.model !== 'vfio')),
  }));
}

function regionsOf({ layout, vms }: HostCut): readonly Item[] {
  return layout.regions.map(({ name, sizeBytes, node, device }) => ({
    name,
    facts: `${sizeInWords(sizeBytes)} ${node === null ? 'where it is touched first' : `on node ${node}`}, ${device}`,
    vms: indexesOf(vms, (vm) => vm.regions.includes(name)),
  }));
}

/** Cards that the machine lists, then interfaces that only the layout names, then devices that are passed through. */
function nicsOf({ layout, vms }: HostCut): readonly Item[] {
  const { machine, networks } = layout;
  const on = (card: string): readonly string[] =>
    networks
      .filter(({ hostNic }) => hostNic !== null && cardNameOf(hostNic) === card)
      .map(({ name }) => name);
  const cardNameOf = (hostNic: string): string => cardOf(machine, hostNic)?.name ?? hostNic;
  const unlisted = networks.flatMap(({ hostNic }) =>
    hostNic === null || cardOf(machine, hostNic) !== null ? [] : [{ name: hostNic, node: null }],
  );
  const cards = uniqueByName([...machine.nics, ...unlisted]).map(({ name, node }) => {
    const carried = on(name);
    return {
      name,
      facts: node === null ? '' : `node ${node}`,
      vms: indexesOf(vms, (vm) =>
        vm.nics.some((nic) => nic.model !== 'vfio' && carried.includes(nic.network)),
      ),
    };
  });
  const devices = new Set(vms.flatMap(({ vm }) => vm.nics.flatMap(({ device }) => device ?? [])));
  return [
    ...cards,
    ...[...devices].map((name) => ({
      name,
      facts: 'passed through',
      vms: indexesOf(vms, (vm) => vm.nics.some((nic) => nic.device === name)),
    })),
  ];
}

function uniqueByName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...new Map([...items].reverse().map((item) => [item.name, item])).values()].reverse();
}
