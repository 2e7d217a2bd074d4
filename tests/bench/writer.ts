import { appendFileSync, createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lineOf, type NextLine } from './followed';

/** Milliseconds between two looks at what is due. */
const STEP = 5;

/**
 * What an attempt does to its files, without what it does it for: events of `next` into the journal, so many a second for
 * so many seconds, each with the time at which it was written; output before the line that speaks of it.
 */
export async function write(
  remote: string,
  next: string,
  skip: number,
  first: number,
  perSecond: number,
  seconds: number,
): Promise<void> {
  const began = Date.now();
  let told = -skip;
  for await (const text of createInterface({ input: createReadStream(next) })) {
    if (told >= perSecond * seconds) return;
    if (told < 0) {
      told += 1;
      continue;
    }
    while (Date.now() - began < (told / perSecond) * 1000)
      await new Promise((resolve) => setTimeout(resolve, STEP));
    const { event, output } = JSON.parse(text) as NextLine;
    if (output !== null) appendFileSync(join(remote, output.file), output.text);
    appendFileSync(join(remote, 'journal.jsonl'), lineOf(event, first + told, Date.now() / 1000));
    told += 1;
  }
}
