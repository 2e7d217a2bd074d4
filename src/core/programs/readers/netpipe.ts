import { parseNumber, plainText } from '../numbers';
import type { Metric, Metrics } from '../program';

/**
 * NetPIPE's lines on the screen (`0: 1 bytes 20 times --> 30.48 Mbps in 0.25 usec`) or its output file (bytes,
 * Mbit/s, seconds; more digits). Metrics are `bandwidth@SIZE` and `latency@SIZE`, SIZE in bytes, latency one way.
 * There is no timed region. null for any other text.
 */
export function readNetpipe(raw: string): Metrics | null {
  const lines = plainText(raw).split('\n');
  const rows = screenRows(lines) ?? fileRows(lines);
  if (rows === null) return null;
  const values: Record<string, Metric> = {};
  for (const row of rows) {
    values[`bandwidth@${row.bytes}`] = { value: row.megabits, unit: 'Mbit/s', better: 'higher' };
    values[`latency@${row.bytes}`] = { value: row.microseconds, unit: 'us', better: 'lower' };
  }
  return { seconds: null, values, verified: null, facts: { program: 'NetPIPE' } };
}

interface Row {
  readonly bytes: number;
  readonly megabits: number;
  readonly microseconds: number;
}

const SCREEN = /^\s*\d+:\s+(\d+) bytes\s+\d+ times -->\s+(\S+) Mbps in\s+(\S+) usec/;

function screenRows(lines: readonly string[]): readonly Row[] | null {
  const rows: Row[] = [];
  for (const line of lines) {
    const match = SCREEN.exec(line);
    const [bytes, megabits, microseconds] = (match ?? []).slice(1).map(parseNumber);
    if (bytes != null && megabits != null && microseconds != null)
      rows.push({ bytes, megabits, microseconds });
  }
  return rows.length > 0 ? rows : null;
}

/** Three numbers a line prove little, so the product of rate and time must be the size. */
function fileRows(lines: readonly string[]): readonly Row[] | null {
  const rows: Row[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    const cells = line.trim().split(/\s+/).map(parseNumber);
    const [bytes, megabits, seconds] = cells;
    if (cells.length !== 3 || bytes == null || megabits == null || seconds == null) return null;
    if (!agrees(bytes, megabits, seconds)) return null;
    rows.push({ bytes, megabits, microseconds: seconds * 1e6 });
  }
  return rows.length > 0 ? rows : null;
}

/** The file has two significant digits of very short times, hence the wide margin. */
function agrees(bytes: number, megabits: number, seconds: number): boolean {
  const ratio = (megabits * 1e6 * seconds) / (bytes * 8);
  return bytes > 0 && ratio > 0.8 && ratio < 1.25;
}
