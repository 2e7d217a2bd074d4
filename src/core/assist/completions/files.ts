import type { Machine } from '../../topology/machine';
import type { Offer } from '../completion';
import { machineInWords } from '../words';

/** What lies around a document and can be named in it. */
export interface Nearby {
  /** Built-in machines by id. */
  readonly machines: readonly Machine[];
  /** Files of the wanted kind, relative to the document. */
  readonly files: readonly NearbyFile[];
}

export interface NearbyFile {
  readonly path: string;
  /** What it says of itself; empty for nothing. */
  readonly title: string;
}

/** Machines: files beside the document before built-in ones. */
export function machineOffers({ machines, files }: Nearby): readonly Offer[] {
  return [
    ...fileOffers(files),
    ...machines.map((machine): Offer => ({
      value: machine.id,
      detail: machineInWords(machine),
      documentation: [machine.title, machine.source].filter((line) => line !== '').join('\n\n'),
    })),
  ];
}

export function fileOffers(files: readonly NearbyFile[]): readonly Offer[] {
  return files.map(({ path, title }) => ({ value: path, detail: title, icon: 'file' }));
}
