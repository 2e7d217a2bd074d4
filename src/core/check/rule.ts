import type { Experiment } from '../experiment/experiment';
import type { Layout } from '../layout/layout';
import type { JsonPath, TextEdit, TextRange } from '../text/document';

export type Severity = 'error' | 'warning' | 'info';

/** One check. The engine knows no rule by name: adding a rule is adding a file and a line in `rules/all.ts`. */
export interface LayoutRule extends RuleText {
  readonly subject: 'layout';
  readonly check: (layout: Layout) => Iterable<Problem>;
}

export interface ExperimentRule extends RuleText {
  readonly subject: 'experiment';
  readonly check: (experiment: Experiment) => Iterable<Problem>;
}

export type Rule = LayoutRule | ExperimentRule;

interface RuleText {
  /** Fixed for ever, for example `CPU02`. */
  readonly id: string;
  readonly severity: Severity;
  /** A line for lists and settings. */
  readonly title: string;
  /** Why it matters, in a sentence or two. */
  readonly reason: string;
  /** Paper section, kernel document, man page. */
  readonly source: string;
}

/** What a rule found, in terms of the document's values; the engine turns it into a Finding. */
export interface Problem {
  readonly message: string;
  /** Value at which the text must change. A path that does not exist falls back to its nearest parent. */
  readonly path: JsonPath;
  readonly fixes?: readonly ProblemFix[];
}

export interface ProblemFix {
  readonly title: string;
  /** True when it changes nothing that the user decided on purpose; `--fix` applies only safe ones. */
  readonly safe: boolean;
  readonly changes: readonly ValueChange[];
}

/** Set the value at a path, or remove it. */
export type ValueChange =
  { readonly path: JsonPath; readonly value: unknown } | { readonly path: JsonPath; readonly remove: true };

export interface Finding {
  /** Rule id, or `SYNTAX`, `SCHEMA`, `MACHINE`, `LAYOUT`, `ACCEPT` for what stands before the rules. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  readonly fixes: readonly Fix[];
}

export interface Fix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}

/** Severity by rule id from the user's settings; `off` silences. */
export type SeveritySettings = Readonly<Record<string, Severity | 'off'>>;
