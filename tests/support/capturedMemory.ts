import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The attempt in tests/captured that collected everything, at a line of its journal. */
export interface CapturedMemory {
  /** A file: the layout whose VM has no place of its own. */
  readonly path: string;
  /** What the journal says at this line, and all before it. */
  readonly readTo: (line: number) => void;
}

export const MEMORY_ATTEMPT = '20261129T135500Z-rehearsal-rehearsal-4x2-0558e288';
const CAPTURED = join(import.meta.dirname, '../captured');
const RESULTS = join('memory.vmresults', MEMORY_ATTEMPT);

/** Copies it into a folder, with the layouts of its experiment in files of their own. */
export function capturedMemory(folder: string): CapturedMemory {
  const inline = /"name": "(\w+)",\s+"layout": (\{.*?\n {6}\})/gs;
  const experiment = readFileSync(join(CAPTURED, 'memory.vmexperiment.json'), 'utf8');
  const named = experiment.replace(inline, (_all, name: string, layout: string) => {
    writeFileSync(join(folder, `${name}.vmlayout.json`), layout);
    return `"name": "${name}", "layout": "${name}.vmlayout.json"`;
  });
  writeFileSync(join(folder, 'memory.vmexperiment.json'), named);
  cpSync(join(CAPTURED, RESULTS), join(folder, RESULTS), { recursive: true });
  const journal = join(folder, RESULTS, 'journal.jsonl');
  const lines = readFileSync(journal, 'utf8').split(/(?<=\n)/);
  return {
    path: join(folder, 'floating.vmlayout.json'),
    readTo: (line) => writeFileSync(journal, lines.slice(0, line).join('')),
  };
}
