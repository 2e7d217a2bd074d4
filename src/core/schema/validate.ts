import type { DocumentProblem } from '../text/document';
import { rangeAt, type ParsedDocument } from '../text/parse';
import { explainErrors, type SchemaProblem } from './explain';
import validateHosts from './generated/hosts.validate';
import type { HostsDocument } from './generated/hosts.types';
import validateExperiment from './generated/vmexperiment.validate';
import type { ExperimentDocument } from './generated/vmexperiment.types';
import validateLayout from './generated/vmlayout.validate';
import type { LayoutDocument } from './generated/vmlayout.types';
import validateTopology from './generated/vmtopology.validate';
import type { TopologyDocument } from './generated/vmtopology.types';

export type DocumentKind = 'topology' | 'layout' | 'experiment' | 'hosts';

const VALIDATORS = {
  topology: validateTopology,
  layout: validateLayout,
  experiment: validateExperiment,
  hosts: validateHosts,
} as const;

/**
 * What the schema of its kind finds wrong in a document: one message for each place, in the order of the text. A
 * document that could not be parsed has its own problems already and gets none here when it has no value.
 */
export function validateDocument(kind: DocumentKind, doc: ParsedDocument): DocumentProblem[] {
  if (doc.value === undefined) return [];
  const validate = VALIDATORS[kind];
  if (validate(doc.value)) return [];
  const problems = explainErrors(validate.errors ?? [], doc.value).map((problem) => located(problem, doc));
  return problems.sort((a, b) => a.range.offset - b.range.offset);
}

/** The value as a valid document of its kind; null when it is not valid. */
export function asTopologyDocument(value: unknown): TopologyDocument | null {
  return validateTopology(value) ? (value as TopologyDocument) : null;
}

export function asLayoutDocument(value: unknown): LayoutDocument | null {
  return validateLayout(value) ? (value as LayoutDocument) : null;
}

export function asExperimentDocument(value: unknown): ExperimentDocument | null {
  return validateExperiment(value) ? (value as ExperimentDocument) : null;
}

export function asHostsDocument(value: unknown): HostsDocument | null {
  return validateHosts(value) ? (value as HostsDocument) : null;
}

function located(problem: SchemaProblem, doc: ParsedDocument): DocumentProblem {
  const range = rangeAt(doc, problem.path, problem.part === 'key' ? 'key' : 'value');
  // Of an object that lacks something its opening brace is marked, not all of its lines.
  const marked =
    problem.part === 'brace' ? { offset: range.offset, length: Math.min(1, range.length) } : range;
  return { kind: 'schema', message: problem.message, range: marked };
}
