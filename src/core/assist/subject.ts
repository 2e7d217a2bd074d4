import { valueAt } from '../check/values';
import type { Experiment, LayoutLevel } from '../experiment/experiment';
import { experimentFromDocument } from '../experiment/fromDocument';
import { layoutReferences, type LayoutReference } from '../experiment/layoutReferences';
import { layoutFromDocument } from '../layout/fromDocument';
import type { Layout } from '../layout/layout';
import type { ExperimentDocument } from '../schema/generated/vmexperiment.types';
import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import type { JsonPath } from '../text/document';
import type { ParsedDocument } from '../text/parse';
import { machineFromDocument } from '../topology/fromDocument';
import type { Machine } from '../topology/machine';
import { soundExperiment, soundLayout, soundTopology } from './sound';

export type AssistKind = 'topology' | 'layout' | 'experiment';

/** One document as assistance sees it: its text, and the models behind it as far as they can be made. */
export interface Subject {
  readonly kind: AssistKind;
  readonly doc: ParsedDocument;
  /** The machine that a topology document describes; null for other documents, and where too little is there. */
  readonly machine: Machine | null;
  /** The layouts that are written in this document: itself, or those inside an experiment. */
  readonly parts: readonly LayoutPart[];
  /** Of an experiment: its layouts in document order, those of files included. */
  readonly levels: readonly Level[];
  readonly experiment: Experiment | null;
  readonly experimentDocument: ExperimentDocument | null;
}

/** A layout that is written in the document. */
export interface LayoutPart {
  /** Where it stands: the root, or `['layouts', 0, 'layout']`. */
  readonly base: JsonPath;
  readonly name: string;
  /** What could be read of it. */
  readonly document: LayoutDocument;
  /** null when it names none that could be read. */
  readonly machine: Machine | null;
  /** null without a machine. */
  readonly layout: Layout | null;
}

export interface Level extends LayoutReference {
  readonly layout: Layout | null;
}

/** What stands around a document, by the names that it uses for it. */
export interface Surroundings {
  readonly machines: ReadonlyMap<string, Machine>;
  /** Layout files of an experiment. */
  readonly layouts: ReadonlyMap<string, Layout>;
}

/** Machines and layout files that a document names, each once. */
export function namesIn(
  kind: AssistKind,
  doc: ParsedDocument,
): { readonly machines: readonly string[]; readonly layouts: readonly string[] } {
  const machines = partsOf(kind, doc).map(({ document }) => document.machine);
  const layouts = levelsOf(kind, doc).flatMap(({ ref }) => (typeof ref === 'string' ? [ref] : []));
  return { machines: named(machines), layouts: named(layouts) };
}

export function subjectOf(
  kind: AssistKind,
  doc: ParsedDocument,
  name: string,
  around: Surroundings,
): Subject {
  const parts = partsOf(kind, doc).map((part) => withModel(part, around, name));
  const levels = levelsOf(kind, doc).map((level) => withLayout(level, parts, around));
  const experimentDocument = kind === 'experiment' ? soundExperiment(doc.value) : null;
  return {
    kind,
    doc,
    machine: kind === 'topology' ? soundMachine(doc, name) : null,
    parts,
    levels,
    experiment: experimentDocument === null ? null : experimentOf(experimentDocument, levels, name),
    experimentDocument,
  };
}

/** The machine of a topology document, however much of it is being typed; null where too little is there. */
export function soundMachine(doc: ParsedDocument, name: string): Machine | null {
  const sound = soundTopology(doc.value);
  return sound === null ? null : machineFromDocument(sound, name).machine;
}

function partsOf(kind: AssistKind, doc: ParsedDocument): Pick<LayoutPart, 'base' | 'name' | 'document'>[] {
  const at = (base: JsonPath, name: string): Pick<LayoutPart, 'base' | 'name' | 'document'>[] => {
    const document = soundLayout(valueAt(doc.value, base));
    return document === null ? [] : [{ base, name, document }];
  };
  if (kind === 'layout') return at([], '');
  return levelsOf(kind, doc).flatMap(({ path, name, ref }) =>
    typeof ref === 'string' ? [] : at([...path, 'layout'], name),
  );
}

function levelsOf(kind: AssistKind, doc: ParsedDocument): readonly LayoutReference[] {
  const document = kind === 'experiment' ? soundExperiment(doc.value) : null;
  return document === null ? [] : layoutReferences(document);
}

function withModel(
  part: Pick<LayoutPart, 'base' | 'name' | 'document'>,
  { machines }: Surroundings,
  name: string,
): LayoutPart {
  const machine = machines.get(part.document.machine) ?? null;
  const layout =
    machine === null ? null : layoutFromDocument(part.document, machine, part.name || name).layout;
  return { ...part, machine, layout };
}

function withLayout(level: LayoutReference, parts: readonly LayoutPart[], around: Surroundings): Level {
  if (typeof level.ref === 'string') return { ...level, layout: around.layouts.get(level.ref) ?? null };
  const part = parts.find(({ base }) => base[1] === level.path[1]);
  return { ...level, layout: part?.layout ?? null };
}

function experimentOf(document: ExperimentDocument, levels: readonly Level[], name: string): Experiment {
  const loaded = levels.flatMap(({ name: level, layout, path }): LayoutLevel[] =>
    layout === null ? [] : [{ name: level, layout, path }],
  );
  return experimentFromDocument(document, loaded, name).experiment;
}

function named(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== '');
}
