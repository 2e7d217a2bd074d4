import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeClock } from '../../../src/node/clock';
import { ProcessError, runProcess } from '../../../src/node/process';

const sh = (script: string, options = {}) => runProcess('sh', ['-c', script], options);

describe('runProcess', () => {
  it('gives exit code, output and input', async () => {
    expect(await sh('cat; echo oh >&2; exit 4', { input: 'in' })).toEqual({
      code: 4,
      stdout: 'in',
      stderr: 'oh\n',
    });
  });

  it('reports a signal as a shell does', async () => {
    expect((await sh('kill -KILL $$')).code).toBe(137);
  });

  it('takes the arguments as they are', async () => {
    const { stdout } = await runProcess('printf', ['%s|', '$(id)', "a'b", '', '*']);
    expect(stdout).toBe("$(id)|a'b||*|");
  });

  it('does not mind a program that leaves its input unread', async () => {
    expect((await sh('exit 0', { input: 'x'.repeat(1_000_000) })).code).toBe(0);
  });

  it('passes output on as it comes and keeps none of it', async () => {
    const seen: string[] = [];
    const onStdout = (chunk: Uint8Array): void => void seen.push(Buffer.from(chunk).toString());
    expect((await sh('echo a; sleep 0.1; echo b', { onStdout })).stdout).toBe('');
    expect(seen.join('')).toBe('a\nb\n');
    expect(seen.length).toBeGreaterThan(1);
  });

  it('ends the whole group when the signal fires', async () => {
    const stop = new AbortController();
    let pids: readonly number[] = [];
    const work = sh('sleep 60 & echo $$ $!; wait', {
      signal: stop.signal,
      onStdout: (chunk: Uint8Array) => {
        pids = Buffer.from(chunk).toString().trim().split(' ').map(Number);
        stop.abort(new Error('enough'));
      },
    });
    await expect(work).rejects.toThrow('enough');
    expect(pids).toHaveLength(2);
    await expectGone(pids);
  });

  it('ends a group that ignores the polite signal', async () => {
    const work = sh("trap '' TERM; sleep 60 & wait; sleep 60", { timeoutSeconds: 0.2 });
    await expect(work).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('does not start at all when the signal has fired', async () => {
    const signal = AbortSignal.abort(new Error('before'));
    await expect(sh('exit 0', { signal })).rejects.toThrow('before');
  });

  it('ends a process that says too much', async () => {
    await expect(sh('yes', { maxBytes: 10_000 })).rejects.toMatchObject({ reason: 'output' });
  });

  it('does not wait for a background process that keeps the pipes', async () => {
    const before = nodeClock.now();
    const { stdout } = await sh('setsid sleep 20 & echo $!');
    process.kill(Number(stdout));
    expect(nodeClock.now() - before).toBeLessThan(5000);
  });

  it('says that a program is missing', async () => {
    const error: unknown = await runProcess('/no/such/program', []).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProcessError);
    expect(error).toMatchObject({ reason: 'missing' });
  });
});

async function expectGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const running = new Set(readdirSync('/proc'));
    if (pids.every((pid) => !running.has(String(pid)) || isZombie(pid))) return;
    await nodeClock.sleep(100);
  }
  throw new Error(`Still there: ${pids.join(', ')}`);
}

/** Nobody may be there to bury orphans in a container. */
function isZombie(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  return readdirSync(`/proc/${pid}/task`).length <= 1 && cmdline(pid) === '';
}

function cmdline(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
