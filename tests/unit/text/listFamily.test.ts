import fc from 'fast-check';
import { expect, it } from 'vitest';
import { knownBeginning, listFamily } from '../../../src/core/text/listFamily';

/** Lists, each of them made of the one before by keeping so many items and adding so many new ones. */
function listsOf(steps: readonly (readonly [number, number])[]): readonly (readonly object[])[] {
  const tell = listFamily();
  let list: readonly object[] = [];
  return steps.map(([kept, added]) => {
    const same = Math.min(kept, list.length);
    list = [...list.slice(0, same), ...Array.from({ length: added }, () => ({}))];
    tell(list, same);
    return list;
  });
}

function sameObjects(one: readonly object[], other: readonly object[]): number {
  const at = one.findIndex((item, index) => item !== other[index]);
  return at < 0 ? one.length : at;
}

it('lists that were made one from the other begin with what is known of them', () => {
  const step = fc.tuple(fc.nat(12), fc.nat(4));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (steps, i, j) => {
      const lists = listsOf(steps);
      const [one, other] = [lists[i % lists.length] ?? [], lists[j % lists.length] ?? []];
      expect(knownBeginning(one, other)).toBe(sameObjects(one, other));
      expect(knownBeginning(other, one)).toBe(knownBeginning(one, other));
    }),
    { numRuns: 300, seed: 4 },
  );
});

it('nothing is known of others', () => {
  const [[one], [other]] = [listsOf([[0, 3]]), listsOf([[0, 3]])];
  expect(knownBeginning(one ?? [], other ?? [])).toBe(0);
  expect(knownBeginning(one ?? [], [...(one ?? [])])).toBe(0);
  expect(knownBeginning([], [])).toBe(0);
});
