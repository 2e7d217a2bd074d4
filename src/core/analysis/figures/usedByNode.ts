import type { FigureKind } from './figure';
import { nodesIn } from './mebibytes';
import { drawPages, type PageBars } from './pageBars';

/** On which nodes of the host the memory lies that ranks use: how evenly a program, and what it was left, spreads. */
export const usedByNode: FigureKind = {
  id: 'nodes',
  title: 'Guest memory that ranks use, by node',
  paper: [6],
  draw: (results, view) => drawPages(results, view, NODE_BARS),
};

const NODE_BARS: PageBars = {
  ...usedByNode,
  partsOf: (all) => [
    ...nodesIn(all.map(({ use }) => use.onNodes)).map((node, colour) => ({
      ...{ name: `node ${node}`, colour },
      bytesOf: ({ onNodes }: { readonly onNodes: Readonly<Record<string, number>> }) => onNodes[node] ?? 0,
    })),
    { name: 'unmapped', colour: 9, bytesOf: ({ unmapped }) => unmapped },
  ],
  legend: ['node: of the host, on which it lies, whoever maps it', 'unmapped: the host has no page for it'],
  columnsOf: () => [],
};
