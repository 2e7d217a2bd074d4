import type { Experiment } from '../../experiment/experiment';
import type { PlannedRun, Session } from '../../experiment/schedule';
import type { JournalEvent } from '../../schema/generated/journal-event.types';
import type { OnNodes, PagesOfRun } from '../paging/paging';
import type { CellModel, PredictedRun } from './cellModel';
import type { Lines } from './lines';

interface RunMade {
  readonly session: Session;
  readonly run: PlannedRun;
  readonly model: CellModel;
  readonly made: PredictedRun;
}

/**
 * What a host records beside a run's time and the model has: bytes by way where there are several VMs, kinds of pages where
 * the experiment collects them. What the model has not is not there.
 */
export function collectedOf(
  { collect }: Experiment,
  { session, run, model, made }: RunMade,
  lines: Lines,
): readonly JournalEvent[] {
  const traffic = model.traffic.map((own): JournalEvent => ({
    ...lines.next(session),
    event: 'traffic',
    run: run.id,
    ...own,
  }));
  const short = made.pages.filter(({ withoutFrameBytes }) => withoutFrameBytes > 0);
  const marks = short.map(({ vm, withoutFrameBytes }): JournalEvent => ({
    ...{ ...lines.next(session), event: 'mark', run: run.id },
    ...(vm === null ? {} : { vm }),
    what: `its ranks want ${mebibytes(withoutFrameBytes)} more than ${vm ?? 'the host'} has: it would swap, or end them`,
  }));
  if (!collect.includes('pageKinds')) return [...traffic, ...marks];
  const pages = made.pages.flatMap((own): readonly JournalEvent[] =>
    own.vm === null
      ? []
      : [{ ...lines.next(session), event: 'pages', run: run.id, ...pagesOf(own, own.vm, model, made) }],
  );
  return [...traffic, ...pages, ...marks];
}

/** As at the end of the run, in whole bytes. */
function pagesOf(pages: PagesOfRun, vm: string, { places }: CellModel, { wallSeconds }: PredictedRun) {
  return {
    ...{ vm, ranks: places.filter((place) => place.vm === vm).length, seconds: wallSeconds },
    local: whole(pages.local),
    remoteSingle: whole(pages.remoteSingle),
    remoteMultiple: whole(pages.remoteMultiple),
    unmappedBytes: 0,
    inheritedBytes: Math.round(pages.inheritedBytes),
    inheritedWrongBytes: Math.round(pages.inheritedWrongBytes),
  };
}

function whole(bytes: OnNodes): Record<string, number> {
  return Object.fromEntries(Object.entries(bytes).map(([node, own]) => [node, Math.round(own)]));
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
