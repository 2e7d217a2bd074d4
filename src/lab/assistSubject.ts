import { namesIn, soundMachine, subjectOf, type AssistKind, type Subject } from '../core/assist/subject';
import type { Layout } from '../core/layout/layout';
import type { ParsedDocument } from '../core/text/parse';
import type { Machine } from '../core/topology/machine';
import { builtInPath, isMachineFile } from './documentGraph';
import { documentKind, documentName } from './documentKind';
import type { LabOptions } from './options';
import { parsedText } from './parsedTexts';

type Ports = Pick<LabOptions, 'readDocument' | 'beside' | 'machinesFolder'>;

/** What was made of a parse, as long as what it was made with is the same. */
interface Made {
  readonly of: readonly unknown[];
  readonly subject: Subject;
}

const subjects = new WeakMap<ParsedDocument, Made>();
const machines = new WeakMap<ParsedDocument, Machine | null>();

/** A document with the machines and layouts that it names, however broken its text is; null for other files. */
export async function loadSubject(ports: Ports, path: string, text: string): Promise<Subject | null> {
  const kind = kindOf(path);
  if (kind === null) return null;
  const doc = parsedText(ports, path, text);
  const names = namesIn(kind, doc);
  const around = {
    machines: await byName(names.machines, (name) => loadMachine(ports, machineFile(ports, path, name))),
    layouts: await byName(names.layouts, (name) => loadLayoutFile(ports, ports.beside(path, name))),
  };
  const of = [...around.machines.values(), ...around.layouts.values()];
  const known = subjects.get(doc);
  if (known !== undefined && isSame(known.of, of)) return known.subject;
  const subject = subjectOf(kind, doc, documentName(path), around);
  subjects.set(doc, { of, subject });
  return subject;
}

/** Where the machine that a document names is described; null for a name that can be none. */
export function machineFile(ports: Ports, documentPath: string, name: string): string | null {
  return isMachineFile(name) ? ports.beside(documentPath, name) : builtInPath(ports, name);
}

/** A machine as far as its document can be read; null without one. */
export async function loadMachine(ports: Ports, path: string | null): Promise<Machine | null> {
  const text = path === null ? null : await textOf(ports, path);
  if (path === null || text === null) return null;
  const doc = parsedText(ports, path, text);
  const known = machines.get(doc);
  if (known !== undefined) return known;
  const machine = soundMachine(doc, documentName(path));
  machines.set(doc, machine);
  return machine;
}

export async function loadLayoutFile(ports: Ports, path: string): Promise<Layout | null> {
  const text = kindOf(path) === 'layout' ? await textOf(ports, path) : null;
  const subject = text === null ? null : await loadSubject(ports, path, text);
  return subject?.parts[0]?.layout ?? null;
}

/** A folder, or a file without the right to read it, is as good as none. */
export async function textOf(ports: Ports, path: string): Promise<string | null> {
  return await ports.readDocument(path).catch(() => null);
}

function kindOf(path: string): AssistKind | null {
  const kind = documentKind(path);
  return kind === 'hosts' ? null : kind;
}

async function byName<T>(
  names: readonly string[],
  load: (name: string) => Promise<T | null>,
): Promise<ReadonlyMap<string, T>> {
  const loaded = await Promise.all(names.map(async (name) => [name, await load(name)] as const));
  return new Map(loaded.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
