import type { Completion, Offer } from './completion';
import { acceptOffers } from './completions/accept';
import { cpuListOffers } from './completions/cpuLists';
import { fileOffers, machineOffers, type Nearby } from './completions/files';
import { excludeOffers, nameOffers, nodeOffers } from './completions/names';
import { programOffers } from './completions/programs';
import { sizeOffers } from './completions/sizes';
import { placeAt, type Place } from './place';
import { colonFollows, commaAfter, slotAt, type Slot } from './slot';
import type { Subject } from './subject';

const NOTHING: Nearby = { machines: [], files: [] };

/**
 * What can stand at an offset and no schema says: PUs, nodes, names, machines, files, sizes, rules. Best first. `nearby`
 * is only looked at where {@link nearbyAt} wants it.
 */
export function completionsAt(subject: Subject, offset: number, nearby = NOTHING): readonly Completion[] {
  const slot = slotAt(subject.doc, offset);
  const place = slot === null ? null : placeAt(subject, slot);
  if (slot === null || place === null) return [];
  return offersAt(subject, place, slot, nearby).map((offer) => completionOf(subject, slot, offer));
}

/** What must be known of the surroundings to complete at an offset; null for nothing. */
export function nearbyAt(subject: Subject, offset: number): 'machines' | 'layouts' | null {
  const slot = slotAt(subject.doc, offset);
  const kind = slot === null ? null : placeAt(subject, slot)?.kind;
  return kind === 'machine' ? 'machines' : kind === 'layoutFile' ? 'layouts' : null;
}

function offersAt(subject: Subject, place: Place, slot: Slot, nearby: Nearby): readonly Offer[] {
  switch (place.kind) {
    case 'machine':
      return machineOffers(nearby);
    case 'layoutFile':
      return fileOffers(nearby.files);
    case 'pus':
    case 'threadPus':
    case 'reservedPus':
    case 'nodes':
    case 'vcpus':
      return cpuListOffers(subject, place, slot);
    case 'node':
      return nodeOffers(subject, place);
    case 'memory':
    case 'cellMemory':
      return sizeOffers(place);
    case 'host':
    case 'network':
    case 'region':
    case 'hostNic':
      return nameOffers(subject, place);
    case 'accept':
      return acceptOffers(subject, place);
    case 'excludeFactor':
    case 'excludeLevel':
      return excludeOffers(subject, place);
    case 'programs':
      return programOffers(subject, place);
    // What is declared here has no name yet that could be offered.
    case 'partition':
    case 'vmName':
    case 'hostEntry':
    case 'networkEntry':
    case 'regionEntry':
    case 'levelName':
      return [];
  }
}

/** Columns of a label; a longer value is cut short there. */
const LABEL = 60;

function completionOf({ doc }: Subject, slot: Slot, offer: Offer): Completion {
  const { range } = slot;
  const value = JSON.stringify(offer.value);
  const comma = commaAfter(doc.text, range.offset + range.length);
  const isNewKey = slot.isKey && !colonFollows(doc.text, range.offset + range.length);
  return {
    label: value.length > LABEL ? `${value.slice(0, LABEL)}…` : value,
    detail: offer.detail,
    documentation: offer.documentation ?? '',
    insert: isNewKey ? `${value}: "$1"${comma}` : slot.isKey ? value : `${value}${comma}`,
    isSnippet: isNewKey,
    // Where something is typed without quotes it is held against the value without them.
    filter: slot.isString || slot.text === '' ? value : value.replaceAll('"', ''),
    icon: offer.icon ?? 'value',
    range,
  };
}
