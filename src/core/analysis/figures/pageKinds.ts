import { shareText } from '../format';
import { KINDS_OF_PAGES } from '../pageUse';
import type { FigureKind } from './figure';
import { mebibytesText, nodesIn } from './mebibytes';
import { drawPages, type PageBars } from './pageBars';

/** What ranks use of the guests' memory, told apart by where it lies and by how many map it, cold beside warm. */
export const pageKinds: FigureKind = {
  id: 'kinds',
  title: 'Guest memory that ranks use, by kind',
  paper: [3, 4],
  draw: (results, view) => drawPages(results, view, KIND_BARS),
};

const KIND_BARS: PageBars = {
  ...pageKinds,
  partsOf: () => KINDS_OF_PAGES,
  legend: [
    'local: all ranks that map it run on the node of the host on which it lies',
    'remote single: its one rank runs on another node',
    'remote multiple: several ranks map it, one of them at least from another node',
    'unmapped: the host has no page for it',
  ],
  columnsOf: (all) => [
    {
      head: 'remote, by session',
      text: ({ remoteRange }) => (remoteRange === null ? '-' : remoteRange.map(shareText).join(' to ')),
    },
    ...nodesIn(all.map(({ use }) => use.onNodes)).map((node) => ({
      head: `on node ${node}, MiB`,
      text: ({ use }: { readonly use: { readonly onNodes: Readonly<Record<string, number>> } }) =>
        mebibytesText(use.onNodes[node] ?? 0),
    })),
  ],
};
