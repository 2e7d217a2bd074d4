import { checkExperiment, checkLayout, documentFindings, under } from '../../../src/core/check/engine';
import type { Finding, Fix, HostView, SeveritySettings } from '../../../src/core/check/rule';
import type { Experiment, LayoutLevel } from '../../../src/core/experiment/experiment';
import { experimentFromDocument } from '../../../src/core/experiment/fromDocument';
import { layoutReferences } from '../../../src/core/experiment/layoutReferences';
import type { Layout } from '../../../src/core/layout/layout';
import { layoutFromDocument } from '../../../src/core/layout/fromDocument';
import type { ExperimentDocument } from '../../../src/core/schema/generated/vmexperiment.types';
import type { LayoutDocument } from '../../../src/core/schema/generated/vmlayout.types';
import type { TopologyDocument } from '../../../src/core/schema/generated/vmtopology.types';
import { validateDocument } from '../../../src/core/schema/validate';
import type { Problem } from '../../../src/core/text/document';
import { applyEdits } from '../../../src/core/text/edits';
import { parseDocument, type ParsedDocument } from '../../../src/core/text/parse';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import type { Machine } from '../../../src/core/topology/machine';

export function machineOf(doc: Omit<TopologyDocument, 'version'>): Machine {
  return machineFromDocument({ version: 1, pageSizes: ['4KiB', '2MiB', '1GiB'], ...doc }, 'm').machine;
}

/** Four nodes of four cores and 8 GiB, no hardware threads. */
export const quad = machineOf({ synthetic: 'pack:4 [numa] core:4 pu:1', memoryPerNode: '8GiB' });
/** Two nodes of four cores with two threads each: siblings are 0 and 1, 2 and 3 ... */
export const threaded = machineOf({ synthetic: 'pack:2 [numa] core:4 pu:2', memoryPerNode: '8GiB' });

export type LayoutBody = Omit<LayoutDocument, 'version' | 'machine'>;

export function layoutText(body: LayoutBody): string {
  return JSON.stringify({ version: 1, machine: 'm', ...body }, null, 2);
}

/** What stands around a document. */
export interface Around {
  readonly machine?: Machine;
  readonly host?: HostView;
  readonly settings?: SeveritySettings;
  /** Factors of the experiment that a layout is part of, and the other layouts of that. */
  readonly factors?: Experiment['factors'];
  readonly beside?: readonly Layout[];
  /** Layout files that an experiment names. */
  readonly files?: Readonly<Record<string, LayoutBody>>;
}

/**
 * What speaks of nearly every document here, so that tests of other things would have to say so each time: machines
 * for tests reserve nothing for the host, and an experiment always takes something.
 */
const QUIET: SeveritySettings = { CPU09: 'off', EXP03: 'off' };

/** The whole way from text to findings, as the use cases go it; an experiment is a text that has `layouts`. */
export function checkText(text: string, around: Around = {}): readonly Finding[] {
  const { machine = quad, host = null, factors = {}, beside = [] } = around;
  const doc = parseDocument(text);
  const kind = Object.hasOwn(Object(doc.value) as object, 'layouts') ? 'experiment' : 'layout';
  const invalid = [...doc.problems, ...validateDocument(kind, doc)];
  if (invalid.length > 0) return documentFindings(invalid);
  const settings = { ...QUIET, ...around.settings };
  if (kind === 'experiment') return checkExperimentDocument(doc, machine, { ...around, settings });
  const { layout, problems } = layoutFromDocument(doc.value as LayoutDocument, machine, 'test');
  return checkLayout(doc, layout, problems, { settings, beside, factors, host });
}

function checkExperimentDocument(doc: ParsedDocument, machine: Machine, around: Around): readonly Finding[] {
  const { host = null, files = {}, settings = {} } = around;
  const value = doc.value as ExperimentDocument;
  const problems: Problem[] = [];
  const levels = layoutReferences(value).map(({ name, path, ref }): LayoutLevel => {
    const body = typeof ref === 'string' ? { version: 1 as const, machine: 'm', ...files[ref] } : ref;
    const read = layoutFromDocument(body, machine, name);
    if (typeof ref !== 'string')
      problems.push(...read.problems.map((one) => under([...path, 'layout'], one)));
    return { name, path, layout: read.layout };
  });
  const read = experimentFromDocument(value, levels, 'test');
  return checkExperiment(doc, read.experiment, [...problems, ...read.problems], { settings, host });
}

export function checkLayoutText(
  text: string,
  machine: Machine = quad,
  settings: SeveritySettings = {},
): readonly Finding[] {
  return checkText(text, { machine, settings });
}

/** `files` are the layouts that paths in `layouts` lead to. */
export function checkExperimentText(
  text: string,
  files: Readonly<Record<string, LayoutBody>> = {},
  settings: SeveritySettings = {},
): readonly Finding[] {
  return checkText(text, { files, settings });
}

export function rulesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => finding.rule);
}

export function fixed(text: string, fix: Fix | undefined): string {
  if (fix === undefined) throw new Error('There is no fix.');
  return applyEdits(text, fix.edits);
}

/** The text under a finding. */
export function underlined(text: string, finding: Finding | undefined): string {
  if (finding === undefined) throw new Error('There is no finding.');
  return text.slice(finding.range.offset, finding.range.offset + finding.range.length);
}
