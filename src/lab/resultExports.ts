import { resultsCsv } from '../core/analysis/csv';
import { figuresOf } from '../core/analysis/figures/kinds';
import { figureSvg } from '../core/analysis/figures/svg';
import { watermarkOf } from '../core/analysis/format';
import { methodsText } from '../core/analysis/methods';
import { resultsReport } from '../core/analysis/report';
import { printableData } from '../core/text/printable';
import { type KnownAttempt, knownAttempt, layoutPictures, methodsInput } from './knownAttempt';
import { sourceOf } from './openArchive';
import type { LabOptions } from './options';
import { createResults } from './results';
import { resultsArchive } from './resultsArchive';

/**
 * What is written of results for others. Of an experiment's newest attempt, of an attempt's folder or of an archive; null
 * where an experiment has no attempt yet. Throws a UserError for what cannot be read.
 */
export interface ResultExports {
  /** Paragraphs for a paper, an empty line between them. */
  methods(path: string): Promise<string | null>;
  /** Returns the paths of what was written. */
  save(path: string, kind: ExportKind, target: string): Promise<readonly string[] | null>;
}

/** `html`: one page; `archive`: a compressed tar file; `svg`: a folder with a file for each figure; others: text. */
export type ExportKind = 'html' | 'svg' | 'archive' | 'methods' | 'csv' | 'json';

export function createExports(options: LabOptions): ResultExports {
  const { version, files } = options;
  const of = async <T>(path: string, make: (known: KnownAttempt, through: LabOptions) => T | Promise<T>) => {
    const source = await sourceOf(options, path);
    const found = await createResults(source.options)(source.path);
    return found === null ? null : await make(await knownAttempt(source.options, found), source.options);
  };
  return {
    methods: (path) => of(path, (known) => methodsOf(known, version)),
    save: (path, kind, target) =>
      of(path, async (known, through) => {
        const made = await MAKERS[kind](known, through, target);
        for (const { file, bytes } of made) await files.writeBytes(file, bytes, false);
        return made.map(({ file }) => file);
      }),
  };
}

function methodsOf(known: KnownAttempt, version: string): string {
  return methodsText(printableData(methodsInput(known, version)));
}

interface MadeFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

type Maker = (
  known: KnownAttempt,
  options: LabOptions,
  target: string,
) => readonly MadeFile[] | Promise<readonly MadeFile[]>;

/** A text as the commands print it. */
function text(make: (known: KnownAttempt, version: string) => string): Maker {
  return (known, { version }, file) => [{ file, bytes: new TextEncoder().encode(make(known, version)) }];
}

const MAKERS: Readonly<Record<ExportKind, Maker>> = {
  html: text((known, version) => {
    const input = printableData(methodsInput(known, version));
    return resultsReport({ ...input, ...layoutPictures(known), figures: figuresOf(input.results) });
  }),
  methods: text(methodsOf),
  csv: text(({ found }) => resultsCsv(found.samples, found.results)),
  json: text(({ found }) => `${JSON.stringify(found.results)}\n`),
  svg: ({ found }, _options, folder) =>
    figuresOf(printableData(found.results)).map((figure) => ({
      file: `${folder}/${figure.kind}.svg`,
      bytes: new TextEncoder().encode(figureSvg(figure, { watermark: watermarkOf(found.results.origin) })),
    })),
  archive: async (known, options, file) => [{ file, bytes: await resultsArchive(options, known) }],
};
