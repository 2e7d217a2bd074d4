import type { MethodsInput } from '../core/analysis/methods';
import type { LayoutPicture } from '../core/analysis/report';
import type { Layout } from '../core/layout/layout';
import type { PictureTheme } from '../core/picture/palette';
import { scenesOf } from '../core/picture/sceneOf';
import { drawScene } from '../core/picture/drawScene';
import { renderSvg } from '../core/picture/svgNode';
import type { PlanDocument } from '../core/plan/planDocument';
import type { AttemptFacts } from '../core/topology/attemptFacts';
import { areAsPlanned, attemptDocuments, type AttemptDocuments } from './attemptDocuments';
import { readFacts } from './attemptDrift';
import { type AttemptRecord, readRecord } from './attemptFolder';
import type { AttemptResults } from './lab';
import type { LabOptions } from './options';
import { readPlan } from './planFile';

/** All that is known of an attempt, for whatever is written about it. */
export interface KnownAttempt {
  readonly found: AttemptResults;
  readonly record: AttemptRecord;
  readonly plan: PlanDocument;
  readonly facts: AttemptFacts | null;
  readonly documents: AttemptDocuments;
}

export async function knownAttempt(options: LabOptions, found: AttemptResults): Promise<KnownAttempt> {
  const { folder, state } = found;
  const record = await readRecord(options.files, folder);
  return {
    ...{ found, record },
    plan: await readPlan(options, folder),
    facts: await firstFacts(options, folder, state.facts),
    documents: await attemptDocuments(options, folder, record),
  };
}

/** Of the first capture that is here and can be read. */
export async function firstFacts(
  { files }: LabOptions,
  folder: string,
  captures: AttemptResults['state']['facts'],
): Promise<AttemptFacts | null> {
  for (const { file } of captures) {
    const facts = await readFacts(files, folder, file);
    if (facts !== null) return facts;
  }
  return null;
}

export function methodsInput({ found, plan, facts, record }: KnownAttempt, version: string): MethodsInput {
  const { results, state } = found;
  const seed = record.madeFrom?.seed ?? null;
  return {
    ...{ results, plan, facts, seed, version },
    ...{ captures: state.facts.length, began: state.began, last: state.last },
  };
}

/** Pictures of the layouts; or why there are none. */
export interface LayoutPictures {
  readonly pictures: readonly LayoutPicture[];
  readonly noPictures: string | null;
}

/** Drawn from the documents, and so only where they still are what was run. */
export function layoutPictures({ documents, record }: KnownAttempt): LayoutPictures {
  const { experiment } = documents;
  if (experiment === null || !areAsPlanned(documents, record))
    return {
      pictures: [],
      noPictures:
        'Layouts are not drawn: the documents are not here, or not as they were when the attempt was planned.',
    };
  const pictures = experiment.layouts.flatMap(({ name, layout }, at) => drawn(name, layout, at));
  return { pictures, noPictures: null };
}

function drawn(name: string, layout: Layout, at: number): readonly LayoutPicture[] {
  return scenesOf(layout).map((scene, host) => {
    const svg = (theme: PictureTheme): string =>
      renderSvg(drawScene(scene, theme, { legend: true, prefix: `layout${at}-${host}-${theme}` }));
    const title = scene.host === null ? name : `${name}, host ${scene.host}`;
    return { title, light: svg('light'), dark: svg('dark') };
  });
}
