import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { benchDocuments } from '../bench/documents';

/** What a text is to be read as. */
export type Kind = 'layout' | 'topology' | 'experiment' | 'hosts' | 'machine' | 'output';

export interface Sample {
  readonly kind: Kind;
  readonly name: string;
  readonly text: string;
}

/** Larger ones make every case slow and no case better. */
const MOST_BYTES = 40_000;
const DOCUMENTS = /\.vm(layout|topology|experiment)\.json$/;

/** Valid texts from the repository that mutation begins with: examples, machines, captures and outputs. */
export function corpusOf(root: string): readonly Sample[] {
  const folders = ['examples', 'media/machines', 'tests/fuzz/seeds', 'tests/unit'];
  const files = folders.flatMap((folder) => filesIn(join(root, folder)));
  const samples = files.flatMap((path) => sampleOf(root, path));
  const { layout, topology } = benchDocuments(16, 128);
  return [
    ...samples,
    { kind: 'layout', name: 'many VMs', text: layout },
    { kind: 'topology', name: 'many PUs', text: topology },
    { kind: 'hosts', name: 'hosts.json', text: HOSTS },
    ...SYNTHETIC.map((text): Sample => ({ kind: 'machine', name: text, text })),
  ];
}

const HOSTS = `{
  "version": 1,
  "hosts": {
    "quad": { "kind": "ssh", "destination": "me@quad.example.org", "note": "in the basement" },
    "scratch": { "kind": "local", "directory": "/scratch/lab" },
    "practice": { "kind": "rehearsal", "topology": "rehearsal-4x2" },
  },
}
`;
const SYNTHETIC = ['pack:4 [numa] core:4 pu:1', 'pack:2 [numa(memory=8GiB)] l3:2 core:4 pu:2(indexes=core)'];

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function sampleOf(root: string, path: string): Sample[] {
  const kind = kindOf(path.slice(root.length));
  if (kind === null) return [];
  const text = readFileSync(path, 'utf8');
  return text.length > MOST_BYTES ? [] : [{ kind, name: basename(path), text }];
}

/** Documents by their name, everything in a folder `captured` or `seeds` by what is in its name. */
function kindOf(path: string): Kind | null {
  const document = DOCUMENTS.exec(path)?.[1];
  if (document !== undefined) return document as Kind;
  if (!/\/(captured|seeds)\//.test(path) || !/\.(txt|xml|json|out)$/.test(path)) return null;
  return /\/topology\/|lscpu|hwloc|sysfs|libvirt/.test(path) ? 'machine' : 'output';
}
