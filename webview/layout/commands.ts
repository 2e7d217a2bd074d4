import type { BoxKind } from '../../src/core/picture/scene';
import type { Page } from './page';
import { onlyVm, ownersOf } from './places';
import { nothing, ofPus, selectedPus, selectedVms } from './selection';
import { isLocked } from './state';

/** Something to be done with what is selected; with `items` a choice among several. */
export interface Command {
  readonly title: string;
  /** Key that does the same while the picture has the keyboard; null for none. */
  readonly key: string | null;
  readonly run: () => void;
  readonly items?: readonly Command[];
}

export interface CommandRoom {
  readonly page: Page;
  readonly rename: (vm: string) => void;
  /** From the keyboard: holds the VM, so that arrows move it. */
  readonly hold: (what: 'move' | 'resize') => void;
}

/** What can be done now, the likeliest first. */
export function commandsOf(room: CommandRoom): readonly Command[] {
  const state = room.page.state();
  if (isLocked(state)) return [];
  if (state.selection.kind === 'pus') return puCommands(room);
  return state.selection.kind === 'vms' ? vmCommands(room) : [];
}

function puCommands({ page }: CommandRoom): readonly Command[] {
  const { view, index, selection } = page.state();
  if (index === null) return [];
  const pus = selectedPus(selection);
  const isOwned = ownersOf(index, view, pus).length > 0;
  const { host } = index.scene;
  return [
    {
      title: page.say('makeVm'),
      key: 'Enter',
      run: () => page.act({ kind: 'create', pus, host, name: null }),
    },
    ...giveCommand(page),
    ...(isOwned
      ? [{ title: page.say('freePus'), key: 'Delete', run: () => page.act({ kind: 'free', pus, host }) }]
      : []),
    { title: page.say('clear'), key: 'Escape', run: () => page.change({ selection: nothing }) },
  ];
}

function giveCommand(page: Page): readonly Command[] {
  const { index, selection } = page.state();
  const pus = selectedPus(selection);
  const items = (index?.scene.vms ?? []).map(({ name }) => ({
    title: name,
    key: null,
    run: () => page.act({ kind: 'give', vm: name, pus }),
  }));
  if (items.length === 0) return [];
  return [{ title: page.say('giveTo'), key: 'G', run: () => undefined, items }];
}

function vmCommands(room: CommandRoom): readonly Command[] {
  const { page } = room;
  const { index, selection } = page.state();
  const names = selectedVms(selection);
  const [name = ''] = names;
  const remove = {
    title: page.say('delete'),
    key: 'Delete',
    run: () => page.act({ kind: 'delete', vms: names }),
  };
  if (names.length > 1)
    return [
      { title: page.say('merge'), key: null, run: () => page.act({ kind: 'merge', vms: names }) },
      remove,
    ];
  const vm = index === null ? null : onlyVm(index, selection);
  return [
    { title: page.say('rename'), key: 'F2', run: () => room.rename(name) },
    ...splitCommand(page, name, vm?.pus.length ?? 0),
    { title: page.say('duplicate'), key: null, run: () => page.act({ kind: 'duplicate', vm: name }) },
    remove,
  ];
}

/** Equal parts into which a number of PUs goes, and a VM a node. */
function splitCommand(page: Page, vm: string, pus: number): readonly Command[] {
  const parts = [2, 3, 4, 6, 8, 16].filter((into) => pus % into === 0 && pus >= into);
  const items: readonly Command[] = [
    ...parts.map((into) => ({
      title: page.say('splitInto', into),
      key: null,
      run: () => page.act({ kind: 'split', vm, into }),
    })),
    { title: page.say('splitNodes'), key: null, run: () => page.act({ kind: 'split', vm, into: 'nodes' }) },
  ];
  return pus < 2 ? [] : [{ title: page.say('split'), key: null, run: () => undefined, items }];
}

/** What the menu has besides: moving from the keyboard, and selecting what a PU lies in. */
export function menuCommands(room: CommandRoom): readonly Command[] {
  const { page } = room;
  const state = page.state();
  const { index, cursor, selection } = state;
  if (index === null || isLocked(state)) return [];
  const held: readonly Command[] =
    onlyVm(index, selection) === null
      ? []
      : [
          { title: page.say('move'), key: 'M', run: () => room.hold('move') },
          { title: page.say('resize'), key: 'R', run: () => room.hold('resize') },
          {
            title: page.say('selectPus'),
            key: 'S',
            run: () => page.change({ selection: ofPus(index, onlyVm(index, selection)?.pus ?? []) }),
          },
        ];
  const boxes = index.scene.boxes.filter(({ pus }) => cursor !== null && pus.includes(cursor));
  const kinds = [...new Map(boxes.map((box) => [box.kind, box])).values()].reverse();
  return [
    ...commandsOf(room),
    ...held,
    ...kinds.map(({ kind, pus }) => ({
      title: page.say(`select_${kind}`),
      key: boxKeys[kind] ?? null,
      run: () => page.change({ selection: ofPus(index, pus) }),
    })),
    {
      title: page.say('selectFree'),
      key: 'A',
      run: () => page.change({ selection: ofPus(index, freePus(page)) }),
    },
  ];
}

const boxKeys: Readonly<Partial<Record<BoxKind, string>>> = { core: 'C', node: 'N', package: 'P', l3: 'L' };

function freePus(page: Page): readonly number[] {
  const pus = page.state().index?.scene.pus ?? [];
  return pus.filter(({ owners }) => owners.length === 0).map(({ id }) => id);
}
