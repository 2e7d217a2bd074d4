import { isObject, valueAt } from '../../check/values';
import { count } from '../../check/words';
import type { Experiment } from '../../experiment/experiment';
import { levelText } from '../../experiment/factors';
import type { Offer } from '../completion';
import { machineAt, type Place } from '../place';
import type { Subject } from '../subject';
import { sizeInWords } from '../../text/size';
import { memoryWords } from './cpuLists';

/** Names that the layout declares, for where it refers to them; those that the same list has already are left out. */
export function nameOffers(subject: Subject, place: Place): readonly Offer[] {
  const { part } = place;
  if (part === null) return [];
  const { hosts = [], networks = {}, regions = {} } = part.document;
  switch (place.kind) {
    case 'host':
      return hosts.map((value) => ({ value, detail: 'a host of this layout', icon: 'name' }));
    case 'network':
      return Object.entries(networks).map(([value, { hostNic }]) => ({
        value,
        detail: hostNic === undefined ? 'stays on its host' : `reaches other hosts through ${hostNic}`,
        icon: 'name',
      }));
    case 'region':
      return Object.entries(regions)
        .filter(([name]) => !besides(subject, place).includes(name))
        .map(([value, { size, node }]) => ({
          value,
          detail: node === undefined ? size : `${size} on node ${node}`,
          icon: 'name',
        }));
    default:
      return (part.machine?.nics ?? []).map(({ name, node }) => ({
        value: name,
        detail: node === null ? 'interface of the machine' : `interface on node ${node}`,
        icon: 'name',
      }));
  }
}

/** Nodes by number, with what is free there. */
export function nodeOffers(subject: Subject, place: Place): readonly Offer[] {
  const machine = machineAt(subject, place);
  return (machine?.nodes ?? []).map(({ id, memoryBytes, kind }) => {
    const memory =
      place.part === null && memoryBytes !== null
        ? sizeInWords(memoryBytes)
        : machine === null
          ? ''
          : memoryWords(machine, place.part, [id], place.vm);
    return { value: id, detail: kind === null ? memory : `${memory}, ${kind}` };
  });
}

/** Which cells an experiment leaves out, or names: factors by name, and the levels of each. */
export function excludeOffers({ experiment, levels, doc }: Subject, place: Place): readonly Offer[] {
  const layouts = levels.map(({ name }) => name).filter((name) => name !== '');
  const factors = { layout: layouts, ...experiment?.factors };
  if (place.kind === 'excludeLevel') {
    const factor = String(place.path[2]);
    const known = Object.hasOwn(factors, factor) ? ((factors as Experiment['factors'])[factor] ?? []) : [];
    return known.map((level) => ({
      value: typeof level === 'object' ? levelText(level) : level,
      detail: `a level of ${factor}`,
      icon: 'name',
    }));
  }
  const entry = valueAt(doc.value, place.path.slice(0, 2));
  const named = isObject(entry) ? Object.keys(entry) : [];
  return Object.entries(factors)
    .filter(([factor, list]) => list.length > 0 && !named.includes(factor))
    .map(([value, list]) => ({ value, detail: `a factor of ${count(list.length, 'level')}`, icon: 'name' }));
}

/** The other members of the list in which a place stands. */
function besides({ doc }: Subject, { part, path }: Place): readonly unknown[] {
  const list = valueAt(doc.value, [...(part?.base ?? []), ...path.slice(0, -1)]);
  return Array.isArray(list) ? list.filter((_member, index) => index !== path.at(-1)) : [];
}
