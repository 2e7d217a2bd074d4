import { describe, it } from 'vitest';
import type { Machine } from '../../../../src/core/topology/machine';
import { quad, type LayoutBody } from '../documents';
import { expectNone, expectOne } from '../ruleTrial';

const offline: Machine = {
  ...quad,
  pus: quad.pus.map((pu) => (pu.id === 5 ? { ...pu, online: false } : pu)),
};
const body = (over: object): LayoutBody => ({ vms: [{ name: 'a', pus: '0-2', memory: '1GiB', ...over }] });

describe('IO07', () => {
  it('finds threads on absent and offline PUs and keeps the others', () => {
    expectOne(
      'IO07',
      body({ ioThreadPus: '3,5,40' }),
      {
        says: /VM "a" puts I\/O threads on PUs 3,5,40, but PU 40 does not exist on ".*" and PU 5 is offline/,
        at: '"3,5,40"',
        fixes: ['Keep PU 3'],
      },
      { machine: offline },
    );
  });

  it('falls back to the default where none is left, and says it once', () => {
    expectOne('IO07', body({ emulatorPus: '40-41' }), {
      says: /QEMU's own threads on PUs 40-41/,
      at: '"40-41"',
      fixes: ['Leave out `emulatorPus`'],
    });
  });

  it('finds nothing on PUs that are online', () => {
    expectNone('IO07', body({ emulatorPus: '3', ioThreadPus: '4' }));
    expectNone('IO07', body({ pus: '5,99' }), { machine: offline });
  });
});
