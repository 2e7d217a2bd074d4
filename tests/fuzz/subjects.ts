import { dirname, join } from 'node:path';
import { readCapture } from '../../src/core/topology/capture';
import { machineFromDocument } from '../../src/core/topology/fromDocument';
import { machineToDocument } from '../../src/core/topology/toDocument';
import { isUnread, type MachineRead, type ReadProblem } from '../../src/core/topology/machineRead';
import { readMachineText } from '../../src/core/topology/machineText';
import type { Machine } from '../../src/core/topology/machine';
import type { Experiment } from '../../src/core/experiment/experiment';
import { ranksOf } from '../../src/core/experiment/ranks';
import type { Finding } from '../../src/core/check/rule';
import type { Layout } from '../../src/core/layout/layout';
import { readNumaMaps, type NumaMaps } from '../../src/core/measure/numaMaps';
import { outputFormats, readOutput, type ReadOutput } from '../../src/core/programs/readOutput';
import { asTopologyDocument, validateDocument } from '../../src/core/schema/validate';
import type { TextEdit, TextRange } from '../../src/core/text/document';
import { applyEdits } from '../../src/core/text/edits';
import { parseDocument } from '../../src/core/text/parse';
import { indexLines } from '../../src/core/text/positions';
import { checkFile } from '../../src/lab/check';
import { loadExperiment, loadLayout, loadTopology } from '../../src/lab/documentGraph';
import type { CheckedFile } from '../../src/lab/lab';
import type { LabOptions } from '../../src/lab/options';
import { labOptions } from '../support/labOptions';
import type { Kind, Sample } from './corpus';

/** What came of reading a text. */
export interface Outcome {
  /** What must not be: one sentence each. */
  readonly faults: readonly string[];
  /** `read` when the text gave what it is for, `refused` when it was told why not. */
  readonly result: 'read' | 'refused';
}

/** Reads spoiled texts the way the product does, and looks at what it says of them. */
export interface Subjects {
  /** Only reads: this is what is timed. The result is for `judge`. */
  readonly run: (kind: Kind, text: string) => unknown;
  readonly judge: (kind: Kind, text: string, result: unknown) => Outcome;
  /** Characters that would spell out the PUs, vCPUs and ranks which the text makes: beside its own, the measure of the work. */
  readonly units: (kind: Kind, text: string) => Promise<number>;
}

const FOLDER = '/fuzz';
const HOST = 'probed';
/** A layout that every machine gets, so that rules meet odd machines too. */
const CUT = '{ "version": 1, "machine": "case.vmtopology.json", "partition": { "per": "node" } }';

export function subjectsOf(corpus: readonly Sample[]): Subjects {
  const beside = new Map(corpus.map(({ name, text }) => [join(FOLDER, name), text]));
  const machinesFolder = join(FOLDER, 'machines');
  for (const { kind, name, text } of corpus)
    if (kind === 'topology') beside.set(join(machinesFolder, name), text);
  const probe = corpus.flatMap(({ text }) => readCapture(text) ?? [])[0] ?? null;
  const optionsOf = (path: string, text: string): LabOptions =>
    labOptions(
      {},
      {
        machinesFolder,
        readDocument: (wanted) => Promise.resolve(wanted === path ? text : (beside.get(wanted) ?? null)),
        beside: (document, relative) => join(dirname(document), relative),
        probes: { read: () => Promise.resolve(probe), write: () => Promise.resolve() },
      },
    );
  const pathOf = (kind: Kind): string =>
    join(FOLDER, kind === 'hosts' ? 'hosts.json' : `case.vm${kind}.json`);
  return {
    run: (kind, text) => {
      if (kind === 'machine') return runMachine(text);
      if (kind === 'output') return readAllFormats(text);
      const path = pathOf(kind);
      return runDocument(optionsOf(path, text), path);
    },
    judge: (kind, text, result) => {
      if (kind === 'machine') return judgeMachine(text, result as MachineResult);
      if (kind === 'output') return judgeOutput(text, result as OutputResult);
      return judgeDocument(text, result as readonly CheckedFile[]);
    },
    units: async (kind, text) => {
      if (kind === 'machine') {
        const read = readMachineText(text, 'auto', 'machine');
        return machineUnits(isUnread(read) ? null : read.machine);
      }
      const path = pathOf(kind);
      const options = optionsOf(path, text);
      if (kind === 'topology') return machineUnits((await loadTopology(options, path))?.value ?? null);
      if (kind === 'layout') return layoutUnits((await loadLayout(options, path))?.value ?? null);
      if (kind !== 'experiment') return 0;
      return experimentUnits((await loadExperiment(options, path))?.value ?? null);
    },
  };
}

/** A topology is checked alone and with a layout upon it. */
async function runDocument(options: LabOptions, path: string): Promise<readonly CheckedFile[]> {
  const file = await checkFile(options, path, { host: HOST });
  if (file.kind !== 'topology') return [file];
  const cut = join(FOLDER, 'cut.vmlayout.json');
  const withCut: LabOptions = {
    ...options,
    readDocument: (wanted) => (wanted === cut ? Promise.resolve(CUT) : options.readDocument(wanted)),
  };
  return [file, await checkFile(withCut, cut, { host: HOST })];
}

function judgeDocument(text: string, files: readonly CheckedFile[]): Outcome {
  const rules = files[0]?.findings.map(({ rule }) => rule) ?? [];
  return {
    faults: files.flatMap((file) => findingFaults(file.text, file.findings, text)),
    result: rules.includes('SYNTAX') || rules.includes('SCHEMA') ? 'refused' : 'read',
  };
}

interface MachineResult {
  readonly read: MachineRead;
  readonly document: unknown;
}

function runMachine(text: string): MachineResult {
  const read = readMachineText(text, 'auto', 'machine');
  return { read, document: isUnread(read) ? null : machineToDocument(read.machine) };
}

/** A machine that was read must make a topology document without a fault; one that was not has a place in the text. */
function judgeMachine(text: string, { read, document }: MachineResult): Outcome {
  if (isUnread(read)) {
    const faults =
      read.problems.length === 0 ? ['No machine and no reason.'] : read.problems.flatMap(placeFaults(text));
    return { faults, result: 'refused' };
  }
  const written = asTopologyDocument(document);
  if (written === null) {
    const doc = parseDocument(JSON.stringify(document));
    const first = validateDocument('topology', doc)[0];
    return { faults: [`The machine makes no valid topology: ${first?.message ?? '?'}`], result: 'read' };
  }
  const faults = machineFromDocument(written, 'machine').problems.map(
    (problem) => `The machine's topology has a fault: ${problem.message}`,
  );
  return { faults, result: 'read' };
}

function placeFaults(text: string): (problem: ReadProblem) => readonly string[] {
  const { starts } = indexLines(text);
  return ({ line, column, message }) => {
    const start = starts[line - 1];
    const isInside = start !== undefined && column >= 1 && start + column - 1 <= text.length;
    return [
      ...(isInside ? [] : [`${line}:${column} is not in the text: ${message}`]),
      ...wordFaults(text, message),
    ];
  };
}

interface OutputResult {
  readonly read: readonly (ReadOutput | null)[];
  readonly maps: NumaMaps;
}

function readAllFormats(text: string): OutputResult {
  const formats = ['auto', ...outputFormats] as const;
  return { read: formats.map((format) => readOutput(format, text)), maps: readNumaMaps(text) };
}

/** Numbers of metrics are numbers: what a program did not print is left out, never NaN. */
function judgeOutput(_text: string, { read, maps }: OutputResult): Outcome {
  const found = read.filter((one) => one !== null);
  const numbers = found.flatMap(({ metrics }) => [
    ...(metrics.seconds === null ? [] : [metrics.seconds]),
    ...Object.values(metrics.values).map(({ value }) => value),
  ]);
  const bytes = maps.mappings.flatMap(({ bytesByNode }) => Object.values(bytesByNode));
  const odd = [...numbers, ...bytes].find((value) => !Number.isFinite(value));
  return {
    faults: odd === undefined ? [] : [`A metric is ${odd}.`],
    result: found.length > 0 ? 'read' : 'refused',
  };
}

/** `source` is the spoiled text, of whose words messages may speak. */
function findingFaults(text: string, findings: readonly Finding[], source: string): readonly string[] {
  const isSound = parseDocument(text).problems.length === 0;
  return findings.flatMap(({ rule, message, range, fixes }) =>
    [
      ...(isWithin(text, range) ? [] : [`stands outside the text at ${range.offset}+${range.length}`]),
      ...wordFaults(source, message),
      ...fixes.flatMap(({ edits }) => editFaults(text, edits, isSound)),
    ].map((fault) => `${rule} ${fault}`),
  );
}

function editFaults(text: string, edits: readonly TextEdit[], isSound: boolean): readonly string[] {
  if (!edits.every((edit) => isWithin(text, edit))) return ['has an edit outside the text'];
  if (edits.some((edit, i) => edit.offset < endOf(edits[i - 1]))) return ['has edits that overlap'];
  // Every fix of every finding would take longer than everything else: short texts stand for all.
  if (!isSound || text.length > 3000) return [];
  const wrong = parseDocument(applyEdits(text, edits)).problems[0];
  return wrong === undefined ? [] : [`has a fix that breaks the document: ${wrong.message}`];
}

function endOf(edit: TextEdit | undefined): number {
  return edit === undefined ? 0 : edit.offset + edit.length;
}

function isWithin(text: string, { offset, length }: TextRange): boolean {
  return Number.isInteger(offset) && offset >= 0 && length >= 0 && offset + length <= text.length;
}

/** What only a slip of the program puts into a message, unless it stands in the text itself. */
function wordFaults(text: string, message: string): readonly string[] {
  const slip = /\bundefined\b|\bNaN\b|\[object |\bInfinity\b/.exec(message)?.[0];
  if (message === '') return ['has no message'];
  return slip === undefined || text.includes(slip) ? [] : [`says ${slip}: ${message.slice(0, 200)}`];
}

/** As in `{ "id": 4095, "package": 63, "core": 63, "l3": 255, "node": 63, "online": true },` */
const CHARACTERS_A_PU = 90;
/** As in `4095,`; of ranks too. */
const CHARACTERS_A_VCPU = 5;

function machineUnits(machine: Machine | null): number {
  return machine === null ? 0 : CHARACTERS_A_PU * (machine.pus.length + machine.nodes.length);
}

/** The ranks of every workload are placed in every layout. */
function experimentUnits(experiment: Experiment | null): number {
  const workloads = experiment?.workloads ?? [];
  return (experiment?.layouts ?? []).reduce((sum, { layout }) => {
    const ranks = workloads.reduce((all, workload) => all + ranksOf(workload, layout), 0);
    return sum + CHARACTERS_A_VCPU * ranks + layoutUnits(layout);
  }, 0);
}

function layoutUnits(layout: Layout | null): number {
  const vcpus = layout?.vms.reduce((sum, vm) => sum + vm.pus.length, 0) ?? 0;
  return CHARACTERS_A_VCPU * vcpus + machineUnits(layout?.machine ?? null);
}
