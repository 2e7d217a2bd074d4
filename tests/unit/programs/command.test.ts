import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricPattern } from '../../../src/core/experiment/workload';
import { command, timeUnitProblem } from '../../../src/core/programs/command';
import { patternProblem, readPattern } from '../../../src/core/programs/patterns';
import { workload } from './workloads';

const pattern = (text: string, unit = 's'): MetricPattern => ({ pattern: text, unit, better: 'lower' });
const valueOf = (text: string, output: string) => readPattern(pattern(text), output)?.value ?? null;

describe('a metric taken by a regular expression', () => {
  it('is the last match', () => {
    expect(valueOf('time: ([0-9.]+)', 'time: 1.5\ntime: 2.5\n')).toBe(2.5);
  });

  it('is the group `value`, else the first group, else the whole match', () => {
    expect(valueOf('(?P<unit>ms)=(?P<value>\\d+)', 'ms=17')).toBe(17);
    expect(valueOf('(\\d+) of (\\d+)', '3 of 4')).toBe(3);
    expect(valueOf('\\d+', 'n 12')).toBe(12);
  });

  it('may be bound to a line', () => {
    expect(valueOf('^rate ([0-9.]+)$', 'x\nrate 7\ny')).toBe(7);
  });

  it('is missing when there is no number', () => {
    expect(valueOf('time: (\\S+)', 'time: nan')).toBeNull();
    expect(valueOf('time: (\\S+)', 'nothing')).toBeNull();
  });

  it('reads what C and Fortran print', () => {
    expect(valueOf('x=(\\S+)', 'x=0.125D+02')).toBe(12.5);
    expect(valueOf('x=(\\S+)', 'x=-1.5e-3')).toBe(-0.0015);
  });
});

describe('a pattern', () => {
  it('that is none is told in words', () => {
    expect(patternProblem('(a')).toBe(
      'This is no regular expression in RE2 syntax: missing closing ): `(a`.',
    );
    expect(patternProblem('(?=a)')).toContain('RE2');
    expect(patternProblem('a+')).toBeNull();
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, output) => {
        expect(() => readPattern(pattern(text), output)).not.toThrow();
      }),
    );
  });
});

describe('a command', () => {
  const own = workload({
    ...{ suite: 'command', command: ['/opt/stencil', '--n', '4'], success: '^checksum ok$' },
    ...{ time: pattern('took ([0-9.]+)', 'ms'), metrics: { rate: pattern('rate ([0-9.]+)', 'MB/s') } },
  });

  it('is read by its patterns, times in seconds', () => {
    expect(command.read(own, 'rate 12\ntook 250 ms\nchecksum ok\n')).toEqual({
      seconds: 0.25,
      values: { rate: { value: 12, unit: 'MB/s', better: 'lower' } },
      verified: true,
      facts: {},
    });
  });

  it('is wrong when its output does not match `success`', () => {
    expect(command.read(own, 'took 250 ms\nchecksum bad\n').verified).toBe(false);
    expect(command.read({ ...own, success: null }, '').verified).toBeNull();
  });

  it('has no time in a unit that is none', () => {
    expect(command.read({ ...own, time: pattern('took ([0-9.]+)', 'm/s') }, 'took 2').seconds).toBeNull();
    expect(timeUnitProblem('m/s')).toContain('no unit of time');
    expect(timeUnitProblem('us')).toBeNull();
  });
});
