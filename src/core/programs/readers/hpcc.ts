import { metricOf, parseNumber, plainText } from '../numbers';
import type { Metric, Metrics } from '../program';

/**
 * hpccoutf.txt of the HPC Challenge: the last `Summary section`, because hpcc appends to a file that is there.
 *
 * `seconds` is HPL_time, the wall time of the linear solver: the one test that the input sizes and whose time
 * hpcc itself reports. The other tests are rates of their own and stand under `values`. null for any other text.
 */
export function readHpcc(raw: string): Metrics | null {
  const text = plainText(raw);
  const begin = text.lastIndexOf('Begin of Summary section.');
  if (begin < 0) return text.includes('HPC Challenge Benchmark version') ? UNFINISHED : null;
  const fields = fieldsOf(text.slice(begin));
  return {
    seconds: parseNumber(fields.get('HPL_time')),
    values: valuesOf(fields),
    verified: verifiedOf(fields, text),
    facts: factsOf(fields),
  };
}

/** hpcc began and wrote no summary: it crashed or was ended. */
const UNFINISHED: Metrics = { seconds: null, values: {}, verified: null, facts: { program: 'hpcc' } };

function fieldsOf(summary: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of summary.split('\n')) {
    if (line.startsWith('End of Summary section')) break;
    const split = line.indexOf('=');
    if (split > 0) fields.set(line.slice(0, split), line.slice(split + 1).trim());
  }
  return fields;
}

/** Units by the end of a name, as README.html of hpcc defines them (GB = 10^9 bytes, GUP = 10^9 updates). */
const UNITS: readonly (readonly [RegExp, string, Metric['better']])[] = [
  [/_Tflops$/, 'Tflop/s', 'higher'],
  [/_Gflops$/, 'Gflop/s', 'higher'],
  [/_GUPs$/, 'GUP/s', 'higher'],
  [/_GBs$/, 'GB/s', 'higher'],
  [/STREAM_(Copy|Scale|Add|Triad)$/, 'GB/s', 'higher'],
  [/Bandwidth_GBytes$/, 'GB/s', 'higher'],
  [/Latency_usec$/, 'us', 'lower'],
  [/^(HPL|PTRANS|MPIRandomAccess|MPIRandomAccess_LCG)_time$/, 's', 'lower'],
];

function valuesOf(fields: ReadonlyMap<string, string>): Record<string, Metric> {
  const values: Record<string, Metric> = {};
  for (const [name, text] of fields) {
    const unit = UNITS.find(([pattern]) => pattern.test(name));
    // hpcc prints -1 for a test that was switched off or failed.
    if (unit !== undefined && parseNumber(text) !== -1)
      Object.assign(values, metricOf(name, text, unit[1], unit[2]));
  }
  return values;
}

/** hpcc's own `Success`, and HPL's residual check, which `Success` does not cover. */
function verifiedOf(fields: ReadonlyMap<string, string>, text: string): boolean | null {
  const success = fields.get('Success');
  if (success === undefined) return null;
  const failed = /(\d+) tests completed and failed residual checks/g;
  const failures = [...text.matchAll(failed)].some((match) => Number(match[1]) > 0);
  return success === '1' && !failures;
}

function factsOf(fields: ReadonlyMap<string, string>): Record<string, string> {
  const facts: Record<string, string> = { program: 'hpcc' };
  const version = ['VersionMajor', 'VersionMinor', 'VersionMicro'].map((name) => fields.get(name));
  if (version.every((part) => part !== undefined)) facts['version'] = version.join('.');
  for (const [printed, name] of FACTS) {
    const value = fields.get(printed);
    if (value !== undefined) facts[name] = value;
  }
  return facts;
}

const FACTS: readonly (readonly [string, string])[] = [
  ['CommWorldProcs', 'ranks'],
  ['HPL_N', 'size'],
  ['HPL_NB', 'blockSize'],
  ['STREAM_VectorSize', 'streamVectorSize'],
];
