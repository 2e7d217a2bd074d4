import { percentText } from '../core/analysis/format';
import type { MeanSlowdown, PlacementRow, Results } from '../core/analysis/results';
import { layoutReferences } from '../core/experiment/layoutReferences';
import type { Layout } from '../core/layout/layout';
import type { MeasuredMemory } from '../core/picture/measuredMemory';
import type { SceneNote } from '../core/picture/scene';
import { guestsOf } from '../core/plan/guest';
import type { PlanDocument } from '../core/plan/planDocument';
import { asExperimentDocument } from '../core/schema/validate';
import { attemptFolders } from './attemptFolder';
import { textOf } from './assistSubject';
import { documentKind, documentName } from './documentKind';
import type { AttemptResults } from './lab';
import { measuredMemory } from './measuredMemory';
import { namesAround } from './nearby';
import type { LabOptions } from './options';
import { parsedText } from './parsedTexts';
import { rememberedPlan } from './planFile';
import type { ResultsOf } from './results';

/** What was found for a layout: as a whole, and by the names of its VMs. Of one attempt, so that origins do not mix. */
export interface PictureNotes {
  readonly notes: readonly SceneNote[];
  readonly vmNotes: ReadonlyMap<string, SceneNote>;
  /** Where the memory of its VMs was read last; null where nobody has told. */
  readonly measured: MeasuredMemory | null;
}

const NOTHING: PictureNotes = { notes: [], vmNotes: new Map(), measured: null };
/** Milliseconds for which what lies around a layout is taken for known: it is asked for at every keystroke. */
const KNOWN_FOR = 3000;

/** An experiment around a layout file that names it. */
interface Naming {
  readonly experiment: string;
  /** Name of the layout there. */
  readonly level: string;
}

/** A newest attempt as it was read when its journal was so long. */
interface Read {
  readonly journalBytes: number;
  readonly planOf: () => Promise<PlanDocument>;
  readonly plan: PlanDocument;
  readonly attempt: AttemptResults;
  /** Guests of each layout by its name, as JSON. */
  readonly guests: ReadonlyMap<string, string>;
}

/** Of layouts by the paths of their files. */
export interface NotesReader {
  /**
   * What the newest attempt found of a layout, in the experiments that lie around its file. Nothing is said of a cut that
   * was another one when it was run, and nothing where results cannot be read: a picture must not fail by it.
   */
  readonly notesOf: (path: string, layout: Layout) => Promise<PictureNotes>;
  /**
   * Another text when attempts at those experiments have begun or moved on, whoever runs them; empty while nobody has
   * asked for notes. Looks at names and sizes only, so that it can be asked for every second.
   */
  readonly markOf: (path: string) => Promise<string>;
  /** Paths of the experiments around a layout that name it. */
  readonly experimentsOf: (path: string) => Promise<readonly string[]>;
}

export function createPictureNotes(options: LabOptions, resultsOf: ResultsOf): NotesReader {
  const around = new Map<string, { readonly at: number; readonly found: Promise<readonly Naming[]> }>();
  const attempts = new Map<string, Read>();
  const knownNamings = (path: string): Promise<readonly Naming[]> => {
    const now = options.clock.now();
    const known = around.get(path);
    if (known !== undefined && now - known.at < KNOWN_FOR) return known.found;
    const found = namingsOf(options, path);
    around.set(path, { at: now, found });
    return found;
  };
  return {
    experimentsOf: async (path) => {
      const found = await knownNamings(path).catch(() => []);
      return [...new Set(found.map(({ experiment }) => experiment))];
    },
    notesOf: async (path, layout) => {
      try {
        return await newestNotes(options, resultsOf, attempts, await knownNamings(path), layout);
      } catch (error) {
        options.log.warn(`Results of ${path} are not shown: ${String(error)}`);
        return NOTHING;
      }
    },
    markOf: async (path) => {
      const newest = await newestAttempts(options, (await around.get(path)?.found) ?? []);
      const marks = newest.map(async ({ folder }) => {
        return `${folder} ${String(await options.files.size(`${folder}/journal.jsonl`))}`;
      });
      return (await Promise.all(marks)).join(' ');
    },
  };
}

async function namingsOf(options: LabOptions, path: string): Promise<readonly Naming[]> {
  const names = (await namesAround(options, path)).filter((name) => documentKind(name) === 'experiment');
  const found = await Promise.all(
    names.map(async (name): Promise<readonly Naming[]> => {
      const experiment = options.beside(path, name);
      const text = await textOf(options, experiment);
      const value = text === null ? null : asExperimentDocument(parsedText(options, experiment, text).value);
      const levels = value === null ? [] : layoutReferences(value);
      return levels
        .filter(({ ref }) => typeof ref === 'string' && options.beside(experiment, ref) === path)
        .map((level) => ({ experiment, level: level.name }));
    }),
  );
  return found.flat();
}

async function newestNotes(
  options: LabOptions,
  resultsOf: ResultsOf,
  attempts: Map<string, Read>,
  namings: readonly Naming[],
  layout: Layout,
): Promise<PictureNotes> {
  const ordered = await newestAttempts(options, namings);
  const guests = ordered.length === 0 ? '' : JSON.stringify(guestsOf(layout));
  for (const { naming, folder } of ordered) {
    const read = await readAttempt(options, resultsOf, attempts, folder);
    const isSame = read !== null && read.guests.get(naming.level) === guests;
    const notes = isSame ? notesIn(read, naming) : NOTHING;
    if (notes.notes.length > 0 || notes.vmNotes.size > 0 || notes.measured !== null) return notes;
  }
  return NOTHING;
}

/** Of each experiment, the newest of all first; experiments without one are missing. */
async function newestAttempts(
  { files }: LabOptions,
  namings: readonly Naming[],
): Promise<readonly { readonly naming: Naming; readonly folder: string }[]> {
  const newest = await Promise.all(
    namings.map(async (naming) => {
      const [folder] = await attemptFolders(files, naming.experiment);
      return folder === undefined ? [] : [{ naming, folder }];
    }),
  );
  // Names of attempts begin with their time.
  const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf('/') + 1);
  return newest.flat().sort((a, b) => (nameOf(a.folder) < nameOf(b.folder) ? 1 : -1));
}

/** null where it cannot be read; read anew when its journal has grown. */
async function readAttempt(
  options: LabOptions,
  resultsOf: ResultsOf,
  attempts: Map<string, Read>,
  folder: string,
): Promise<Read | null> {
  const journalBytes = await options.files.size(`${folder}/journal.jsonl`);
  if (journalBytes === null) return null;
  const known = attempts.get(folder);
  if (known?.journalBytes === journalBytes) return known;
  const planOf = known?.planOf ?? rememberedPlan(options, folder);
  const plan = await planOf();
  const attempt = await resultsOf(folder);
  if (attempt === null) return null;
  const guests = known?.plan === plan ? known.guests : guestsIn(plan);
  const read = { journalBytes, planOf, plan, attempt, guests };
  attempts.set(folder, read);
  return read;
}

function guestsIn({ layouts }: PlanDocument): Read['guests'] {
  return new Map(layouts.map(({ name, guests }) => [name, JSON.stringify(guests)]));
}

function notesIn({ plan, attempt }: Read, { experiment, level }: Naming): PictureNotes {
  const { origin, means, placements }: Results = attempt.results;
  const own = means.filter((mean) => mean.layout === level && mean.slowdown !== null);
  const rows = placements.filter((row) => row.layout === level);
  return {
    notes: own.map((mean) => ({ origin, text: slowdownInWords(mean, documentName(experiment)) })),
    vmNotes: new Map(
      rows.flatMap((row) => (row.vm === null ? [] : [[row.vm, { origin, text: foundInWords(row) }]])),
    ),
    measured: measuredMemory(attempt.state, plan, level),
  };
}

/** `+39.2 % against native, cold, mean of 3 workloads (first-cut)` */
function slowdownInWords({ slowdown, phase, workloads }: MeanSlowdown, experiment: string): string {
  const mean = workloads === 1 ? '' : `, mean of ${workloads} workloads`;
  return `${percentText(slowdown)} against native, ${phase}${mean} (${experiment})`;
}

/** `vCPUs on 0-3, memory on node 0`, and how often that was not as declared. */
function foundInWords({ vcpusFound, memoryFound, readings, bad }: PlacementRow): string {
  const found = [
    ...(vcpusFound === '' ? [] : [`vCPUs on ${vcpusFound}`]),
    ...(memoryFound === '' ? [] : [`memory on node ${memoryFound}`]),
  ];
  const wrong = bad === 0 ? [] : [`${bad} of ${readings} readings not as declared`];
  return [...found, ...wrong].join(', ');
}
