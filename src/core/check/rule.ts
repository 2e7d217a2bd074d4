import type { Experiment } from '../experiment/experiment';
import type { Layout } from '../layout/layout';
import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import type { Concerns, JsonPath, Problem, TextEdit, TextRange } from '../text/document';
import type { HostFacts } from '../topology/facts';
import type { Machine } from '../topology/machine';

export type { Problem, ProblemFix, ValueChange } from '../text/document';

export type Severity = 'error' | 'warning' | 'info';

/** One check. The engine knows no rule by name: adding a rule is adding a file to `rules/`, and `npm run generate`. */
export interface LayoutRule extends RuleText {
  readonly subject: 'layout';
  readonly check: (layout: Layout, context: LayoutContext) => Iterable<Problem>;
}

/** What a layout does not say of itself. */
export interface LayoutContext {
  /** Other layouts of the same experiment where they are known, for rules about comparisons. */
  readonly beside: readonly Layout[];
  /** Factors of that experiment: what it sets or compares is not for a layout to complain about. Empty without one. */
  readonly factors: Experiment['factors'];
  /** Does the document give this setting, at the VM or in the defaults that it inherits? Paths are the layout's. */
  readonly isWritten: (path: JsonPath) => boolean;
  /** The document's `partition`, from which a layout that could not be made has no VMs; null without one. */
  readonly partition: LayoutDocument['partition'] | null;
  /** null when no host is picked, or it was never probed: rules about a host then say nothing. */
  readonly host: HostView | null;
}

export interface ExperimentRule extends RuleText {
  readonly subject: 'experiment';
  readonly check: (experiment: Experiment, context: ExperimentContext) => Iterable<Problem>;
}

export interface ExperimentContext {
  /** Does the document give this setting, or is it the default? */
  readonly isWritten: (path: JsonPath) => boolean;
  /** null when no host is picked, or it was never probed: rules about a host then say nothing. */
  readonly host: HostView | null;
}

/** The host on which an experiment would run, as its last probe found it. */
export interface HostView {
  readonly name: string;
  readonly machine: Machine;
  readonly facts: HostFacts;
  /** Since the probe; null when the probe has no time. */
  readonly ageSeconds: number | null;
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
  /** True for a rule whose finding is the cause of what a reader complained about at the same place or above it. */
  readonly explainsReader?: true;
  /** True for a rule about the probed host: it is asked only where there is a probe, and its findings carry the probe's age. */
  readonly needsHost?: true;
}

export interface Finding {
  /** Rule id, or `SYNTAX`, `SCHEMA`, `MACHINE`, `LAYOUT`, `EXPERIMENT`, `ACCEPT`, `PLAN` for what stands beside the rules. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  /** What it is about, in terms of the document's values: several where VMs inherit one mistake. Empty for a syntax error. */
  readonly paths: readonly JsonPath[];
  readonly concerns: Required<Concerns>;
  readonly fixes: readonly Fix[];
}

export interface Fix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}

/** Severity by rule id from the user's settings; `off` silences. */
export type SeveritySettings = Readonly<Record<string, Severity | 'off'>>;
