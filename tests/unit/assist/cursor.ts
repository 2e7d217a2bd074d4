import { createAssistance, type Assistance } from '../../../src/lab/assist';
import type { Completion } from '../../../src/core/assist/completion';
import type { LabOptions } from '../../../src/lab/options';
import { labOptions } from '../../support/labOptions';

/** A text with its cursor: `|` in what is written. */
export interface Cursor {
  readonly text: string;
  readonly offset: number;
}

export function at(marked: string): Cursor {
  const offset = marked.indexOf('|');
  if (offset === -1) throw new Error('The text has no cursor.');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

export const LAYOUT = '/work/a.vmlayout.json';
export const EXPERIMENT = '/work/a.vmexperiment.json';
export const TOPOLOGY = '/work/a.vmtopology.json';

/** Two packages with two nodes each, two cores a node, two threads a core: PU n and n + 8 are one core. */
export const SMT_TOPOLOGY = JSON.stringify({
  version: 1,
  id: 'smt',
  title: 'Eight cores with two threads',
  source: 'made up for tests',
  nodes: [0, 1, 2, 3].map((id) => ({ id, memoryBytes: 8 * 2 ** 30 })),
  pus: Array.from({ length: 16 }, (_, id) => {
    const core = id % 8;
    return { id, package: core >> 2, core: core % 4, l3: core >> 2, node: core >> 1, online: true };
  }),
  distances: [
    [10, 16, 22, 22],
    [16, 10, 22, 22],
    [22, 22, 10, 16],
    [22, 22, 16, 10],
  ],
  reserved: { memoryPerNode: '1GiB' },
  nics: [{ name: 'eth0', node: 1 }],
});

export function assistance(
  documents: Readonly<Record<string, string>> = {},
  more: Partial<LabOptions> = {},
): Assistance {
  return createAssistance(labOptions({ '/work/smt.vmtopology.json': SMT_TOPOLOGY, ...documents }, more));
}

/** What is offered at the cursor of a layout. */
export async function offered(
  marked: string,
  documents: Readonly<Record<string, string>> = {},
  path = LAYOUT,
): Promise<readonly Completion[]> {
  const { text, offset } = at(marked);
  return assistance(documents).completions(path, text, offset);
}

/** The text after the completion whose `insert` begins so. */
export function completed(marked: string, { insert, range }: Completion): string {
  const { text } = at(marked);
  return text.slice(0, range.offset) + insert + text.slice(range.offset + range.length);
}
