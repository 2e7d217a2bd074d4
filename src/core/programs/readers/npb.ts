import { metricOf, parseNumber, plainText } from '../numbers';
import type { Metrics } from '../program';

/**
 * What an NPB program prints at its end (`print_results`), in versions 2 to 3.4, MPI and OpenMP: lines
 * `NAME = VALUE` after `XX Benchmark Completed`. Time in seconds, rates in Mop/s. null for any other text.
 */
export function readNpb(raw: string): Metrics | null {
  const text = plainText(raw);
  const completed = /^[ \t]*([A-Z]{2}) Benchmark Completed/m.exec(text);
  if (completed?.[1] === undefined) return null;
  const fields = fieldsOf(text.slice(completed.index));
  return {
    seconds: parseNumber(fields.get('Time in seconds')),
    values: {
      ...metricOf('rate', fields.get('Mop/s total'), 'Mop/s', 'higher'),
      ...metricOf('ratePerProcess', fields.get('Mop/s/process'), 'Mop/s', 'higher'),
      ...metricOf('ratePerThread', fields.get('Mop/s/thread'), 'Mop/s', 'higher'),
    },
    verified: verifiedOf(fields.get('Verification')),
    facts: { program: completed[1].toLowerCase(), ...factsOf(fields), ...variantOf(text) },
  };
}

/** Names begin at the margin or one space behind it; what is printed first counts. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const from = line.startsWith(' ') ? 1 : 0;
    const equals = line.indexOf('=', from + 1);
    if (equals < 0 || line.charAt(from).trim() === '') continue;
    const name = line.slice(from, equals).trimEnd();
    if (!fields.has(name)) fields.set(name, line.slice(equals + 1).trim());
  }
  return fields;
}

function verifiedOf(text: string | undefined): boolean | null {
  if (text === 'SUCCESSFUL') return true;
  return text === 'UNSUCCESSFUL' ? false : null;
}

/** Names in the output and what they are called here. */
const FACTS: readonly (readonly [string, string])[] = [
  ['Class', 'class'],
  ['Size', 'size'],
  ['Iterations', 'iterations'],
  ['Total processes', 'ranks'],
  ['Total threads', 'threads'],
  ['Version', 'version'],
  ['Compile date', 'compiled'],
];

function factsOf(fields: ReadonlyMap<string, string>): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [printed, name] of FACTS) {
    const value = fields.get(printed);
    if (value !== undefined) facts[name] = value;
  }
  return facts;
}

/** The programming model, which the first line names: `(NPB3.3-OMP)`, `NPB3.4-MPI`. */
function variantOf(text: string): Record<string, string> {
  const variant = /NPB[\d.]+-([A-Z]+)/.exec(text)?.[1];
  return variant === undefined ? {} : { variant };
}
