import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environment, freshFolder, helper, isRoot, run, start, startHelper, until } from './helper';

let names = 0;
function freshName(): string {
  return `vmpart-test-${process.pid}-${names++}`;
}

/** The process that waits ends with this one. */
const ME = String(process.pid);

function logged(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

/** Tickets of those who wait for a name, as the kernel lists them; connections to them carry the name too. */
function tickets(name: string): readonly number[] {
  const lines = readFileSync('/proc/net/unix', 'utf8').split('\n');
  const found = lines.flatMap((line) => {
    const [, ticket] = line.split(`@${name}.`);
    return ticket === undefined ? [] : [Number(ticket)];
  });
  return [...new Set(found)].sort((a, b) => a - b);
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

  test('who waits gets the name in order of arrival, and nobody goes before them', async () => {
    const folder = freshFolder();
    const name = freshName();
    const [log, go] = [join(folder, 'log'), join(folder, 'go')];
    const holds = 'echo "$1" >>"$2"; while [ ! -e "$3$1" ]; do sleep 0.02; done';
    const words = (who: string): string[] => [name, '-', '--', 'sh', '-c', holds, 'sh', who, log, go];
    const has = (who: string): boolean => logged(log).at(-1) === who;
    const first = startHelper(['hold', ...words('1')]);
    await until('the first has it', () => has('1'));
    const waiting = [];
    for (const who of ['2', '3', '4']) {
      waiting.push(startHelper(['hold', '--wait', ME, ...words(who)]));
      await until(`${who} waits`, () => tickets(name).length === waiting.length);
    }
    expect(tickets(name)).toEqual([1, 2, 3]);
    // One that does not want to wait any more leaves the queue; the others stay in it.
    waiting[1]?.child.kill('SIGTERM');
    await until('it is out', () => tickets(name).length === 2);
    writeFileSync(`${go}1`, '');
    await first.ended;
    await until('the second has it', () => has('2'));
    expect(tickets(name)).toEqual([3]);
    expect(run(['hold', name, '-', '--', 'true']).stderr).toContain('another attempt is running');
    writeFileSync(`${go}2`, '');
    await until('the fourth has it', () => has('4'));
    writeFileSync(`${go}4`, '');
    expect((await waiting[2]?.ended)?.code).toBe(0);
    expect(tickets(name)).toEqual([]);
    expect(logged(log)).toEqual(['1', '2', '4']);
  });

  test('who does not wait does not get in between the end of one and the turn of the next', async () => {
    const name = freshName();
    const first = startHelper(['hold', name, '-', '--', 'sleep', '60']);
    await until('the first has it', () => run(['hold', name, '-', '--', 'true']).status === 1);
    const next = startHelper(['hold', '--wait', ME, name, '-', '--', 'true']);
    await until('another waits', () => tickets(name).length === 1);
    next.child.kill('SIGSTOP');
    first.child.kill('SIGKILL');
    await first.ended;
    const pushy = run(['hold', name, '-', '--', 'true']);
    expect(pushy.status).toBe(1);
    expect(pushy.stderr).toContain('another attempt waits for this host');
    next.child.kill('SIGCONT');
    expect((await next.ended).code).toBe(0);
    expect(run(['hold', name, '-', '--', 'true']).status).toBe(0);
  });

  test('nobody waits for a caller that is not there any more', async () => {
    const name = freshName();
    const gone = run(['hold', '--wait', '1', name, '-', '--', 'true']);
    expect([gone.status, gone.stderr]).toEqual([1, expect.stringContaining('has ended')]);
    expect(run(['hold', '--wait', 'x', name, '-', '--', 'true']).status).toBe(2);
    startHelper(['hold', name, '-', '--', 'sleep', '60']);
    await until('one has it', () => run(['hold', name, '-', '--', 'true']).status === 1);
    const caller = start('sh', ['-c', '"$0" hold --wait $$ "$1" - -- true & wait', helper, name]);
    await until('another waits', () => tickets(name).length === 1);
    caller.child.kill('SIGKILL');
    await until('it is out', () => tickets(name).length === 0);
  });

  test('the queue moves on when the one who has its turn is killed', async () => {
    const name = freshName();
    const first = startHelper(['hold', '--wait', ME, name, '-', '--', 'sleep', '60']);
    await until('the first has it', () => run(['hold', name, '-', '--', 'true']).status === 1);
    startHelper(['hold', '--wait', ME, name, '-', '--', 'sleep', '60']);
    await until('another waits', () => tickets(name).length === 1);
    const last = startHelper(['hold', '--wait', ME, name, '-', '--', 'true']);
    await until('two wait', () => tickets(name).length === 2);
    first.child.kill('SIGKILL');
    await until('the second has it', () => tickets(name).length === 1);
    expect(last.child.exitCode).toBe(null);
    // A ticket is above all others, whoever is gone.
    startHelper(['hold', '--wait', ME, name, '-', '--', 'true']);
    await until('one more waits', () => tickets(name).length === 2);
    expect(tickets(name)).toEqual([2, 3]);
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
    expect(result.stderr).toContain('usage: vmpart-host event | events | ended');
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
