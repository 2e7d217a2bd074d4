import type { Experiment } from '../experiment/experiment';
import type { Layout } from '../layout/layout';
import type { DocumentProblem, JsonPath, Problem } from '../text/document';
import { rangeAt, type ParsedDocument } from '../text/parse';
import { acceptanceOf, acceptancesIn, unusedAcceptance } from './accept';
import { inOrder, merged, toFinding, type Found } from './found';
import { keyOf, writtenAt } from './inherited';
import type {
  ExperimentRule,
  Finding,
  HostView,
  LayoutContext,
  LayoutRule,
  Rule,
  SeveritySettings,
} from './rule';
import { formatSpan } from '../text/span';
import { allRules } from './rules/all';
import { isObject, valueAt } from './values';

/** Errors of syntax and schema, which no acceptance and no setting silences. */
export function documentFindings(problems: readonly DocumentProblem[]): readonly Finding[] {
  return inOrder(
    problems.map(({ kind, message, range }) => ({
      rule: kind === 'syntax' ? 'SYNTAX' : 'SCHEMA',
      severity: 'error',
      message,
      range,
      paths: [],
      concerns: { pus: [], nodes: [] },
      fixes: [],
    })),
  );
}

/** What reading a machine from a topology document complained about. */
export function checkMachine(doc: ParsedDocument, problems: readonly Problem[]): readonly Finding[] {
  return inOrder(problems.map((problem) => toFinding(doc, { rule: 'MACHINE', severity: 'error', problem })));
}

/** What a plan cannot be made of: the planner's own words, which no acceptance and no setting silences. */
export function refusalFindings(doc: ParsedDocument, problems: readonly Problem[]): readonly Finding[] {
  return inOrder(problems.map((problem) => toFinding(doc, { rule: 'PLAN', severity: 'error', problem })));
}

/** What a check is told beside the document. */
export interface CheckContext {
  readonly settings?: SeveritySettings;
  /** The other layouts of an experiment, where the caller knows one. */
  readonly beside?: readonly Layout[];
  /** The factors of that experiment. */
  readonly factors?: Experiment['factors'];
  /** The host in question as its last probe found it. */
  readonly host?: HostView | null;
}

/**
 * Findings of a layout document, by their place. `problems` come from loading; `layout` is null when nothing could be
 * made of the document.
 */
export function checkLayout(
  doc: ParsedDocument,
  layout: Layout | null,
  problems: readonly Problem[],
  { settings = {}, beside = [], factors = {}, host = null }: CheckContext = {},
): readonly Finding[] {
  const found = layout === null ? [] : layoutProblems(doc.value, [], layout, { beside, factors, host });
  const nameOf = (path: JsonPath): string => (path[0] === 'machine' ? 'MACHINE' : 'LAYOUT');
  return judged({ doc, found, reading: problems, nameOf, settings, isWhole: layout !== null });
}

/**
 * Findings of an experiment document, by their place, those of the layouts that are written inside it included; layout
 * files are checked as documents of their own. `problems` are those of loading (`under` brings those of a layout
 * inside to their place); `experiment` is null when nothing could be made of the document.
 */
export function checkExperiment(
  doc: ParsedDocument,
  experiment: Experiment | null,
  problems: readonly Problem[],
  { settings = {}, host = null }: Omit<CheckContext, 'beside' | 'factors'> = {},
): readonly Finding[] {
  const found =
    experiment === null
      ? []
      : [...experimentProblems(doc.value, experiment, host), ...inlineProblems(doc.value, experiment, host)];
  const nameOf = (): string => 'EXPERIMENT';
  return judged({ doc, found, reading: problems, nameOf, settings, isWhole: experiment !== null });
}

/** A problem of a document that stands inside another, at its place there. */
export function under(base: JsonPath, problem: Problem): Problem {
  const fixes = (problem.fixes ?? []).map((fix) => ({
    ...fix,
    changes: fix.changes.map((change) => ({ ...change, path: [...base, ...change.path] })),
  }));
  return { ...problem, path: [...base, ...problem.path], fixes };
}

/** `base` is where the layout stands in the document. */
function layoutProblems(
  root: unknown,
  base: JsonPath,
  layout: Layout,
  known: Pick<LayoutContext, 'beside' | 'factors' | 'host'>,
): readonly Found[] {
  const context: LayoutContext = {
    ...known,
    partition: valueAt(root, [...base, 'partition']) ?? null,
    isWritten: (path) => {
      const place = base.length === 0 ? path : [...base, ...path];
      return valueAt(root, writtenAt(root, place)) !== undefined;
    },
  };
  return allRules
    .filter((rule): rule is LayoutRule => rule.subject === 'layout' && isAsked(rule, known.host))
    .flatMap((rule) =>
      [...rule.check(layout, context)].map((problem) => foundBy(rule, under(base, problem), known.host)),
    );
}

function experimentProblems(root: unknown, experiment: Experiment, host: HostView | null): readonly Found[] {
  const context = { host, isWritten: (path: JsonPath) => valueAt(root, path) !== undefined };
  return allRules
    .filter((rule): rule is ExperimentRule => rule.subject === 'experiment' && isAsked(rule, host))
    .flatMap((rule) => [...rule.check(experiment, context)].map((problem) => foundBy(rule, problem, host)));
}

function inlineProblems(root: unknown, experiment: Experiment, host: HostView | null): readonly Found[] {
  return experiment.layouts.flatMap((level) => {
    const base = [...level.path, 'layout'];
    if (!isObject(valueAt(root, base))) return [];
    const beside = experiment.layouts.filter((other) => other !== level).map((other) => other.layout);
    return layoutProblems(root, base, level.layout, { beside, factors: experiment.factors, host });
  });
}

function isAsked(rule: Rule, host: HostView | null): boolean {
  return rule.needsHost !== true || host !== null;
}

function foundBy(rule: Rule, problem: Problem, host: HostView | null): Found {
  const message =
    rule.needsHost === true && host !== null ? `${problem.message} (${probeInWords(host)})` : problem.message;
  return {
    rule: rule.id,
    severity: rule.severity,
    problem: { ...problem, message },
    explainsReader: rule.explainsReader ?? false,
  };
}

/** `host quad, probed 3 h ago` */
function probeInWords({ name, ageSeconds }: HostView): string {
  return ageSeconds === null
    ? `host ${name}, probed at an unknown time`
    : `host ${name}, probed ${formatSpan(ageSeconds)} ago`;
}

interface Case {
  readonly doc: ParsedDocument;
  /** What rules found. */
  readonly found: readonly Found[];
  /** What the readers of the document complained about. */
  readonly reading: readonly Problem[];
  /** Rule name for a reader's problem. */
  readonly nameOf: (path: JsonPath) => string;
  readonly settings: SeveritySettings;
  /** False when nothing could be made of the document, so that no rule was asked. */
  readonly isWhole: boolean;
}

/** All findings, less what is accepted, switched off, or only follows from something that could not be read. */
function judged({ doc, found, reading, nameOf, settings, isWhole }: Case): readonly Finding[] {
  const root = doc.value;
  const used = new Set<string>();
  const unread = new Set(reading.map((problem) => keyOf(problem.path)));
  const open = found.filter((item) => {
    const acceptance = acceptanceOf(root, item.rule, item.problem.path);
    if (acceptance !== null) used.add(keyOf(acceptance.path));
    return acceptance === null && !follows(item, unread);
  });
  const seen = merged(root, withSettings(open, settings));
  const causes = new Set(seen.flatMap(explainedBy));
  const unexplained = reading.filter((problem) => !causes.has(keyOf(problem.path)));
  // What could not be read was not checked: then nobody can say that an acceptance is not needed.
  const isChecked = isWhole && reading.length === 0;
  return inOrder([
    ...unexplained.map((problem) =>
      toFinding(doc, { rule: nameOf(problem.path), severity: 'error', problem }),
    ),
    ...seen.map((item) => toFinding(doc, item)),
    ...(isChecked ? unusedFindings(doc, used, settings) : []),
  ]);
}

/** Does a finding only follow from something that could not be read? `unread` are the keys of such places. */
function follows({ explainsReader, problem }: Found, unread: ReadonlySet<string>): boolean {
  return !explainsReader && unread.size > 0 && keysAbove(problem.path).some((key) => unread.has(key));
}

/** Keys of the places at which a reader's problem is explained by a finding. */
function explainedBy({ explainsReader, problem }: Found): readonly string[] {
  return explainsReader ? keysAbove(problem.path) : [];
}

/** Keys of a path and of all that it lies in. */
function keysAbove(path: JsonPath): readonly string[] {
  return [...path, ''].map((_segment, depth) => keyOf(path.slice(0, depth)));
}

function withSettings(found: readonly Found[], settings: SeveritySettings): readonly Found[] {
  return found.flatMap((item) => {
    const severity = settings[item.rule] ?? item.severity;
    return severity === 'off' ? [] : [{ ...item, severity }];
  });
}

function unusedFindings(
  doc: ParsedDocument,
  used: ReadonlySet<string>,
  settings: SeveritySettings,
): readonly Finding[] {
  const severity = settings['ACCEPT'] ?? 'info';
  if (severity === 'off') return [];
  const known = new Set(allRules.map((rule) => rule.id));
  return acceptancesIn(doc.value)
    .filter(({ rule, path }) => !used.has(keyOf(path)) && settings[rule] !== 'off')
    .map((acceptance) => ({
      ...toFinding(doc, {
        rule: 'ACCEPT',
        severity,
        problem: unusedAcceptance(doc.value, acceptance, known),
      }),
      range: rangeAt(doc, acceptance.path, 'key'),
    }));
}
