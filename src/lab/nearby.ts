import type { Nearby, NearbyFile } from '../core/assist/completions/files';
import { layoutInWords } from '../core/assist/hints';
import { machineInWords } from '../core/assist/words';
import { loadLayoutFile, loadMachine } from './assistSubject';
import { documentKind } from './documentKind';
import type { LabOptions } from './options';

/** Most folders and files that are looked into for one list. */
const MOST_FOLDERS = 50;
const MOST_FILES = 200;

/** Machines or layouts that a document can name: files in its folder, the folders in it and the one above, and what is built in. */
export async function nearby(
  options: LabOptions,
  path: string,
  wanted: 'machines' | 'layouts',
): Promise<Nearby> {
  const kind = wanted === 'machines' ? 'topology' : 'layout';
  const found = (await namesAround(options, path)).filter((name) => documentKind(name) === kind);
  const files = await Promise.all(
    found
      .slice(0, MOST_FILES)
      .filter((name) => options.beside(path, name) !== path)
      .map(async (name): Promise<NearbyFile> => ({ path: name, title: await titleOf(options, path, name) })),
  );
  return { machines: wanted === 'machines' ? await builtIn(options) : [], files };
}

/** Names of files in the folder of a document, the folders in it and the one above, relative to the document. */
export async function namesAround(options: LabOptions, path: string): Promise<readonly string[]> {
  const here = await namesIn(options, options.beside(path, '.'));
  // What has a dot is a file, or a folder that nobody keeps documents in.
  const folders = here
    .filter((name) => !name.includes('.') && name !== 'node_modules')
    .slice(0, MOST_FOLDERS);
  const below = await Promise.all(
    [...folders, '..'].map(async (folder) =>
      (await namesIn(options, options.beside(path, folder))).map((name) => `${folder}/${name}`),
    ),
  );
  return [...here, ...below.flat()];
}

/** Names in a folder; none for what is no folder or may not be read. */
async function namesIn({ files }: LabOptions, folder: string): Promise<readonly string[]> {
  return await files.list(folder).catch(() => []);
}

async function titleOf(options: LabOptions, path: string, name: string): Promise<string> {
  const file = options.beside(path, name);
  if (documentKind(name) === 'layout') {
    const layout = await loadLayoutFile(options, file);
    return layout === null || layout.vms.length === 0
      ? ''
      : `${layoutInWords(layout)} on ${layout.machine.id}`;
  }
  const machine = await loadMachine(options, file);
  return machine === null ? '' : machineInWords(machine);
}

async function builtIn(options: LabOptions): Promise<Nearby['machines']> {
  const names = (await namesIn(options, options.machinesFolder)).filter(
    (name) => documentKind(name) === 'topology',
  );
  const machines = await Promise.all(
    names.map((name) => loadMachine(options, `${options.machinesFolder}/${name}`)),
  );
  return machines.filter((machine) => machine !== null);
}
