import { describe, it } from 'vitest';
import type { LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const on = (network: string, networks?: LayoutBody['networks']): LayoutBody => ({
  ...(networks === undefined ? {} : { networks }),
  vms: [{ name: 'a', pus: '0', memory: '1GiB', nics: [{}, { network }] }],
});

describe('IO06', () => {
  it('finds a network that is not declared', () => {
    expectOne('IO06', on('clutser', { cluster: {} }), {
      says: /Interface 1 of VM "a" is on network "clutser".*It declares "cluster"/,
      at: '"clutser"',
      fixes: ['Use "cluster"', 'Declare "clutser"'],
    });
  });

  it('offers to declare it where there is no network or a choice of them', () => {
    expectOne('IO06', on('lan'), { says: /declares none/, at: '"lan"', fixes: ['Declare "lan"'] });
    expectOne('IO06', on('lan', { one: {}, two: {} }), {
      says: /declares "one" and "two"/,
      at: '"lan"',
      fixes: ['Declare "lan"'],
    });
  });

  it('finds nothing in declared networks and in the one that needs no declaration', () => {
    expectNone('IO06', on('cluster', { lan: {}, cluster: {} }));
    expectNone('IO06', on('default'));
  });
});
