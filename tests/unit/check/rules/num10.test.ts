import { describe, it } from 'vitest';
import type { LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const one = (vm: object): LayoutBody => ({
  vms: [{ name: 'a', pus: '0-7', memory: '4GiB', prealloc: true, accept: { NUM01: 'x' }, ...vm }],
});

describe('NUM10', () => {
  it('finds preallocation of memory that is placed by first touch', () => {
    expectOne('NUM10', one({}), {
      says: /^VM "a" spans nodes 0-1 and has the policy "firstTouch", but preallocation touches all of its memory first/,
      at: 'true',
      fixes: ['Do not preallocate', 'Interleave the memory over nodes 0-1'],
    });
  });

  it.each<[string, LayoutBody]>([
    ['another policy', one({ policy: 'bind' })],
    ['memory that is not preallocated', one({ prealloc: false })],
    ['a VM within a node', one({ pus: '0-3', policy: 'firstTouch' })],
  ])('finds nothing with %s', (_what, body) => {
    expectNone('NUM10', body);
  });
});
