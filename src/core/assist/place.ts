import type { Vm } from '../layout/layout';
import type { JsonPath } from '../text/document';
import type { Slot } from './slot';
import type { LayoutPart, Subject } from './subject';

/** What a value or key of a document means. */
export type PlaceKind =
  | 'machine'
  | 'partition'
  | 'pus'
  | 'threadPus'
  | 'reservedPus'
  | 'nodes'
  | 'node'
  | 'vcpus'
  | 'memory'
  | 'cellMemory'
  | 'vmName'
  | 'host'
  | 'hostEntry'
  | 'network'
  | 'networkEntry'
  | 'region'
  | 'regionEntry'
  | 'hostNic'
  | 'accept'
  | 'layoutFile'
  | 'levelName'
  | 'excludeFactor'
  | 'excludeLevel'
  | 'programs';

export interface Place {
  readonly kind: PlaceKind;
  /** The layout in which it stands; null beside layouts. */
  readonly part: LayoutPart | null;
  /** From the layout's root where there is one, else from the document's. */
  readonly path: JsonPath;
  /** The VM in whose object it stands; null elsewhere, and without a machine. */
  readonly vm: Vm | null;
}

/** `#` stands for any index, `*` for any key; `key` for a pattern that ends with a key of the document itself. */
type Pattern = readonly [kind: PlaceKind, path: string, part?: 'key'];

const IN_LAYOUT: readonly Pattern[] = [
  ['machine', 'machine'],
  ['partition', 'partition', 'key'],
  ['pus', 'vms # pus'],
  ['threadPus', 'vms # emulatorPus'],
  ['threadPus', 'vms # ioThreadPus'],
  ['threadPus', 'defaults emulatorPus'],
  ['threadPus', 'defaults ioThreadPus'],
  ['nodes', 'vms # nodes'],
  ['node', 'vms # cells # node'],
  ['node', 'defaults cells # node'],
  ['node', 'regions * node'],
  ['vcpus', 'vms # cells # vcpus'],
  ['memory', 'vms # memory'],
  ['memory', 'defaults memory'],
  ['cellMemory', 'vms # cells # memory'],
  ['vmName', 'vms # name'],
  ['host', 'vms # host'],
  ['hostEntry', 'hosts #'],
  ['network', 'vms # nics # network'],
  ['network', 'defaults nics # network'],
  ['networkEntry', 'networks *', 'key'],
  ['region', 'vms # regions #'],
  ['region', 'defaults regions #'],
  ['regionEntry', 'regions *', 'key'],
  ['hostNic', 'networks * hostNic'],
  ['accept', 'accept *', 'key'],
  ['accept', 'vms # accept *', 'key'],
];

const IN_EXPERIMENT: readonly Pattern[] = [
  ['layoutFile', 'layouts #'],
  ['layoutFile', 'layouts # layout'],
  ['levelName', 'layouts # name'],
  ['excludeFactor', 'exclude # *', 'key'],
  ['excludeLevel', 'exclude # *'],
  ['excludeFactor', 'cells # *', 'key'],
  ['excludeLevel', 'cells # *'],
  ['programs', 'workloads # programs'],
  ['accept', 'accept *', 'key'],
  ['accept', 'workloads # accept *', 'key'],
];

const IN_TOPOLOGY: readonly Pattern[] = [
  ['reservedPus', 'reserved pus'],
  ['node', 'pus # node'],
  ['node', 'nics # node'],
];

/** What stands at a slot; null where nothing of ours does. */
export function placeAt(subject: Subject, slot: Pick<Slot, 'path' | 'isKey'>): Place | null {
  const part = subject.parts.find(({ base }) => base.every((key, index) => key === slot.path[index])) ?? null;
  if (part !== null && slot.path.length > part.base.length) {
    const path = slot.path.slice(part.base.length);
    const kind = kindAt(IN_LAYOUT, path, slot.isKey);
    return kind === null ? null : { kind, part, path, vm: vmAt(part, path) };
  }
  if (subject.kind === 'layout') return null;
  const kind = kindAt(subject.kind === 'experiment' ? IN_EXPERIMENT : IN_TOPOLOGY, slot.path, slot.isKey);
  return kind === null ? null : { kind, part: null, path: slot.path, vm: null };
}

/** The machine on which the value at a place stands; null when it is not known. */
export function machineAt(subject: Subject, place: Place): Subject['machine'] {
  return place.part === null ? subject.machine : place.part.machine;
}

function kindAt(patterns: readonly Pattern[], path: JsonPath, isKey: boolean): PlaceKind | null {
  const found = patterns.find(([, words, part]) => (part === 'key') === isKey && matches(path, words));
  return found?.[0] ?? null;
}

function matches(path: JsonPath, words: string): boolean {
  const pattern = words.split(' ');
  return (
    pattern.length === path.length &&
    pattern.every((word, index) => {
      if (word === '#') return typeof path[index] === 'number';
      return word === '*' ? typeof path[index] === 'string' : word === path[index];
    })
  );
}

function vmAt({ layout }: LayoutPart, path: JsonPath): Vm | null {
  if (path[0] !== 'vms' || layout === null || layout.fromRule) return null;
  return layout.vms[Number(path[1])] ?? null;
}
