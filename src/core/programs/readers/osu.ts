import { parseNumber, plainText } from '../numbers';
import type { Metric, Metrics } from '../program';

/**
 * Output of the OSU micro-benchmarks: a title `# OSU MPI Latency Test v5.7.1`, a line of column heads, rows
 * `SIZE VALUE...`. A metric is called `latency@8`: its column and the message size in bytes; without a size
 * column (barrier) just `latency`. There is no timed region. null for any other text.
 */
export function readOsu(raw: string): Metrics | null {
  return readTitled(raw, OSU);
}

/**
 * Output of the project's own program of pairs, which prints as they do, and at its end how long it has measured: that is
 * its timed region, null when it did not come so far.
 */
export function readPairs(raw: string): Metrics | null {
  const metrics = readTitled(raw, PAIRS);
  const seconds = parseNumber(TIMED.exec(plainText(raw))?.[1] ?? '');
  return metrics === null ? null : { ...metrics, seconds };
}

function readTitled(raw: string, pattern: RegExp): Metrics | null {
  const lines = plainText(raw).split('\n');
  const titleAt = lines.findIndex((line) => line.length <= LONGEST_TITLE && pattern.test(line));
  const title = pattern.exec(lines[titleAt] ?? '');
  if (title === null) return null;
  const columns = columnsOf(lines.slice(titleAt + 1));
  const values: Record<string, Metric> = {};
  for (const line of lines.slice(titleAt + 1)) addRow(values, columns, line);
  return {
    seconds: null,
    values,
    verified: null,
    facts: {
      program: `${(title[1] ?? '').trim()} Test`,
      ...(title[2] === undefined ? {} : { version: title[2] }),
    },
  };
}

/** The pattern's time grows faster than a line, and no title is longer. */
const LONGEST_TITLE = 200;
const OSU = /^#\s*(OSU .*?)\s*Test(?:\s+v?([\d.]+))?\s*$/;
const PAIRS = /^#\s*(VM Partition Lab .*?)\s*Test(?:\s+v?([\d.]+))?\s*$/;
const TIMED = /^# Timed messages took ([\d.]+) s$/m;

interface Column {
  readonly name: string;
  readonly unit: string;
}

/** Heads stand in the last comment line: `# Size      Avg Latency(us)   Min Latency(us)`. */
function columnsOf(lines: readonly string[]): readonly Column[] {
  const head = lines.filter((line) => /^#.*(\(|\/s)/.test(line)).at(-1) ?? '';
  const parts = head
    .replace(/^#\s*/, '')
    .trim()
    .split(/\s{2,}|\t+/);
  return parts.map(columnOf);
}

/** Rates have a unit for a head (`MB/s`, `Messages/s`); the rest names it in brackets. */
function columnOf(head: string): Column {
  const open = head.endsWith(')') ? head.indexOf('(', head.lastIndexOf(')', head.length - 2) + 1) : -1;
  if (open >= 0) return { name: identifier(head.slice(0, open)), unit: head.slice(open + 1, -1) };
  if (head === 'MB/s') return { name: 'bandwidth', unit: 'MB/s' };
  if (head === 'Messages/s') return { name: 'messageRate', unit: 'messages/s' };
  return { name: identifier(head), unit: '' };
}

function identifier(words: string): string {
  const parts = words
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');
  return parts
    .map((part, index) => (index === 0 ? part : `${part.charAt(0).toUpperCase()}${part.slice(1)}`))
    .join('');
}

function addRow(values: Record<string, Metric>, columns: readonly Column[], line: string): void {
  const cells = line.trim().split(/\s+/);
  if (
    line.startsWith('#') ||
    cells.length > columns.length ||
    cells.some((cell) => parseNumber(cell) === null)
  )
    return;
  const sized = columns[0]?.name === 'size';
  for (const [index, cell] of cells.entries()) {
    const column = columns[index];
    const value = parseNumber(cell);
    if (column === undefined || value === null || (sized && index === 0) || column.name === 'iterations')
      continue;
    const better = column.unit.endsWith('/s') ? 'higher' : 'lower';
    values[sized ? `${column.name}@${cells[0] ?? ''}` : column.name] = { value, unit: column.unit, better };
  }
}
