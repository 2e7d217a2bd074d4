import { printableLines } from '../core/text/printable';
import { readRecord } from './attemptFolder';
import { type OutputPart, type ShownOutput, UserError } from './lab';
import type { LabOptions } from './options';
import { isRawFile } from './rawFile';

/** Longest output that is shown, bytes; where a program fails it says so at its end, so the end is kept. */
const MAX_SHOWN = 4 * 1024 * 1024;

/**
 * What a run or session has printed, as far as it is here, safe to show. Throws a UserError when nothing is here, or
 * when the file is none of output.
 */
export async function readOutput(
  { files }: LabOptions,
  folder: string,
  { file, range }: OutputPart,
): Promise<ShownOutput> {
  await readRecord(files, folder);
  const path = `${folder}/${file}`;
  const size = isRawFile(file) ? await files.size(path) : null;
  if (size === null) {
    throw new UserError(
      `The output ${file} is not here.`,
      'Attach to the attempt: what it has printed on its host is copied then.',
      folder,
    );
  }
  const end = range === null ? size : Math.min(size, range.offset + range.bytes);
  const from = Math.min(range?.offset ?? 0, end);
  const start = Math.max(from, end - MAX_SHOWN);
  const text = new TextDecoder().decode(await files.readBytes(path, start, end - start));
  return { text: printableLines(text.replaceAll('\r\n', '\n')), leftOutBytes: start - from, path };
}
