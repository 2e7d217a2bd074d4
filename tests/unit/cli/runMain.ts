import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { main } from '../../../src/cli/main';
import { createLab } from '../../../src/lab/createLab';
import type { LabOptions } from '../../../src/lab/options';
import { HostError, type Rehearsal } from '../../../src/lab/ports';
import { channelFor, hostTarget } from '../../../src/node/hosts';
import { labOptions } from '../../support/labOptions';

const NO_HOSTS = { version: 1, hosts: {} } as const;
const PROBE = readFileSync(join(import.meta.dirname, '../../../src/payload/probe.sh'));

export interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command line in this process, over the real file system and with this machine as its only host. Words that
 * name files are relative to `folder`.
 */
export async function vmpart(
  words: readonly string[],
  folder = '/nowhere',
  more: Partial<LabOptions> = {},
  signal = new AbortController().signal,
): Promise<Told> {
  const told = { stdout: '', stderr: '' };
  const code = await main(words, {
    lab: createLab(labOptions({}, { ...ports(), ...more })),
    rehearsal: REHEARSAL,
    version: '1.2.3',
    absolute: (path) => resolve(folder, path),
    terminal: {
      out: (text) => void (told.stdout += text),
      err: (text) => void (told.stderr += text),
      live: false,
      signal,
    },
  });
  return { code, ...told };
}

function ports(): Partial<LabOptions> {
  const noRehearsal = (): Promise<never> => Promise.reject(new HostError('No rehearsal here.', 'None.'));
  return {
    payload: () => Promise.resolve([{ path: 'probe.sh', bytes: PROBE, executable: true }]),
    targetOf: (host) => {
      hostTarget(host, NO_HOSTS);
      return Promise.resolve({ accelerator: 'kvm', origin: 'measured' });
    },
    connect: (host) => channelFor(host, NO_HOSTS, { rehearsal: noRehearsal }),
    hosts: () =>
      Promise.resolve([
        { name: 'local', kind: 'local', detail: 'this machine' },
        { name: 'model', kind: 'model', detail: 'predicts' },
      ]),
  };
}

const REHEARSAL: Rehearsal = {
  up: (topology, tell) => {
    tell('Booting');
    return Promise.resolve({ topology, running: true, login: 'ssh machine' });
  },
  down: () => Promise.resolve(),
  status: () => Promise.resolve([{ topology: 'rehearsal-4x2', running: false, login: '' }]),
};
