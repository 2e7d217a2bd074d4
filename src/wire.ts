import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { SeveritySettings } from './core/check/rule';
import type { HostsDocument } from './core/schema/generated/hosts.types';
import { validateDocument } from './core/schema/validate';
import type { Machine } from './core/topology/machine';
import { parseDocument } from './core/text/parse';
import { indexLines, positionAt } from './core/text/positions';
import { createLab } from './lab/createLab';
import { type HostEntry, type Lab, UserError } from './lab/lab';
import type { Log, Rehearsal } from './lab/ports';
import { once, whenCalled } from './lab/whenCalled';
import { nodeClock } from './node/clock';
import { nodeFiles } from './node/files';
import { nodeGzip } from './node/gzip';
import { channelFor, hostsFilePath, hostTarget, readHosts } from './node/hosts';
import { rasterize } from './node/rasterize';
import { readPayload } from './node/payload';
import { probeStore } from './node/probeStore';
import { captureTree } from './node/trees';

/** What differs between the command line and the editor. */
export interface Wiring {
  /** Folder that holds machines/ and payload/: dist/. */
  readonly dist: string;
  readonly version: string;
  /** Setting for the hosts file; empty for the user's own. */
  readonly hostsFile?: string;
  readonly sshPath?: string;
  readonly severities?: SeveritySettings;
  readonly log: Log;
  /** Throws where no host may be reached, this machine included. */
  readonly beforeConnect?: () => void;
  /** Unsaved text of open editors; null for a document that is not open. */
  readonly openText?: (path: string) => string | null;
}

export interface Wired {
  readonly lab: Lab;
  readonly rehearsal: Rehearsal;
}

/** The use cases over the real world. */
export function wire(wiring: Wiring): Wired {
  const machinesFolder = join(wiring.dist, 'machines');
  const readDocument = async (path: string): Promise<string | null> =>
    wiring.openText?.(path) ?? (await nodeFiles.readText(path));
  const hostsDocument = (): Promise<HostsDocument> =>
    readHosts(nodeFiles, hostsFilePath(wiring.hostsFile), parseHosts);
  // Most people have hosts of their own.
  const emulated = once(() => import('./rehearsal/rehearsal'));
  const machine = (id: string): Promise<Machine> => lab.machine(id);
  const lab: Lab = createLab({
    files: nodeFiles,
    gzip: nodeGzip,
    readDocument,
    beside: (document, relative) => (isAbsolute(relative) ? relative : resolve(dirname(document), relative)),
    clock: nodeClock,
    log: wiring.log,
    machinesFolder,
    payload: () => readPayload(join(wiring.dist, 'payload')),
    captureTree,
    rasterize,
    hosts: async () => hostEntries(await hostsDocument()),
    targetOf: async (host) => {
      const target = hostTarget(host, await hostsDocument());
      const isEmulated = 'emulate' in target && target.emulate;
      return {
        accelerator: isEmulated ? 'tcg' : 'kvm',
        origin: isEmulated || target.kind === 'rehearsal' ? 'rehearsed' : 'measured',
      };
    },
    isUp: async (host) => {
      const target = hostTarget(host, await hostsDocument());
      return (
        target.kind !== 'rehearsal' || (await (await emulated()).rehearsalIsUp(target.topology, machine))
      );
    },
    connect: async (host, onProgress, signal) => {
      wiring.beforeConnect?.();
      return await channelFor(host, await hostsDocument(), {
        ...(wiring.sshPath === undefined ? {} : { sshPath: wiring.sshPath }),
        rehearsal: async (topology, settings) =>
          (await emulated()).rehearsalChannel(topology, settings, machine, onProgress, signal),
      });
    },
    probes: probeStore(nodeFiles),
    version: wiring.version,
    ...(wiring.severities === undefined ? {} : { severities: wiring.severities }),
  });
  const rehearsal = async (): Promise<Rehearsal> => (await emulated()).nodeRehearsal(machine);
  return { lab, rehearsal: whenCalled(rehearsal, ['up', 'down', 'status']) };
}

function hostEntries(document: HostsDocument): readonly HostEntry[] {
  const named = Object.entries(document.hosts).map(([name, host]) => ({
    name,
    kind: host.kind,
    detail: host.note ?? host.destination ?? host.topology ?? '',
  }));
  const builtIn: readonly HostEntry[] = [
    { name: 'local', kind: 'local', detail: 'this machine' },
    { name: 'rehearsal', kind: 'rehearsal', detail: 'an emulated machine with four NUMA nodes' },
    { name: 'model', kind: 'model', detail: 'predicts what a run would take; nothing is started' },
  ];
  return [...named, ...builtIn.filter(({ name }) => !Object.hasOwn(document.hosts, name))];
}

export function parseHosts(text: string, path: string): HostsDocument {
  const doc = parseDocument(text);
  const problem = doc.problems[0] ?? validateDocument('hosts', doc)[0];
  // The schema has been held against it.
  if (problem === undefined) return doc.value as HostsDocument;
  const { line, column } = positionAt(indexLines(text), problem.range.offset);
  throw new UserError(problem.message, 'Mend the hosts file first.', `${path}:${line}:${column}`);
}
