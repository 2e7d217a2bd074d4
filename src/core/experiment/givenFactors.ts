import type { ExperimentDocument } from '../schema/generated/vmexperiment.types';
import type { Experiment } from './experiment';

/** The factors of a document, in its order. */
export function givenFactors(doc: ExperimentDocument): Experiment['factors'] {
  return Object.fromEntries(
    Object.entries(doc.factors ?? {}).flatMap(([name, levels]) =>
      levels === undefined ? [] : [[name, levels]],
    ),
  );
}
