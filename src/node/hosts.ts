import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Host, HostsDocument } from '../core/schema/generated/hosts.types';
import { UserError } from '../lab/lab';
import type { Channel, Files } from '../lab/ports';
import { localChannel } from './localChannel';
import { sshChannel } from './sshChannel';
import type { SshHost } from './sshCommand';

/** Where hosts are kept, shared by the command line and the editor. `setting` is the editor's own path, empty for none. */
export function hostsFilePath(setting = ''): string {
  if (setting !== '') return setting;
  const config = process.env['XDG_CONFIG_HOME'];
  const base = config !== undefined && isAbsolute(config) ? config : join(homedir(), '.config');
  return join(base, 'vm-partition-lab', 'hosts.json');
}

const EMPTY: HostsDocument = { version: 1, hosts: {} };

/** The hosts file; an empty document when there is none. `parse` throws a UserError with the place for a bad text. */
export async function readHosts(
  files: Files,
  path: string,
  parse: (text: string, path: string) => HostsDocument,
): Promise<HostsDocument> {
  const text = await files.readText(path);
  return text === null ? EMPTY : parse(text, path);
}

/** A host by its name, resolved as far as it can be without touching it. */
export type HostTarget =
  | { readonly kind: 'local'; readonly name: string; readonly directory?: string }
  | { readonly kind: 'ssh'; readonly name: string; readonly ssh: SshHost; readonly directory?: string }
  | {
      readonly kind: 'rehearsal';
      readonly name: string;
      /** Id or path of the machine to emulate; null for the default one. */
      readonly topology: string | null;
      readonly directory?: string;
    };

/** Names of the file win over the built-in ones. Throws UserError for a name that says nothing. */
export function hostTarget(spec: string, document: HostsDocument): HostTarget {
  const named = Object.hasOwn(document.hosts, spec) ? document.hosts[spec] : undefined;
  if (named !== undefined) return targetOf(spec, named);
  if (spec === 'local') return { kind: 'local', name: spec };
  if (spec === 'rehearsal') return { kind: 'rehearsal', name: spec, topology: null };
  const [prefix, rest] = splitAt(spec, ':');
  if (rest !== '' && prefix === 'rehearsal') return { kind: 'rehearsal', name: spec, topology: rest };
  if (rest !== '' && prefix === 'ssh') return { kind: 'ssh', name: spec, ssh: { destination: rest } };
  throw unknownHost(spec, document);
}

function targetOf(name: string, host: Host): HostTarget {
  const directory = host.directory === undefined ? {} : { directory: host.directory };
  switch (host.kind) {
    case 'local':
      return { kind: 'local', name, ...directory };
    case 'rehearsal':
      return { kind: 'rehearsal', name, topology: host.topology ?? null, ...directory };
    case 'ssh':
      return {
        kind: 'ssh',
        name,
        ssh: {
          destination: host.destination ?? '',
          ...(host.configFile === undefined ? {} : { configFile: host.configFile }),
        },
        ...directory,
      };
  }
}

function unknownHost(spec: string, document: HostsDocument): UserError {
  const names = Object.keys(document.hosts).sort();
  const known = names.length === 0 ? '' : ` Hosts of your file: ${names.join(', ')}.`;
  return new UserError(
    `There is no host ${JSON.stringify(spec)}.${known}`,
    `Use one of your hosts file (${hostsFilePath()}), local, rehearsal, rehearsal:TOPOLOGY or ssh:DESTINATION.`,
  );
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** Brings up, or finds, the emulated machine of a topology. Passed in: this room knows nothing of rehearsals. */
export type RehearsalChannel = (
  topology: string | null,
  settings: { readonly name: string; readonly directory?: string },
) => Promise<Channel>;

/** A channel to a host. Nothing is connected yet, except that a rehearsal machine is up afterwards. */
export async function channelFor(
  spec: string,
  document: HostsDocument,
  rehearsal: RehearsalChannel,
): Promise<Channel> {
  const target = hostTarget(spec, document);
  const { name } = target;
  const directory = target.directory === undefined ? {} : { directory: target.directory };
  switch (target.kind) {
    case 'local':
      return { ...localChannel(target.directory), name };
    case 'ssh':
      return sshChannel({ ...target.ssh, name, ...directory });
    case 'rehearsal':
      return await rehearsal(target.topology, { name, ...directory });
  }
}
