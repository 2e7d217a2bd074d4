import type { Machine } from '../topology/machine';
import { distanceTable } from './distanceTable';
import type { HostCut } from './hostCut';
import { LABEL_HEIGHT, MARGIN, SECTION_GAP } from './metrics';
import type { Size } from './pack';
import type { Scene, SceneCaption } from './scene';
import { sharedChips } from './sharedChips';

/** What VMs have in common and the distances of the nodes, around a machine that has its place. */
export interface AroundMachine {
  readonly parts: Pick<Scene, 'nics' | 'networks' | 'regions' | 'distances' | 'captions'>;
  /** Of everything, without margins. */
  readonly width: number;
  /** Where the legend may begin. */
  readonly bottom: number;
}

/** No picture is narrower: chips and legend need room. */
const LEAST_WIDTH = 480;

export function aroundMachine(cut: HostCut, drawn: Size): AroundMachine {
  const { machine } = cut.layout;
  const size = tableSize(machine);
  const where = whereOf(size, drawn);
  const beside = size.width + SECTION_GAP;
  const width = Math.max(LEAST_WIDTH, drawn.width + (where === 'rightOfMachine' ? beside : 0));
  const below = MARGIN + drawn.height + SECTION_GAP;
  const room = where === 'rightOfChips' ? width - beside : width;
  const { height, ...shared } = sharedChips(cut, { x: MARGIN, y: below }, room);
  const y = {
    none: 0,
    rightOfMachine: MARGIN,
    rightOfChips: below,
    belowChips: below + height + SECTION_GAP,
  };
  const x = where === 'belowChips' ? MARGIN : MARGIN + width - size.width;
  const distances = where === 'none' ? null : distanceTable(machine, x, y[where] + LABEL_HEIGHT);
  const captions = distances === null ? [] : [captionAt(x, y[where], size.width)];
  const bottom = Math.max(below + height, where === 'none' ? 0 : y[where] + size.height);
  return {
    parts: { ...shared, distances, captions: [...shared.captions, ...captions] },
    width,
    bottom: bottom + SECTION_GAP,
  };
}

type Where = 'none' | 'rightOfMachine' | 'rightOfChips' | 'belowChips';

/** Beside a machine that is not wide anyway, else beside the chips where these keep half of the room. */
function whereOf(table: Size, drawn: Size): Where {
  if (table.width === 0) return 'none';
  if (drawn.width < 1.5 * drawn.height && table.height <= drawn.height) return 'rightOfMachine';
  return table.width + SECTION_GAP <= Math.max(LEAST_WIDTH, drawn.width) / 2 ? 'rightOfChips' : 'belowChips';
}

/** Of the table with its caption. */
function tableSize(machine: Machine): Size {
  const table = distanceTable(machine, 0, 0);
  if (table === null) return { width: 0, height: 0 };
  return { width: table.rect.width, height: table.rect.height + LABEL_HEIGHT };
}

function captionAt(x: number, y: number, width: number): SceneCaption {
  return { text: 'Distances', rect: { x, y, width, height: LABEL_HEIGHT } };
}
