import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { withOwnMounts } from '../../src/rehearsal/ownMounts';
import { isRoot, until } from './helper';
import { processesWith } from './libraryBundle';

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
    expect(processesWith(at).length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await ended;
    await until('nothing of it is left', () => processesWith(at).length === 0);
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
    await until('nothing of it is left', () => processesWith(at).length === 0);
  });
});

test('who is not root gets the command as it is', () => {
  expect(withOwnMounts(['mmdebstrap', ['sid']], false)).toEqual(['mmdebstrap', ['sid']]);
});
