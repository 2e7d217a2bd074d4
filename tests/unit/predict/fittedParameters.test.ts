import { describe, expect, it } from 'vitest';
import { fittedClaims } from '../../../src/core/predict/claims/fitted';
import {
  fittedParameters,
  startValues,
  type FittedName,
  type FittedParameter,
  type FittedValues,
} from '../../../src/core/predict/fittedParameters';
import { missCurveExponent } from '../../../src/core/predict/profiles/traffic';
import { parametersOf } from '../../../src/core/predict/machines/parametersOf';
import { memoryPath } from '../../../src/core/predict/paths/memoryPath';
import { networkPath } from '../../../src/core/predict/paths/networkPath';
import { profileOf } from '../../../src/core/predict/profiles/profileOf';
import { systemNumbers } from '../../../src/core/predict/time/systemCosts';
import { machine } from '../../support/experiments';
import { hpccWorkload, npbWorkload } from './profiles/npbWorkload';
import { sourcedNumbers } from './sources';

const all: readonly (readonly [string, FittedParameter])[] = Object.entries(fittedParameters);

/** Everything that numbers without a source go into. */
function everything(values: FittedValues): unknown {
  const generic = parametersOf(machine(2, 2), values);
  return [
    profileOf(npbWorkload('ft', 'B'), 16, values),
    [profileOf(hpccWorkload, 2, values), missCurveExponent(values)],
    generic,
    parametersOf({ ...machine(1, 16), id: 'tigerton-4x4' }, values),
    memoryPath(generic, 1e-7, 'ranks', values),
    networkPath({ nic: 'virtio', vhost: true, nicsOfVm: 8, reach: 'hosts' }, values),
    systemNumbers(values),
  ];
}

describe('parameters without a source', () => {
  it.each(all)('%s is fitted on claims that may be fitted on', (_name, { fittedOn }) => {
    for (const claim of fittedOn) expect(fittedClaims).toContain(claim);
  });

  it.each(all)('%s starts within its range, which has a reason and a unit', (_name, parameter) => {
    const { start, range, reason, unit } = parameter;
    expect(range[0]).toBeLessThan(range[1]);
    expect(start).toBeGreaterThanOrEqual(range[0]);
    expect(start).toBeLessThanOrEqual(range[1]);
    expect(reason.length).toBeGreaterThan(20);
    expect(unit.length).toBeGreaterThan(0);
  });

  it.each(all)('%s says of itself in each number that it changes, and changes some', (name) => {
    const moved = { ...startValues, [name]: startValues[name as FittedName] * 1.1 + 1e-7 };
    const before = sourcedNumbers(everything(startValues));
    const after = sourcedNumbers(everything(moved));
    const changed = before.filter(({ value }, at) => value !== after[at]?.value);
    expect(changed.length).toBeGreaterThan(0);
    // What is computed from a number of a machine names that only there.
    const own = changed.filter(({ path }) => !(path.startsWith('/4/') && name.startsWith('generic')));
    for (const { source } of own) expect(source).toContain(name);
  });
});
