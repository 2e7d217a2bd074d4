import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HostError } from '../../src/lab/ports';
import { nodeClock } from '../../src/node/clock';
import { sshChannel } from '../../src/node/sshChannel';
import { connectCommand } from '../../src/node/sshCommand';
import { hostileString } from '../support/hostile';
import { processesWith, type SshServer, startSshServer } from './sshServer';

let server: SshServer;
let runtime: string;

beforeAll(async () => {
  runtime = mkdtempSync(join(tmpdir(), 'vmpart-run-'));
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  server = await startSshServer();
});

afterAll(async () => {
  await server.stop();
  vi.unstubAllEnvs();
  rmSync(runtime, { recursive: true, force: true });
});

function channel(name: string, overrides: Readonly<Record<string, string>> = {}) {
  return sshChannel({ destination: 'target', configFile: server.config(name, overrides) });
}

async function failure(work: Promise<unknown>): Promise<HostError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('commands over ssh', () => {
  it('brings thousands of hostile arguments back unchanged and runs none of them', async () => {
    const canary = join(runtime, 'canary');
    mkdirSync(canary);
    const host = channel('hostile');
    const sets = fc.sample(
      fc.array(hostileString(`touch ${canary}/ran`), { minLength: 500, maxLength: 600 }),
      {
        numRuns: 6,
        seed: 20261122,
      },
    );
    expect(sets.flat().length).toBeGreaterThan(2000);
    for (const args of sets) {
      const { code, stdout } = await host.exec('cd "$1" && shift && printf "%s\\0" "$@"', [canary, ...args]);
      expect(code).toBe(0);
      expect(stdout.split('\0').slice(0, -1)).toEqual(args);
    }
    expect(readdirSync(canary)).toEqual([]);
    await host.close();
  });

  it('leaves standard input to the script, whatever the length of the script', async () => {
    const host = channel('input');
    const script = `${'# a long remark that fills the command line of a process\n'.repeat(5000)}cat; exit 3`;
    const input = 'first\n'.repeat(50_000);
    const result = await host.exec(script, ["it's"], { input });
    expect(result).toEqual({ code: 3, stdout: input, stderr: '' });
    await host.close();
  });

  it('keeps one connection and ends it on close', async () => {
    const host = channel('kept');
    await host.exec('true', []);
    const sockets = join(runtime, 'vmpart-ssh');
    expect(readdirSync(sockets)).toHaveLength(1);
    await host.close();
    await host.close();
    await nodeClock.sleep(500);
    expect(existsSync(sockets)).toBe(false);
    expect(processesWith(sockets)).toEqual([]);
  });

  it('uses the connection that the user opened in a terminal', async () => {
    const configFile = server.config('terminal');
    const [program = '', ...args] = connectCommand({ destination: 'target', configFile });
    expect(
      spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout,
    ).toContain('Connected');
    // With a key that the host refuses, only the kept connection can bring an answer.
    server.config('terminal', { IdentityFile: join(server.folder, 'other_key') });
    const host = sshChannel({ destination: 'target', configFile });
    expect((await host.exec('echo "$1"', ['over it'])).stdout).toBe('over it\n');
    await host.close();
    await expect(host.exec('true', [])).rejects.toThrow(HostError);
  });

  it('ends the local ssh when the signal fires', async () => {
    const host = channel('abort');
    await host.exec('true', []);
    const stop = new AbortController();
    const work = host.exec('echo begun; exec sleep 60', [], {
      signal: stop.signal,
      onStdout: () => stop.abort(new Error('enough')),
    });
    await expect(work).rejects.toThrow('enough');
    expect(processesWith('config-abort').filter((line) => line.includes('exec sh -c'))).toEqual([]);
    expect((await host.exec('echo still here', [])).stdout).toBe('still here\n');
    await host.close();
  });

  it('says so when a command takes too long', async () => {
    const host = channel('slow');
    const error = await failure(host.exec('sleep 60', [], { timeoutSeconds: 1 }));
    expect(error.message).toContain('did not end within 1 s');
    await host.close();
  });

  it('reports a connection that is cut in mid-stream, kept or not', async () => {
    for (const [name, overrides] of [
      ['cut-kept', {}],
      ['cut-single', { ControlPath: 'none', ControlMaster: 'no' }],
    ] as const) {
      const host = channel(name, overrides);
      const work = host.exec('while :; do echo line; sleep 0.1; done', [], { onStdout: () => server.cut() });
      const error = await failure(work);
      expect(error.message).toMatch(/target (is no longer connected|is not connected)/);
      expect(error.remedy).not.toBe('');
      await host.close();
    }
  });
});

describe('hosts that cannot be reached', () => {
  it.each([
    [
      'refused key',
      (s: SshServer) => ({ IdentityFile: join(s.folder, 'other_key') }),
      /refused the login/,
      /ssh-add/,
    ],
    [
      'unknown host key',
      (s: SshServer) => ({ UserKnownHostsFile: join(s.folder, 'empty_hosts') }),
      /host key that this machine does not know/,
      /Connect Host/,
    ],
    [
      'changed host key',
      (s: SshServer) => ({ UserKnownHostsFile: join(s.folder, 'changed_hosts') }),
      /another host key than before/,
      /ssh-keygen -R/,
    ],
    ['closed port', () => ({ Port: '1' }), /nothing listens/, /sshd/],
    ['unknown name', () => ({ HostName: 'no-such-host.invalid' }), /cannot be resolved/, /spelling/],
    ['bad configuration', () => ({ NoSuchOption: 'yes' }), /does not accept its configuration/, /Mend/],
  ])('%s', async (name, overrides, message, remedy) => {
    const error = await failure(channel(name.replaceAll(' ', '-'), overrides(server)).exec('true', []));
    expect(error.message).toMatch(message);
    expect(error.remedy).toMatch(remedy);
  });

  it('no ssh program', async () => {
    const host = sshChannel({ destination: 'target', program: join(runtime, 'no-ssh') });
    const error = await failure(host.exec('true', []));
    expect(error.message).toContain('there is no program');
    expect(error.remedy).toContain('openssh-client');
  });

  it('a destination that ssh would take for an option', async () => {
    writeFileSync(join(runtime, 'unused'), '');
    const host = sshChannel({ destination: `-oProxyCommand=rm ${join(runtime, 'unused')}` });
    expect((await failure(host.exec('true', []))).message).toContain('no ssh destination');
    expect(readdirSync(runtime)).toContain('unused');
  });
});
