import { describe, expect, it } from 'vitest';
import { answers, type AnswerOptions } from '../../../src/core/predict/answers';
import { barcelona4, cellOf, openmp, perSocket, type Setting } from '../../../src/core/predict/claims/cells';
import { fittedClaims } from '../../../src/core/predict/claims/fitted';
import type { Quantity } from '../../../src/core/predict/claims/question';
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
import { machine } from '../../support/experiments';
import { hpccWorkload, npbWorkload } from './profiles/npbWorkload';
import { builtIn } from './machines/builtIn';
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
  ];
}

const machines = [builtIn('barcelona-4x4')];
const pages: NonNullable<AnswerOptions['pages']> = new Map();

/** Seconds of runs in which each cost of operating systems and hypervisor has its part. */
function taken(values: FittedValues): readonly unknown[] {
  const answer = answers(machines, values, { drawn: [], pages });
  const cold = { ...barcelona4, phase: 'cold' } as const;
  const asked: readonly (readonly [Setting, Quantity])[] = [
    [barcelona4, 'seconds'],
    [{ ...barcelona4, ...perSocket, transport: 'network' }, 'seconds'],
    [{ ...barcelona4, ...openmp }, 'seconds'],
    [cold, 'startUpSeconds'],
    [{ ...cold, paging: 'shadow' }, 'systemSeconds'],
    [{ ...barcelona4, techniques: ['reclaim'] }, 'systemSeconds'],
  ];
  return asked.map(([setting, quantity]) =>
    answer({
      quantity,
      cell: cellOf(setting, { kind: 'npb', program: 'ft', problemClass: 'B' }),
      against: null,
    }),
  );
}
const unmoved = taken(startValues);

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

  it.each(all)(
    '%s says of itself in each number that it changes, and changes some, or what a run takes',
    (name) => {
      const moved = { ...startValues, [name]: startValues[name as FittedName] * 1.1 + 1e-7 };
      const before = sourcedNumbers(everything(startValues));
      const after = sourcedNumbers(everything(moved));
      const changed = before.filter(({ value }, at) => value !== after[at]?.value);
      if (changed.length === 0) expect(taken(moved)).not.toEqual(unmoved);
      // What is computed from a number of a machine names that only there.
      const own = changed.filter(({ path }) => !(path.startsWith('/4/') && name.startsWith('generic')));
      for (const { source } of own) expect(source).toContain(name);
    },
  );
});
