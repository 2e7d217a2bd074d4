import { hasId, setOfBitmap } from './idSet';
import { childrenOf, type XmlElement } from './xml';

/** What tells kinds of cores apart, the plainest first, and how it is put into words. */
const WORDS: readonly (readonly [info: string, words: (value: string) => string])[] = [
  ['CoreType', (value) => ({ IntelAtom: 'atom', IntelCore: 'core' })[value] ?? value],
  ['LinuxCapacity', (value) => `capacity ${value}`],
  ['FrequencyMaxMHz', (value) => `${value} MHz`],
  ['FrequencyBaseMHz', (value) => `base ${value} MHz`],
];

/** Kind of core by PU on a hybrid machine, from hwloc's `cpukind` elements; null everywhere on one with a single kind. */
export function hwlocKinds(topology: XmlElement): (pu: number) => string | null {
  const kinds = childrenOf(topology, 'cpukind').map((element) => ({
    set: setOfBitmap(element.attributes['cpuset'] ?? '0x0'),
    infos: new Map(
      childrenOf(element, 'info').map(({ attributes }) => [
        attributes['name'] ?? '',
        attributes['value'] ?? '',
      ]),
    ),
  }));
  if (kinds.length < 2) return () => null;
  const telling = WORDS.find(
    ([info]) => new Set(kinds.map(({ infos }) => infos.get(info))).size === kinds.length,
  );
  const names = kinds.map(({ infos }, i) => {
    const value = telling === undefined ? undefined : infos.get(telling[0]);
    return value === undefined ? `kind ${i}` : (telling?.[1](value) ?? value);
  });
  return (pu) => names[kinds.findIndex(({ set }) => hasId(set, pu))] ?? null;
}
