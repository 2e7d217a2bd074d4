import { bytesText } from './format';
import { placeText, type Results } from './results';

/** Heads and cells of the table of which way data went; no rows where there was no choice. Numbers are from column 3 on. */
export function trafficRows({ cells }: Pick<Results, 'cells'>): readonly (readonly string[])[] {
  return cells.flatMap(({ traffic, ...cell }) =>
    traffic === null
      ? []
      : [
          [
            ...[placeText(cell), cell.workload, cell.phase, String(traffic.sessions)],
            ...[bytesText(traffic.networkBytes), bytesText(traffic.regionBytes)],
          ],
        ],
  );
}

export const TRAFFIC_HEAD: readonly string[] = [
  ...['data sent in', 'workload', 'phase', 'sessions'],
  ...['over the network', 'through the region'],
];
