import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder, helper, isAlive, run, startHelper, until } from './helper';

interface Record {
  readonly rank: number;
  readonly vm: string | null;
  readonly declared: string;
  readonly found: string;
  readonly threads: number;
  readonly samples: number;
  readonly ok: boolean;
  readonly exit: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly pageTableBytes: number;
  readonly why?: string;
}

function recordIn(text: string): Record {
  // eslint-disable-next-line no-control-regex -- a record begins with the separator RS
  const match = /\x1evmpart (\{.*\})\n$/.exec(text);
  if (match?.[1] === undefined) throw new Error(`no record: ${JSON.stringify(text)}`);
  return JSON.parse(match[1]) as Record;
}

function ranks(text: string): string {
  const path = join(freshFolder(), 'ranks');
  writeFileSync(path, text);
  return path;
}

function rank(
  text: string,
  command: readonly string[],
  env: Readonly<{ [name: string]: string }> = {},
  vm = '-',
): { record: Record; stdout: string; stderr: string; status: number | null } {
  const result = run(['rank', ranks(text), vm, '--', ...command], { env });
  return {
    record: recordIn(result.stderr),
    stdout: result.stdout,
    stderr: result.stderr,
    status: result.status,
  };
}

const allowed = ['sed', '-n', 's/^Cpus_allowed_list:\\s*//p', '/proc/self/status'];
const many = cpus().length > 1;

describe('rank', () => {
  test('without a launcher is 0, bound before the program starts', () => {
    const { record, stdout, status } = rank('0 - 0\n', allowed);
    expect(stdout).toBe('0\n');
    expect(status).toBe(0);
    expect(record).toMatchObject({
      rank: 0,
      vm: null,
      declared: '0',
      found: '0',
      threads: 1,
      ok: true,
      exit: 0,
    });
  });

  test.runIf(many)('comes from the launcher', () => {
    const text = '0 - 0\n1 - 1\n2 - 0\n';
    for (const name of [
      'OMPI_COMM_WORLD_RANK',
      'PMIX_RANK',
      'PMI_RANK',
      'MV2_COMM_WORLD_RANK',
      'SLURM_PROCID',
    ])
      expect(rank(text, allowed, { [name]: '1' })).toMatchObject({
        stdout: '1\n',
        record: { rank: 1, found: '1' },
      });
    expect(rank(text, allowed, { SLURM_PROCID: '1', OMPI_COMM_WORLD_RANK: '2' }).record.rank).toBe(2);
    expect(rank(text, allowed, { VMPART_RANK: '1', OMPI_COMM_WORLD_RANK: '2' }).record.rank).toBe(1);
  });

  test('a rank that is no number is an error', () => {
    const result = run(['rank', ranks('0 - 0\n'), '-', '--', 'true'], { env: { PMI_RANK: 'one' } });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('PMI_RANK=one is not a number');
  });

  test('runs in the VM that is declared', () => {
    expect(rank('0 vm1 0\n', ['true'], {}, 'vm1').record).toMatchObject({ vm: 'vm1', ok: true });
    const { record, status } = rank('0 vm1 0\n', ['sh', '-c', 'exit 5'], {}, 'vm2');
    expect(record).toMatchObject({
      vm: 'vm2',
      ok: false,
      exit: 5,
      why: 'rank runs in VM vm2 instead of vm1',
    });
    expect(status).toBe(5);
  });

  test.each([
    ['1 - 0\n', 'has no line for rank 0'],
    ['', 'has no line for rank 0'],
    ['0 -\n', 'has no line for rank 0'],
    ['0 - 1-\n', '`1-` in '],
    ['0 - 8191\n', 'cannot bind to CPUs 8191: Invalid argument'],
  ])('runs the program all the same with %j, but says that it is wrong', (text, why) => {
    const { record, stdout } = rank(text, ['echo', 'ran']);
    expect(stdout).toBe('ran\n');
    expect(record.ok).toBe(false);
    expect(record.why).toContain(why);
  });

  test.runIf(many)('sees a program that binds itself elsewhere', () => {
    const { record } = rank('0 - 0\n', ['taskset', '-c', '1', 'sleep', '0.3']);
    expect(record).toMatchObject({ declared: '0', found: '0-1', ok: false });
  });

  test.runIf(many)('sees it even when the program was too short to be looked at', () => {
    const { record } = rank('0 - 0\n', ['taskset', '-c', '1', 'true']);
    expect(record.ok).toBe(false);
    expect(record.found).toContain('1');
  });

  test.runIf(many)('threads that are bound to some of the declared CPUs are fine', () => {
    const script = 'taskset -c 0 sleep 0.3 & taskset -c 1 sleep 0.3 & wait';
    const { record } = rank('0 - 0-1\n', ['sh', '-c', script]);
    expect(record).toMatchObject({ declared: '0-1', found: '0-1', ok: true });
    expect(record.threads).toBe(3);
    expect(record.samples).toBeGreaterThanOrEqual(5);
  });

  test.runIf(many)('one thread alone must have all of the declared CPUs', async () => {
    const running = startHelper(['rank', ranks('0 - 0-1\n'), '-', '--', 'sleep', '0.4']);
    expect((await running.ended).code).toBe(0);
    expect(recordIn(running.errors())).toMatchObject({ found: '0-1', threads: 1, ok: true });
  });

  test('looks at threads, not only at the first', () => {
    // Node starts some threads of its own.
    const { record } = rank('0 - 0\n', [process.execPath, '-e', 'setTimeout(() => {}, 300)']);
    expect(record).toMatchObject({ found: '0', ok: true });
    expect(record.threads).toBeGreaterThanOrEqual(4);
  });

  test('tells what the program and those that it waited for have used', () => {
    // dd holds 64 MiB at once, its parent has none of them.
    const heavy = 'dd if=/dev/zero of=/dev/null bs=64M count=40 2>/dev/null; true';
    const light = rank('0 - 0\n', ['sh', '-c', 'dd if=/dev/zero of=/dev/null bs=64K count=1; true']).record;
    const { record } = rank('0 - 0\n', ['sh', '-c', heavy]);
    // In pages of 4 KiB they would be 16384; huge ones are counted once.
    expect(record.minorFaults).toBeGreaterThan(light.minorFaults + 30);
    expect(record.systemSeconds).toBeGreaterThan(light.systemSeconds);
    expect(record.userSeconds).toBeLessThan(60);
    expect(record.majorFaults).toBeGreaterThanOrEqual(0);
    expect(record.pageTableBytes % 1024).toBe(0);
    expect(record.pageTableBytes).toBeGreaterThan(0);
  });

  test('ends with the exit code or the signal of the program', () => {
    expect(rank('0 - 0\n', ['sh', '-c', 'exit 42'])).toMatchObject({ status: 42, record: { exit: 42 } });
    const killed = run(['rank', ranks('0 - 0\n'), '-', '--', 'sh', '-c', 'kill -KILL $$']);
    expect(killed.signal).toBe('SIGKILL');
    expect(recordIn(killed.stderr).exit).toBe(137);
    const none = run(['rank', ranks('0 - 0\n'), '-', '--', '/nonexistent']);
    expect(none.status).toBe(127);
    expect(none.stderr).toContain('cannot run /nonexistent');
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)(
    'passes %s on',
    async (signal) => {
      const script = `trap 'echo got; exit 3' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`;
      const running = startHelper(['rank', ranks('0 - 0\n'), '-', '--', 'sh', '-c', script]);
      await until('the program is ready', () => running.output().toString() === 'ready\n');
      running.child.kill(signal);
      expect((await running.ended).code).toBe(3);
      expect(running.output().toString()).toBe('ready\ngot\n');
      expect(recordIn(running.errors())).toMatchObject({ exit: 3, ok: true });
    },
  );

  test('output and input go through', () => {
    const result = run(['rank', ranks('0 - 0\n'), '-', '--', 'cat'], { input: 'through' });
    expect(result.stdout).toBe('through');
  });

  test('capture takes the records of many ranks', () => {
    const folder = freshFolder();
    const path = ranks('0 - 0\n1 - 0\n2 - 0\n3 - 0\n');
    const script =
      'for r in 0 1 2 3; do PMI_RANK=$r "$0" rank "$1" - -- sh -c "echo out; echo err >&2" & done; wait';
    const args = [
      'capture',
      '--raw',
      join(folder, 'raw'),
      '--limit',
      '20',
      '--max',
      '10000',
      '--records',
      join(folder, 'records'),
    ];
    const result = run([...args, '--', 'sh', '-c', script, helper, path]);
    expect(result.stdout).toContain(' whole ok');
    const lines = readFileSync(join(folder, 'records'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Record).rank).sort()).toEqual([0, 1, 2, 3]);
    expect(readFileSync(join(folder, 'raw'), 'utf8').split('\n').sort().join()).toBe(
      ['', ...Array<string>(4).fill('err'), ...Array<string>(4).fill('out')].join(),
    );
  });

  test('leaves nothing behind when it is told to end', async () => {
    const running = startHelper(['rank', ranks('0 - 0\n'), '-', '--', 'sh', '-c', 'echo $$; exec sleep 60']);
    await until('the program is ready', () => running.output().length > 0);
    const pid = Number(running.output().toString());
    running.child.kill('SIGTERM');
    expect((await running.ended).signal).toBe('SIGTERM');
    expect(isAlive(pid)).toBe(false);
  });
});
