import {
  checkExperiment,
  checkLayout,
  checkMachine,
  documentFindings,
  refusalFindings,
} from '../core/check/engine';
import type { Finding, HostView, SeveritySettings } from '../core/check/rule';
import { hostFindings } from '../core/check/hostNeeds';
import type { Experiment } from '../core/experiment/experiment';
import type { Layout } from '../core/layout/layout';
import { refusals } from '../core/plan/refusals';
import { validateDocument } from '../core/schema/validate';
import { parseDocument } from '../core/text/parse';
import {
  loadExperiment,
  loadLayout,
  loadTopology,
  type Loaded,
  type LoadedExperiment,
} from './documentGraph';
import { documentKind } from './documentKind';
import { type CheckedFile, type CheckOptions, type DocumentKind, UserError } from './lab';
import type { LabOptions } from './options';

/** All findings of one document. Throws a UserError for a file that is not there or is no document of ours. */
export async function checkFile(
  options: LabOptions,
  path: string,
  check: CheckOptions = {},
): Promise<CheckedFile> {
  const severities = check.severities ?? options.severities ?? {};
  switch (kindOf(path)) {
    case 'topology':
      return checkTopology(await there(path, loadTopology(options, path)));
    case 'layout':
      return checkLoadedLayout(options, await there(path, loadLayout(options, path)), check);
    case 'experiment': {
      const loaded = await there(path, loadExperiment(options, path));
      return checkedExperiment(loaded, { severities, host: await hostView(options, check.host) });
    }
    case 'hosts':
      return checkHosts(options, path);
  }
}

/** All findings of a layout that was read already. */
export async function checkLoadedLayout(
  options: LabOptions,
  loaded: Loaded<Layout>,
  check: CheckOptions = {},
): Promise<CheckedFile> {
  const severities = check.severities ?? options.severities ?? {};
  return checkedLayout(loaded, { severities, host: await hostView(options, check.host) });
}

/** An experiment with every layout file that it names; `experiment` is null when its text is broken. */
export async function checkExperimentFile(
  options: LabOptions,
  path: string,
  check: CheckOptions = {},
): Promise<{ readonly files: readonly CheckedFile[]; readonly experiment: Experiment | null }> {
  if (kindOf(path) !== 'experiment') {
    throw new UserError(`${path} is not an experiment.`, 'Name a .vmexperiment.json file.', path);
  }
  const loaded = await there(path, loadExperiment(options, path));
  const told: Told = {
    severities: check.severities ?? options.severities ?? {},
    host: await hostView(options, check.host),
  };
  const levels = loaded.value?.layouts.map((level) => level.layout) ?? [];
  const layouts = loaded.layoutFiles.map((file) =>
    checkedLayout(
      file,
      told,
      levels.filter((level) => level !== file.value),
      loaded.value?.factors,
    ),
  );
  return { files: [...layouts, checkedExperiment(loaded, told)], experiment: loaded.value };
}

/** What a check is told beside the documents. */
interface Told {
  readonly severities: SeveritySettings;
  readonly host: HostView | null;
}

/** A host as its last probe found it; null when none is named, or it was never probed. */
async function hostView(options: LabOptions, name: string | undefined): Promise<HostView | null> {
  const probe = name === undefined ? null : await options.probes.read(name);
  if (name === undefined || probe === null) return null;
  const { takenAt } = probe.facts;
  const ageSeconds = takenAt === null ? null : Math.max(0, options.clock.now() / 1000 - takenAt);
  return { name, machine: probe.machine, facts: probe.facts, ageSeconds };
}

function kindOf(path: string): DocumentKind {
  const kind = documentKind(path);
  if (kind !== null) return kind;
  throw new UserError(
    `${path} is no document that can be checked.`,
    'Name a file that ends in .vmtopology.json, .vmlayout.json or .vmexperiment.json.',
    path,
  );
}

async function there<T>(path: string, loading: Promise<T | null>): Promise<T> {
  const loaded = await loading;
  if (loaded === null) throw new UserError(`There is no file ${path}.`, 'Look at the path.', path);
  return loaded;
}

function checkTopology({ path, doc, textProblems, problems }: Loaded<unknown>): CheckedFile {
  const findings = [...documentFindings(textProblems), ...checkMachine(doc, problems)];
  return { path, kind: 'topology', text: doc.text, findings };
}

/** `beside` and `factors` are those of the experiment in whose name it is checked. */
function checkedLayout(
  loaded: Loaded<Layout>,
  { severities, host }: Told,
  beside: readonly Layout[] = [],
  factors: Experiment['factors'] = {},
): CheckedFile {
  const { path, doc, textProblems, problems, value } = loaded;
  const findings = [
    ...documentFindings(textProblems),
    ...checkLayout(doc, value, problems, { settings: severities, beside, factors, host }),
  ];
  return { path, kind: 'layout', text: doc.text, findings };
}

function checkedExperiment(loaded: LoadedExperiment, { severities, host }: Told): CheckedFile {
  const { path, doc, textProblems, problems, value } = loaded;
  const findings: Finding[] = [
    ...documentFindings(textProblems),
    ...checkExperiment(doc, value, problems, { settings: severities, host }),
    ...(value === null ? [] : refusalFindings(doc, refusals(value))),
    ...(value === null || host === null ? [] : hostFindings(doc, value, host.facts, host.name)),
  ];
  return { path, kind: 'experiment', text: doc.text, findings };
}

async function checkHosts(options: LabOptions, path: string): Promise<CheckedFile> {
  const text = await there(path, options.readDocument(path));
  const doc = parseDocument(text);
  const problems = doc.problems.length > 0 ? doc.problems : validateDocument('hosts', doc);
  return { path, kind: 'hosts', text, findings: documentFindings(problems) };
}
