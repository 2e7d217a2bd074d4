import type { Experiment } from '../experiment/experiment';
import type { Layout } from '../layout/layout';
import type { DocumentProblem, JsonPath, Problem } from '../text/document';
import { rangeAt, type ParsedDocument } from '../text/parse';
import { acceptanceOf, acceptancesIn, unusedAcceptance } from './accept';
import { inOrder, merged, toFinding, type Found } from './found';
import { keyOf } from './inherited';
import type { ExperimentRule, Finding, LayoutRule, Rule, SeveritySettings } from './rule';
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
  return inOrder(loadingFindings(doc, problems, () => 'MACHINE'));
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
  const found = layout === null ? [] : layoutProblems(layout, beside, []);
  return [
    ...inOrder([
      ...loadingFindings(doc, problems, (path) => (path[0] === 'machine' ? 'MACHINE' : 'LAYOUT')),
      ...judged(doc, found, problems, settings, layout !== null),
    ]),
  ];
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
  return inOrder([
    ...loadingFindings(doc, problems, () => 'EXPERIMENT'),
    ...judged(doc, found, problems, settings, experiment !== null),
  ]);
}

/** A problem of a document that stands inside another, at its place there. */
export function under(base: JsonPath, problem: Problem): Problem {
  const fixes = (problem.fixes ?? []).map((fix) => ({
    ...fix,
    changes: fix.changes.map((change) => ({ ...change, path: [...base, ...change.path] })),
  }));
  return { ...problem, path: [...base, ...problem.path], fixes };
}

function layoutProblems(layout: Layout, beside: readonly Layout[], base: JsonPath): readonly Found[] {
  return allRules
    .filter((rule): rule is LayoutRule => rule.subject === 'layout')
    .flatMap((rule) => [...rule.check(layout, beside)].map((problem) => foundBy(rule, under(base, problem))));
}

function experimentProblems(experiment: Experiment): readonly Found[] {
  return allRules
    .filter((rule): rule is ExperimentRule => rule.subject === 'experiment')
    .flatMap((rule) => [...rule.check(experiment)].map((problem) => foundBy(rule, problem)));
}

function inlineProblems(root: unknown, experiment: Experiment): readonly Found[] {
  return experiment.layouts.flatMap((level) => {
    const path = [...level.path, 'layout'];
    if (!isObject(valueAt(root, path))) return [];
    const beside = experiment.layouts.filter((other) => other !== level).map((other) => other.layout);
    return layoutProblems(level.layout, beside, path);
  });
}

function foundBy(rule: Rule, problem: Problem): Found {
  return { rule: rule.id, severity: rule.severity, problem };
}

function loadingFindings(
  doc: ParsedDocument,
  problems: readonly Problem[],
  ruleOf: (path: JsonPath) => string,
): readonly Finding[] {
  return merged(
    doc.value,
    problems.map((problem) => ({ rule: ruleOf(problem.path), severity: 'error', problem })),
  ).map((found) => toFinding(doc, found));
}

/** Findings of rules, less what is accepted, switched off, or only follows from a problem of loading. */
function judged(
  doc: ParsedDocument,
  found: readonly Found[],
  loading: readonly Problem[],
  settings: SeveritySettings,
  isWhole: boolean,
): readonly Finding[] {
  const root = doc.value;
  const own = found.filter(({ problem }) => !loading.some((other) => isWithin(problem.path, other.path)));
  const used = new Set<string>();
  const open = own.filter(({ rule, problem }) => {
    const acceptance = acceptanceOf(root, rule, problem.path);
    if (acceptance !== null) used.add(keyOf(acceptance.path));
    return acceptance === null;
  });
  // What could not be loaded was not checked: then nobody can say that an acceptance is not needed.
  const unused = isWhole && loading.length === 0 ? unusedFindings(doc, used, settings) : [];
  return [...merged(root, withSettings(open, settings)).map((item) => toFinding(doc, item)), ...unused];
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
      ...toFinding(doc, { rule: 'ACCEPT', severity, problem: unusedAcceptance(doc.value, acceptance, known) }),
      range: rangeAt(doc, acceptance.path, 'key'),
    }));
}
