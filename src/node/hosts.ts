import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Host, HostsDocument } from '../core/schema/generated/hosts.types';
import { UserError } from '../lab/lab';
import { type Channel, type Files, HostError } from '../lab/ports';
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
export type HostTarget = LocalTarget | SshTarget | RehearsalTarget | ModelTarget;

interface AnyTarget {
  readonly name: string;
  readonly directory?: string;
}

interface LocalTarget extends AnyTarget {
  readonly kind: 'local';
  readonly emulate?: boolean;
}

interface SshTarget extends AnyTarget {
  readonly kind: 'ssh';
  readonly ssh: SshHost;
  readonly emulate?: boolean;
}

interface RehearsalTarget extends AnyTarget {
  readonly kind: 'rehearsal';
  /** Id or path of the machine to emulate; null for the default one. */
  readonly topology: string | null;
}

interface ModelTarget extends AnyTarget {
  readonly kind: 'model';
}

/** Names of the file win over the built-in ones. Throws UserError for a name that says nothing. */
export function hostTarget(spec: string, document: HostsDocument): HostTarget {
  const named = Object.hasOwn(document.hosts, spec) ? document.hosts[spec] : undefined;
  if (named !== undefined) return targetOf(spec, named);
  if (spec === 'local') return { kind: 'local', name: spec };
  if (spec === 'rehearsal') return { kind: 'rehearsal', name: spec, topology: null };
  if (spec === 'model') return { kind: 'model', name: spec };
  const [prefix, rest] = splitAt(spec, ':');
  if (rest !== '' && prefix === 'rehearsal') return { kind: 'rehearsal', name: spec, topology: rest };
  if (rest !== '' && prefix === 'ssh') return { kind: 'ssh', name: spec, ssh: { destination: rest } };
  throw unknownHost(spec, document);
}

function targetOf(name: string, host: Host): HostTarget {
  const common = { name, ...(host.directory === undefined ? {} : { directory: host.directory }) };
  const emulate = host.emulate === undefined ? {} : { emulate: host.emulate };
  switch (host.kind) {
    case 'local':
      return { kind: 'local', ...common, ...emulate };
    case 'rehearsal':
      return { kind: 'rehearsal', topology: host.topology ?? null, ...common };
    case 'ssh':
      return { kind: 'ssh', ssh: sshHost(host), ...common, ...emulate };
  }
}

function sshHost(host: Host): SshHost {
  const config = host.configFile === undefined ? {} : { configFile: host.configFile };
  return { destination: host.destination ?? '', ...config };
}

function unknownHost(spec: string, document: HostsDocument): UserError {
  const names = Object.keys(document.hosts).sort();
  const known = names.length === 0 ? '' : ` Hosts of your file: ${names.join(', ')}.`;
  return new UserError(
    `There is no host ${JSON.stringify(spec)}.${known}`,
    `Use one of your hosts file (${hostsFilePath()}), local, model, rehearsal, rehearsal:TOPOLOGY or ssh:DESTINATION.`,
  );
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** What a channel may need beside the host's own entry. */
export interface ChannelMakers {
  /** The ssh program; VMPART_SSH or `ssh` when absent. */
  readonly sshPath?: string;
  /** Brings up, or finds, the emulated machine of a topology (null: the default one). This room knows nothing of it. */
  readonly rehearsal: (
    topology: string | null,
    settings: { readonly name: string; readonly directory?: string },
  ) => Promise<Channel>;
}

/** A channel to a host. Nothing is connected yet, except that a rehearsal machine is up afterwards. */
export async function channelFor(
  spec: string,
  document: HostsDocument,
  makers: ChannelMakers,
): Promise<Channel> {
  const target = hostTarget(spec, document);
  const program = makers.sshPath === undefined ? {} : { program: makers.sshPath };
  switch (target.kind) {
    case 'local':
      return localChannel(target);
    case 'ssh':
      return sshChannel({ ...target, ...target.ssh, ...program });
    case 'rehearsal':
      return await makers.rehearsal(target.topology, target);
    case 'model':
      throw new HostError(
        `${spec} is no machine: it predicts, nothing runs on it and nothing is left there.`,
        'Predict an experiment with it (vmpart predict), or name another host.',
      );
  }
}
