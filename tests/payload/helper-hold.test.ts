import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environment, freshFolder, helper, isRoot, run, start, startHelper, until } from './helper';

let names = 0;
function freshName(): string {
  return `vmpart-test-${process.pid}-${names++}`;
}

describe('hold and alive', () => {
  test('a host has one attempt, whichever its file, and says who it is', async () => {
    const folder = freshFolder();
    const name = freshName();
    const file = join(folder, 'lock');
    const first = startHelper(['hold', name, file, '--', 'sleep', '60']);
    await until('the lock is held', () => run(['alive', file]).status === 0);
    const second = run(['hold', name, join(folder, 'other'), '--', 'true']);
    expect(second.status).toBe(1);
    expect(second.stderr).toBe(
      `vmpart-host: another attempt is running on this host (process ${first.pid} of user ${process.getuid?.()})\n`,
    );
    const sameFile = run(['hold', freshName(), file, '--', 'true']);
    expect(sameFile.status).toBe(1);
    expect(sameFile.stderr).toContain(`this attempt is running already: ${file} is locked`);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(run(['alive', file]).status).toBe(1);
    expect(run(['hold', name, file, '--', 'true']).status).toBe(0);
  });

  test('both are held until the last process that inherited them has ended', async () => {
    const folder = freshFolder();
    const name = freshName();
    const file = join(folder, 'lock');
    const script = 'sleep 60 </dev/null >/dev/null 2>&1 & echo $! > "$0"; exit 0';
    const pidFile = join(folder, 'pid');
    const holder = startHelper(['hold', name, file, '--', 'sh', '-c', script, pidFile]);
    expect((await holder.ended).code).toBe(0);
    expect(run(['alive', file]).status).toBe(0);
    expect(run(['hold', name, join(folder, 'other'), '--', 'true']).stderr).toContain(
      'another attempt is running',
    );
    const pid = Number(run(['hold', freshName(), join(folder, 'b'), '--', 'cat', pidFile]).stdout);
    process.kill(pid, 'SIGKILL');
    await until('the lock is free', () => run(['alive', file]).status === 1);
    expect(run(['hold', name, file, '--', 'true']).status).toBe(0);
  });

  test('runs the command with its arguments, and ends as it ends', () => {
    const folder = freshFolder();
    const result = run([
      'hold',
      freshName(),
      join(folder, 'lock'),
      '--',
      'sh',
      '-c',
      'echo "$1"; exit 7',
      'sh',
      'a  $(b)',
    ]);
    expect(result.stdout).toBe('a  $(b)\n');
    expect(result.status).toBe(7);
    const none = run(['hold', freshName(), join(folder, 'lock'), '--', '/nonexistent']);
    expect(none.status).toBe(127);
    expect(none.stderr).toContain('cannot run /nonexistent: No such file or directory');
  });

  test.runIf(isRoot)('the name is taken for other users too', async () => {
    const folder = freshFolder();
    const name = freshName();
    const file = join(folder, 'lock');
    startHelper(['hold', name, file, '--', 'sleep', '60']);
    await until('the lock is held', () => run(['alive', file]).status === 0);
    // Copied: another user may not be able to reach the folder of the sources.
    chmodSync(folder, 0o755);
    copyFileSync(helper, join(folder, 'helper'));
    const args = [
      '--reuid=65534',
      '--clear-groups',
      join(folder, 'helper'),
      'hold',
      name,
      '/dev/null',
      '--',
      'true',
    ];
    const other = start('setpriv', args);
    expect((await other.ended).code).toBe(1);
    expect(other.errors()).toContain('another attempt is running on this host');
  });

  test.each([
    [['hold', 'n', 'f'], 'a command must follow'],
    [['hold', 'n', 'f', '--'], 'a command must follow'],
    [['hold', 'n', '--', 'true'], 'usage'],
    [['hold', '', 'f', '--', 'true'], 'the name must have'],
    [['hold', 'x'.repeat(108), 'f', '--', 'true'], 'the name must have'],
    [['alive'], 'usage'],
  ])('refuses %j', (args, message) => {
    const result = run(args, { cwd: freshFolder() });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain(message);
  });

  test('nobody holds a file that is not there, or that is not locked', () => {
    const folder = freshFolder();
    expect(run(['alive', join(folder, 'none')]).status).toBe(1);
    writeFileSync(join(folder, 'lock'), '');
    expect(run(['alive', join(folder, 'lock')]).status).toBe(1);
  });
});

describe('main', () => {
  test.each([[[]], [['frobnicate']], [['--help']]])('refuses %j and names the verbs', (args) => {
    const result = run(args);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('usage: vmpart-host event | ended');
  });

  test('an answer that could not be written is an error', () => {
    const full = spawn('sh', ['-c', '"$0" count /dev/null mark >/dev/full', helper], { env: environment() });
    return new Promise<void>((resolve) =>
      full.on('close', (code) => {
        expect(code).toBe(3);
        resolve();
      }),
    );
  });

  test('works when the standard streams are closed', () => {
    const folder = freshFolder();
    const path = join(folder, 'journal.jsonl');
    const result = run([
      'hold',
      freshName(),
      join(folder, 'lock'),
      '--',
      'sh',
      '-c',
      '"$0" event "$1" mark <&- >&- 2>&-',
      helper,
      path,
    ]);
    expect(result.status).toBe(0);
    expect(run(['count', path, 'mark']).stdout).toBe('1\n');
  });
});
