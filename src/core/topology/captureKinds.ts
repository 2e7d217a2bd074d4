import { sectionOf, naturalAt, type CaptureText, type Section, type SetReader } from './captureText';
import { idsWithin } from './idSet';

/** The kernel's names for the counters of each kind of core on hybrid x86 (Documentation/arch/x86, perf). */
const X86_KINDS = ['core', 'atom', 'lowpower'] as const;
/** Maxima that differ by less are those of favoured cores of one kind, as hwloc takes them. */
const SAME_FREQUENCY = 0.9;

/**
 * Kind of core by PU on a hybrid machine; empty on one with a single kind. By the kernel's lists for each kind, else by
 * the PUs' capacity (`capacity 446` of 1024), else by the maximum and base frequency of their clock (`3900 MHz`).
 */
export function captureKinds(
  capture: CaptureText,
  online: readonly number[],
  sets: SetReader,
): ReadonlyMap<number, string> {
  const section = sectionOf(capture, 'kinds');
  const named = new Map(
    X86_KINDS.flatMap((kind) =>
      idsWithin(sets.at(section, `cpu_${kind}/cpus`) ?? [], online).map((pu): [number, string] => [pu, kind]),
    ),
  );
  if (named.size > 0) return named;
  const cpu = sectionOf(capture, 'cpu');
  return byCapacity(cpu, online) ?? byFrequency(cpu, online) ?? new Map();
}

type Kinds = ReadonlyMap<number, string> | null;

function byCapacity(cpu: Section, online: readonly number[]): Kinds {
  const values = valueByPu(online, (pu) => naturalAt(cpu, `cpu${pu}/cpu_capacity`));
  return differing(new Map([...values].map(([pu, capacity]) => [pu, `capacity ${capacity}`])));
}

/** A clock's maximum alone cannot tell a kind from a favoured core; the base frequency can, where the driver gives it. */
function byFrequency(cpu: Section, online: readonly number[]): Kinds {
  const base = valueByPu(online, (pu) => naturalAt(cpu, `cpu${pu}/cpufreq/base_frequency`));
  const most = valueByPu(online, (pu) => naturalAt(cpu, `cpu${pu}/cpufreq/cpuinfo_max_freq`));
  const same = levels([...most.values()]);
  const word = (kHz: number): string => `${Math.round(kHz / 1000)} MHz`;
  const kinds = new Map(
    [...most].map(([pu, kHz]): [number, { max: number; base: number | undefined }] => [
      pu,
      { max: same.get(kHz) ?? kHz, base: base.get(pu) },
    ]),
  );
  const maxima = new Set([...kinds.values()].map(({ max }) => max)).size;
  return differing(
    new Map(
      [...kinds].map(([pu, kind]) => [
        pu,
        maxima > 1 || kind.base === undefined ? word(kind.max) : `base ${word(kind.base)}`,
      ]),
    ),
  );
}

/** Each frequency with the lowest one of its level. */
function levels(frequencies: readonly number[]): ReadonlyMap<number, number> {
  const sorted = [...new Set(frequencies)].sort((a, b) => a - b);
  let lowest = sorted[0] ?? 0;
  return new Map(
    sorted.map((kHz) => {
      if (lowest < kHz * SAME_FREQUENCY) lowest = kHz;
      return [kHz, lowest];
    }),
  );
}

function valueByPu(online: readonly number[], read: (pu: number) => number | null): Map<number, number> {
  return new Map(
    online.flatMap((pu): [number, number][] => {
      const value = read(pu);
      return value === null ? [] : [[pu, value]];
    }),
  );
}

function differing(kinds: ReadonlyMap<number, string>): Kinds {
  return new Set(kinds.values()).size > 1 ? kinds : null;
}
