import { under } from '../core/check/engine';
import { experimentFromDocument } from '../core/experiment/fromDocument';
import type { Experiment, LayoutLevel } from '../core/experiment/experiment';
import { layoutReferences, type LayoutReference } from '../core/experiment/layoutReferences';
import { layoutFromDocument } from '../core/layout/fromDocument';
import type { Layout } from '../core/layout/layout';
import type { ExperimentDocument } from '../core/schema/generated/vmexperiment.types';
import type { LayoutDocument } from '../core/schema/generated/vmlayout.types';
import type { TopologyDocument } from '../core/schema/generated/vmtopology.types';
import { validateDocument } from '../core/schema/validate';
import type { DocumentProblem, JsonPath, Problem } from '../core/text/document';
import type { ParsedDocument } from '../core/text/parse';
import { machineFromDocument } from '../core/topology/fromDocument';
import type { Machine } from '../core/topology/machine';
import { documentName } from './documentKind';
import type { LabOptions } from './options';
import { parsedText } from './parsedTexts';

/** A document with what it stands for; `value` is null when its text does not allow it. */
export interface Loaded<T> {
  readonly path: string;
  readonly doc: ParsedDocument;
  /** Syntax and schema. */
  readonly textProblems: readonly DocumentProblem[];
  /** What the values say that cannot be: an unknown machine, a missing file. */
  readonly problems: readonly Problem[];
  readonly value: T | null;
}

type Ports = Pick<LabOptions, 'readDocument' | 'beside' | 'machinesFolder' | 'machineInstead'>;

/** null when there is no such file. */
export async function loadTopology(ports: Ports, path: string): Promise<Loaded<Machine> | null> {
  const text = await ports.readDocument(path);
  if (text === null) return null;
  const doc = parsedText(ports, path, text);
  const known = topologies.get(doc);
  if (known !== undefined) return known;
  const loaded = topologyOf(opened<TopologyDocument>(path, doc, 'topology'));
  topologies.set(doc, loaded);
  return loaded;
}

/** What was made of a parse: a machine stays the same one while layouts on it are typed. */
const topologies = new WeakMap<ParsedDocument, Loaded<Machine>>();

function topologyOf(parsed: Loaded<TopologyDocument>): Loaded<Machine> {
  if (parsed.value === null) return { ...parsed, value: null };
  const name = parsed.value.id ?? documentName(parsed.path);
  const { machine, problems } = machineFromDocument(parsed.value, name);
  return { ...parsed, value: machine, problems };
}

/** `text` where it is not the one that would be read. */
export async function loadLayout(ports: Ports, path: string, text?: string): Promise<Loaded<Layout> | null> {
  const parsed = await open<LayoutDocument>(ports, path, 'layout', text);
  if (parsed === null) return null;
  if (parsed.value === null) return { ...parsed, value: null };
  const { value, problems } = await layoutOf(ports, path, parsed.value, documentName(path), []);
  return { ...parsed, value, problems };
}

export interface LoadedExperiment extends Loaded<Experiment> {
  /** Layout files that it names, those that are there. */
  readonly layoutFiles: readonly Loaded<Layout>[];
}

export async function loadExperiment(ports: Ports, path: string): Promise<LoadedExperiment | null> {
  const parsed = await open<ExperimentDocument>(ports, path, 'experiment');
  if (parsed === null) return null;
  if (parsed.value === null) return { ...parsed, value: null, layoutFiles: [] };
  const loaded = await Promise.all(layoutReferences(parsed.value).map((ref) => level(ports, path, ref)));
  const levels = loaded.flatMap(({ layout, reference }): LayoutLevel[] =>
    layout === null ? [] : [{ name: reference.name, layout, path: reference.path }],
  );
  const { experiment, problems } = experimentFromDocument(parsed.value, levels, documentName(path));
  return {
    ...parsed,
    value: experiment,
    problems: [...loaded.flatMap((one) => one.problems), ...problems],
    layoutFiles: loaded.flatMap(({ file }) => (file === null ? [] : [file])),
  };
}

interface LoadedLevel {
  readonly reference: LayoutReference;
  readonly layout: Layout | null;
  readonly problems: readonly Problem[];
  readonly file: Loaded<Layout> | null;
}

async function level(ports: Ports, path: string, reference: LayoutReference): Promise<LoadedLevel> {
  if (typeof reference.ref !== 'string') {
    const base = [...reference.path, 'layout'];
    const { value, problems } = await layoutOf(ports, path, reference.ref, reference.name, base);
    return { reference, layout: value, problems, file: null };
  }
  const filePath = ports.beside(path, reference.ref);
  const file = await loadLayout(ports, filePath);
  if (file === null) {
    const message = `There is no file ${reference.ref}. Name a .vmlayout.json file, relative to this document.`;
    return { reference, layout: null, problems: [{ message, path: reference.path }], file: null };
  }
  const broken = file.textProblems.length + file.problems.length;
  const problems: readonly Problem[] =
    broken === 0
      ? []
      : [
          {
            message: `${reference.ref} has ${broken} ${broken === 1 ? 'error' : 'errors'}. Open it and mend it first.`,
            path: reference.path,
          },
        ];
  return { reference, layout: broken === 0 ? file.value : null, problems, file };
}

/** A layout document made into VMs on its machine. `base` is where it stands in a larger document. */
export async function layoutOf(
  ports: Ports,
  path: string,
  doc: LayoutDocument,
  name: string,
  base: JsonPath,
): Promise<{ value: Layout | null; problems: readonly Problem[] }> {
  const machine = await machineOf(ports, path, doc.machine);
  if (typeof machine === 'string') {
    return { value: null, problems: [{ message: machine, path: [...base, 'machine'] }] };
  }
  const { layout, problems } = layoutFromDocument(doc, machine, name);
  return { value: layout, problems: problems.map((problem) => under(base, problem)) };
}

/** Does a machine's name lead to its file? Otherwise it is the id of a built-in one. */
export function isMachineFile(name: string): boolean {
  return /\.json$|[\\/]/.test(name);
}

/** The machine that a layout names, or what is wrong with the name. */
async function machineOf(ports: Ports, path: string, written: string): Promise<Machine | string> {
  const name = ports.machineInstead ?? written;
  const isFile = isMachineFile(name);
  const file = isFile ? ports.beside(path, name) : builtInPath(ports, name);
  const loaded = file === null ? null : await loadTopology(ports, file);
  if (loaded === null) {
    return isFile
      ? `There is no topology file ${name}. Name a built-in machine or a .vmtopology.json file, relative to this document.`
      : `No built-in machine is named "${name}". \`vmpart topology list\` shows them; a topology file is named by its path.`;
  }
  const first = loaded.textProblems[0] ?? loaded.problems[0];
  if (loaded.value === null || first !== undefined) {
    return `The topology ${name} cannot be used: ${first?.message ?? 'it is empty.'} Open it and mend it first.`;
  }
  return loaded.value;
}

export function builtInPath(ports: Pick<LabOptions, 'machinesFolder'>, id: string): string | null {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/.test(id) ? `${ports.machinesFolder}/${id}.vmtopology.json` : null;
}

async function open<T>(
  ports: Ports,
  path: string,
  kind: DocumentKind,
  given?: string,
): Promise<Loaded<T> | null> {
  const text = given ?? (await ports.readDocument(path));
  return text === null ? null : opened(path, parsedText(ports, path, text), kind);
}

type DocumentKind = 'topology' | 'layout' | 'experiment';

function opened<T>(path: string, doc: ParsedDocument, kind: DocumentKind): Loaded<T> {
  const textProblems = [...doc.problems, ...(doc.problems.length > 0 ? [] : validateDocument(kind, doc))];
  // The schema has been held against it: from here on the value has the schema's type.
  return { path, doc, textProblems, problems: [], value: textProblems.length > 0 ? null : (doc.value as T) };
}
