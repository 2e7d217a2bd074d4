import type { ExperimentDocument } from '../schema/generated/vmexperiment.types';
import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import type { JsonPath } from '../text/document';

/** A level of the factor `layout` before it is loaded. */
export interface LayoutReference {
  /** Name of the level: the given one, else the file's name without `.vmlayout.json`. */
  readonly name: string;
  /** Where the level stands in the experiment document. */
  readonly path: JsonPath;
  /** Path of a layout file as it was written, relative to the experiment, or the layout itself. */
  readonly ref: string | LayoutDocument;
}

/** The layouts that an experiment speaks of, in document order, one for each entry of `layouts`. */
export function layoutReferences(doc: ExperimentDocument): readonly LayoutReference[] {
  return doc.layouts.map((entry, index) => {
    const path = ['layouts', index];
    if (typeof entry === 'string') return { name: levelName(entry), path, ref: entry };
    const ref = typeof entry.layout === 'string' ? entry.layout : (entry.layout as LayoutDocument);
    return { name: entry.name, path, ref };
  });
}

/** `cuts/per-node.vmlayout.json` -> `per-node`. Both kinds of slash, since the document may come from Windows. */
function levelName(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file;
  return base.replace(/\.json$/i, '').replace(/\.vmlayout$/i, '');
}
