import { parseDocument } from '../text/parse';
import { lscpuSummary, type SummaryField } from './lscpuSummary';
import { lscpuTable, type LscpuRow } from './lscpuTable';
import { unread, type MachineRead } from './machineRead';

const REMEDY =
  'Print it with one of: LC_ALL=C lscpu, lscpu -J, lscpu -p, lscpu -e -a. The last one says most.';

/** Does this look like the output of lscpu(1), other than its JSON? */
export function looksLikeLscpu(text: string): boolean {
  return /^(Architecture:|CPU\(s\):|On-line CPU\(s\) list:|# The following is the parsable format|#?[ \t]*CPU[,\s])/im.test(
    text.slice(0, 4096),
  );
}

/**
 * A machine from the output of lscpu(1): the summary, the tables of `-p` and `-e`, either of them as JSON. lscpu knows no
 * memory and no distances, and its summary does not say which PU is on which core: what it does not say is unknown.
 */
export function readLscpu(text: string, name: string): MachineRead {
  if (/^\s*\{/.test(text)) return readJson(text, name);
  const table = tableOf(text);
  if (table !== null) return lscpuTable(table, text, name);
  const fields = text.split(/\r?\n/).flatMap((line): SummaryField[] => {
    const match = /^\s*([^:]+):\s*(.*)$/.exec(line);
    return match === null ? [] : [{ field: match[1] ?? '', data: match[2] ?? '' }];
  });
  return lscpuSummary(fields, text, name);
}

function readJson(text: string, name: string): MachineRead {
  const first = parseDocument(text);
  // Of an offline PU lscpu 2.38 prints a bare `-`, which is no JSON.
  const again =
    first.problems.length === 0 ? first : parseDocument(text.replace(/:\s*-(?=\s*[,}])/g, ': null'));
  const doc = again.problems.length === 0 ? again : first;
  const problem = doc.problems[0];
  if (problem !== undefined) return unread(text, problem.range.offset, problem.message, REMEDY);
  const value = doc.value;
  if (isRecord(value) && Array.isArray(value['cpus'])) {
    const rows = value['cpus'].filter(isRecord).map(rowOfJson);
    return lscpuTable(rows, text, name);
  }
  if (isRecord(value) && Array.isArray(value['lscpu']))
    return lscpuSummary(fieldsOf(value['lscpu']), text, name);
  return unread(text, 0, 'This JSON is no output of lscpu: it has neither `lscpu` nor `cpus`.', REMEDY);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Older versions write numbers and `yes` as text, newer ones as numbers and `true`. */
function rowOfJson(record: Readonly<Record<string, unknown>>): LscpuRow {
  const cells = Object.entries(record).map(([key, value]): [string, string] => [
    key,
    value === true
      ? 'yes'
      : value === false
        ? 'no'
        : typeof value === 'string' || typeof value === 'number'
          ? `${value}`
          : '-',
  ]);
  return rowOf(cells);
}

/** Newer versions put fields below others. */
function fieldsOf(list: readonly unknown[]): SummaryField[] {
  return list
    .filter(isRecord)
    .flatMap(({ field, data, children }) => [
      ...(typeof field === 'string'
        ? [{ field: field.replace(/:\s*$/, ''), data: typeof data === 'string' ? data : '' }]
        : []),
      ...(Array.isArray(children) ? fieldsOf(children) : []),
    ]);
}

/** Columns by name in small letters; those for several caches, such as `L1d:L1i:L2:L3`, taken apart. */
function rowOf(cells: readonly (readonly [string, string])[]): LscpuRow {
  return rowReader(cells.map(([name]) => name))(cells.map(([, value]) => value));
}

/** Reads the cells of a row under these names, which are taken apart once for all rows. */
function rowReader(names: readonly string[]): (cells: readonly (string | undefined)[]) => LscpuRow {
  const columns = names.map((name) => name.trim().toLowerCase().split(':'));
  return (cells) => {
    const row = new Map<string, string>();
    for (const [i, parts] of columns.entries()) {
      const cell = (cells[i] ?? '-').trim();
      const values = parts.length === 1 ? [cell] : cell.split(':');
      for (const [j, part] of parts.entries()) row.set(part, values[j] ?? '-');
    }
    return row;
  };
}

/** lscpu has some thirty. */
const MOST_COLUMNS = 200;

/** The rows of a table; null when the text is none. */
function tableOf(text: string): LscpuRow[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const commented = lines.filter((line) => line.startsWith('#')).at(-1);
  const header = commented?.slice(1).trim() ?? lines[0]?.trim() ?? '';
  const commas = commented !== undefined;
  const names = commas ? header.split(',') : header.split(/\s+/);
  if (names.length > MOST_COLUMNS || !names.some((name) => name.toLowerCase() === 'cpu')) return null;
  const rows = commas ? lines.filter((line) => !line.startsWith('#')) : lines.slice(1);
  const read = rowReader(names);
  return rows.map((line) => read(commas ? cellsOf(line, names) : wordsOf(line, names)));
}

/** Of an offline PU `-p` prints one empty cell for all of its caches. */
function cellsOf(line: string, names: readonly string[]): string[] {
  const cells = line.split(',');
  const cache = names.findIndex((name) => /^l\d/i.test(name.trim()));
  const absent = names.length - cells.length;
  if (cache < 0 || absent <= 0) return cells;
  return [...cells.slice(0, cache), ...Array<string>(absent).fill(''), ...cells.slice(cache)];
}

/** The model's name is the one column with spaces in it. */
function wordsOf(line: string, names: readonly string[]): string[] {
  const words = line.trim().split(/\s+/);
  const model = names.findIndex((name) => name.toLowerCase() === 'modelname');
  const extra = words.length - names.length;
  if (model < 0 || extra <= 0) return words;
  return [
    ...words.slice(0, model),
    words.slice(model, model + extra + 1).join(' '),
    ...words.slice(model + extra + 1),
  ];
}
