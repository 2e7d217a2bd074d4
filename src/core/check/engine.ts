import type { Experiment } from '../experiment/experiment';
import type { Layout } from '../layout/layout';
import type { DocumentProblem, JsonPath, Problem } from '../text/document';
import { rangeAt, type ParsedDocument } from '../text/parse';
import { acceptanceOf, acceptancesIn, unusedAcceptance } from './accept';
import { inOrder, merged, toFinding, type Found } from './found';
import { keyOf } from './inherited';
import type { ExperimentRule, Finding, LayoutContext, LayoutRule, Rule, SeveritySettings } from './rule';
import { allRules } from './rules/all';
import { isObject, isWithin, valueAt } from './values';

/** Errors of syntax and schema, which no acceptance and no setting silences. */
export function documentFindings(problems: readonly DocumentProblem[]): readonly Finding[] {
  return inOrder(
    problems.map(({ kind, message, range }) => ({
      rule: kind === 'syntax' ? 'SYNTAX' : 'SCHEMA',
      severity: 'error',
      message,
      range,
      fixes: [],
    })),
  );
}

/** What reading a machine from a topology document complained about. */
export function checkMachine(doc: ParsedDocument, problems: readonly Problem[]): readonly Finding[] {
  return inOrder(problems.map((problem) => toFinding(doc, { rule: 'MACHINE', severity: 'error', problem })));
}

/**
 * Findings of a layout document, by their place. `problems` come from loading; `layout` is null when nothing could be
 * made of the document. `beside` are the other layouts of an experiment, where the caller knows one.
 */
export function checkLayout(
  doc: ParsedDocument,
  layout: Layout | null,
  problems: readonly Problem[],
  settings: SeveritySettings = {},
  beside: readonly Layout[] = [],
): readonly Finding[] {
  const found = layout === null ? [] : layoutProblems(doc.value, [], layout, beside);
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
  settings: SeveritySettings = {},
): readonly Finding[] {
  const found =
    experiment === null ? [] : [...experimentProblems(experiment), ...inlineProblems(doc.value, experiment)];
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
  beside: readonly Layout[],
): readonly Found[] {
  const partition = (valueAt(root, [...base, 'partition']) ?? null) as LayoutContext['partition'];
  return allRules
    .filter((rule): rule is LayoutRule => rule.subject === 'layout')
    .flatMap((rule) =>
      [...rule.check(layout, { beside, partition })].map((problem) => foundBy(rule, under(base, problem))),
    );
}

function experimentProblems(experiment: Experiment): readonly Found[] {
  return allRules
    .filter((rule): rule is ExperimentRule => rule.subject === 'experiment')
    .flatMap((rule) => [...rule.check(experiment)].map((problem) => foundBy(rule, problem)));
}

function inlineProblems(root: unknown, experiment: Experiment): readonly Found[] {
  return experiment.layouts.flatMap((level) => {
    const base = [...level.path, 'layout'];
    if (!isObject(valueAt(root, base))) return [];
    const beside = experiment.layouts.filter((other) => other !== level).map((other) => other.layout);
    return layoutProblems(root, base, level.layout, beside);
  });
}

function foundBy(rule: Rule, problem: Problem): Found {
  return { rule: rule.id, severity: rule.severity, problem, explainsReader: rule.explainsReader ?? false };
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
  const open = found.filter((item) => {
    const acceptance = acceptanceOf(root, item.rule, item.problem.path);
    if (acceptance !== null) used.add(keyOf(acceptance.path));
    return acceptance === null && !follows(item, reading);
  });
  const seen = merged(root, withSettings(open, settings));
  const unexplained = reading.filter((problem) => !seen.some((item) => explains(item, problem)));
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

/** Does a finding only follow from something that could not be read? */
function follows(item: Found, reading: readonly Problem[]): boolean {
  return reading.some((problem) => isWithin(item.problem.path, problem.path) && !explains(item, problem));
}

function explains(item: Found, problem: Problem): boolean {
  return item.explainsReader && isWithin(item.problem.path, problem.path);
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
