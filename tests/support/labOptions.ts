import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { LabOptions } from '../../src/lab/options';
import { HostError } from '../../src/lab/ports';
import { nodeFiles } from '../../src/node/files';
import { nodeGzip } from '../../src/node/gzip';
import { captureTree } from '../../src/node/trees';

const ROOT = join(import.meta.dirname, '../..');

/** Ports on the real file system without a host; documents given by path stand for unsaved editors. */
export function labOptions(
  documents: Readonly<Record<string, string>> = {},
  more: Partial<LabOptions> = {},
): LabOptions {
  return {
    files: nodeFiles,
    gzip: nodeGzip,
    readDocument: async (path) => documents[path] ?? (await nodeFiles.readText(path)),
    beside: (document, relative) => resolve(dirname(document), relative),
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    log: { info: () => undefined, warn: () => undefined },
    machinesFolder: join(ROOT, 'media/machines'),
    payload: () => Promise.resolve([]),
    captureTree,
    rasterize: () => Promise.reject(new Error('No PNG in this test.')),
    hosts: () => Promise.resolve([]),
    targetOf: () => Promise.resolve({ accelerator: 'kvm', origin: 'measured' }),
    isUp: () => Promise.resolve(true),
    connect: () => Promise.reject(new HostError('No host in this test.', 'None.')),
    probes: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    version: '0',
    ...more,
  };
}

export function example(name: string): { readonly path: string; readonly text: string } {
  const path = join(ROOT, 'examples', name);
  return { path, text: readFileSync(path, 'utf8') };
}
