import { describe, expect, it, vi } from 'vitest';
import type { HostsDocument } from '../../../src/core/schema/generated/hosts.types';
import { UserError } from '../../../src/lab/lab';
import { localChannel } from '../../../src/node/localChannel';
import { channelFor, hostsFilePath, hostTarget } from '../../../src/node/hosts';

const document: HostsDocument = {
  version: 1,
  hosts: {
    quad: { kind: 'ssh', destination: 'me@quad', configFile: '/etc/q', directory: '/scratch' },
    local: { kind: 'local', emulate: true },
    toy: { kind: 'rehearsal', topology: 'nehalem-2x4' },
  },
};
const makers = {
  rehearsal: (topology: string | null, { name }: { name: string }) =>
    Promise.resolve(localChannel({ name: `${name} ${topology ?? 'default'}` })),
};

describe('names of hosts', () => {
  it('come from the file first', async () => {
    expect(hostTarget('local', document)).toEqual({ kind: 'local', name: 'local', emulate: true });
    const channel = await channelFor('quad', document, makers);
    expect(channel).toMatchObject({
      name: 'quad',
      directory: '/scratch',
      origin: 'measured',
      accelerator: 'kvm',
    });
    expect((await channelFor('local', document, makers)).accelerator).toBe('tcg');
  });

  it('may be built in', async () => {
    expect(hostTarget('ssh:a@b:c', document)).toEqual({
      kind: 'ssh',
      name: 'ssh:a@b:c',
      ssh: { destination: 'a@b:c' },
    });
    expect(hostTarget('rehearsal', document)).toMatchObject({ topology: null });
    expect((await channelFor('rehearsal:x', document, makers)).name).toBe('rehearsal:x x');
    expect((await channelFor('toy', document, makers)).name).toBe('toy nehalem-2x4');
  });

  it.each(['', 'nowhere', 'ssh:', 'rehearsal:', 'toString', '__proto__', 'telnet:x'])(
    '%j is none',
    (name) => {
      expect(() => hostTarget(name, document)).toThrow(UserError);
      expect(() => hostTarget(name, document)).toThrow(/There is no host .*local, quad, toy/);
    },
  );
});

describe('the hosts file', () => {
  it('lies in the user’s configuration folder, or where the setting says', () => {
    vi.stubEnv('XDG_CONFIG_HOME', '/config');
    expect(hostsFilePath()).toBe('/config/vm-partition-lab/hosts.json');
    vi.stubEnv('XDG_CONFIG_HOME', 'relative');
    vi.stubEnv('HOME', '/home/me');
    expect(hostsFilePath()).toBe('/home/me/.config/vm-partition-lab/hosts.json');
    expect(hostsFilePath('/my/hosts.json')).toBe('/my/hosts.json');
    vi.unstubAllEnvs();
  });
});
