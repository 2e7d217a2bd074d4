import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { withOwnMounts } from '../../src/rehearsal/ownMounts';

const isRoot = process.getuid?.() === 0;
const folders: string[] = [];

afterEach(() => {
  // Fails where something is still mounted inside.
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vmpart-mounts-'));
  folders.push(made);
  return made;
}

/** Numbers of the processes on whose command line a text stands. */
function processesWith(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds();) {
    if (Date.now() > end) throw new Error('It did not come to hold.');
    await new Promise((done) => setTimeout(done, 50));
  }
}

const mountAndWait = 'mount -t tmpfs none "$1" && touch "$1/seen" && echo up && while :; do sleep 1; done';

describe.runIf(isRoot)('what root makes with mounts of its own', () => {
  test('leaves no mount and no process when it is killed', async () => {
    const at = folder();
    const [program, args] = withOwnMounts(['sh', ['-c', mountAndWait, 'sh', at]], true);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((done) => child.once('exit', done));
    await new Promise((done) => child.stdout.once('data', done));
    expect(readdirSync(at), 'the mount is not seen outside').toEqual([]);
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(at);
    child.kill('SIGKILL');
    await ended;
    await until(() => processesWith(at).length === 0);
  });

  test('ends when whoever started it is killed', async () => {
    const at = folder();
    const [program, args] = withOwnMounts(['sh', ['-c', mountAndWait, 'sh', at]], true);
    const parent = spawn('sh', ['-c', '"$@" & wait', 'sh', program, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((done) => parent.stdout.once('data', done));
    expect(processesWith(at).length).toBeGreaterThan(1);
    parent.kill('SIGKILL');
    await until(() => processesWith(at).length === 0);
  });
});

test('who is not root gets the command as it is', () => {
  expect(withOwnMounts(['mmdebstrap', ['sid']], false)).toEqual(['mmdebstrap', ['sid']]);
});
