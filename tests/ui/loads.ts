import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the texts of documents need was loaded, in one extension host. */
export interface Load {
  readonly milliseconds: number;
  /** What it was for. */
  readonly asker: string;
}

/** Of every extension host of a talkative editor that wrote into these logs, oldest first. */
export function loadsIn(logs: string): readonly Load[] {
  const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('VM Partition Lab.log'),
  );
  return files
    .flatMap((path) => [
      ...readFileSync(join(logs, path), 'utf8').matchAll(/^(\S+ \S+) .*Loaded in ([\d.]+) ms for: (.*)\.$/gm),
    ])
    .map(([, when = '', milliseconds, asker = '']) => ({ when, milliseconds: Number(milliseconds), asker }))
    .sort((one, two) => one.when.localeCompare(two.when));
}
