import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freshFolder, isAlive, run, type Running, start, startHelper, until } from './helper';

const hasQemu = spawnSync('qemu-system-x86_64', ['--version']).status === 0 && cpus().length > 1;
const MEBIBYTE = 1024 * 1024;

interface Qemu extends Running {
  readonly socket: string;
  readonly folder: string;
}

/** Two vCPUs, one piece of bound and one of ordinary memory, started stopped as the bundle does it. */
function startQemu(accelerator = 'tcg,thread=multi', more: readonly string[] = []): Qemu {
  const folder = freshFolder();
  const socket = join(folder, 'qmp');
  const memory = [
    ['-object', `memory-backend-ram,id=ram0,size=${96 * MEBIBYTE},host-nodes=0,policy=bind`],
    ['-object', `memory-backend-memfd,id=ram1,size=${96 * MEBIBYTE},share=on`],
    ['-numa', 'node,nodeid=0,memdev=ram0,cpus=0', '-numa', 'node,nodeid=1,memdev=ram1,cpus=1'],
  ].flat();
  const args = [
    ...['qemu-system-x86_64', '-S', '-nodefaults', '-no-user-config', '-display', 'none', '-machine', 'q35'],
    ...['-accel', accelerator, '-smp', '2', '-m', '192M', ...memory],
    ...['-qmp', `unix:${socket},server=on,wait=off`],
    ...more,
  ];
  return { ...start('taskset', ['-c', '0', ...args]), socket, folder };
}

function placeFile(folder: string, text: string): string {
  const path = join(folder, 'place');
  writeFileSync(path, text);
  return path;
}

const DECLARED =
  `vcpu 0 0\nvcpu 1 1\nemulator 0\n` +
  `memory ${96 * MEBIBYTE} firstTouch 0\nmemory ${96 * MEBIBYTE} bind 0\n`;

function threads(qemu: Qemu): Map<string, string> {
  const result = run(['qmp', qemu.socket, 'vcpus']);
  expect(result.stderr).toBe('');
  return new Map(
    result.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
}

function readback(qemu: Qemu, place: string): readonly string[] {
  const result = run(['readback', String(qemu.pid), qemu.socket, place]);
  expect(result.status).toBe(0);
  return (result.stdout + result.stderr).trimEnd().split('\n');
}

describe.runIf(hasQemu)('a QEMU process', () => {
  test('tells its threads and its state, goes on and ends', async () => {
    const qemu = startQemu();
    const found = threads(qemu);
    expect([...found.keys()]).toEqual(['0', '1']);
    for (const thread of found.values()) expect(readdirSync(`/proc/${qemu.pid}/task`)).toContain(thread);
    expect(run(['qmp', qemu.socket, 'status']).stdout).toBe('prelaunch\n');
    expect(run(['qmp', qemu.socket, 'cont']).status).toBe(0);
    expect(run(['qmp', qemu.socket, 'status']).stdout).toBe('running\n');
    expect(run(['qmp', qemu.socket, 'quit']).status).toBe(0);
    expect((await qemu.ended).code).toBe(0);
  });

  test('is placed as declared, and found so', async () => {
    const qemu = startQemu();
    const place = placeFile(qemu.folder, DECLARED);
    threads(qemu);
    expect(readback(qemu, place)[1]).toBe('vcpu 1 1 0 bad');
    expect(run(['place', String(qemu.pid), qemu.socket, place])).toMatchObject({ status: 0, stderr: '' });
    const before = readback(qemu, place);
    expect(before.slice(0, 3)).toEqual(['vcpu 0 0 0 ok', 'vcpu 1 1 1 ok', 'emulator - 0 0 ok']);
    // The policies tell the two pieces apart, whatever their order in memory; no page has been touched yet.
    expect(before.slice(3)).toEqual(['memory 0 0 - ok', 'memory 1 0 - ok']);
    const [touched, bound] = DECLARED.split('\n').slice(3);
    const turned = join(qemu.folder, 'turned');
    writeFileSync(turned, `${bound}\n${touched}\n`);
    expect(readback(qemu, turned).slice(1)).toEqual(['memory 0 0 - ok', 'memory 1 0 - ok']);
    run(['qmp', qemu.socket, 'cont']);
    await until('pages', () => /^memory 1 0 0 ok 0=\d+$/.test(readback(qemu, place)[4] ?? ''));
    const bytes = Number(readback(qemu, place)[4]?.split('=')[1]);
    expect(bytes % 4096).toBe(0);
    expect(bytes).toBeLessThanOrEqual(96 * MEBIBYTE);
  });

  test('has memory of its own beside a shared region of the same size and node', () => {
    const region = join(freshFolder(), 'near.region');
    writeFileSync(region, Buffer.alloc(MEBIBYTE, 1));
    truncateSync(region, 96 * MEBIBYTE);
    const object = `memory-backend-file,id=region0,size=${96 * MEBIBYTE},share=on,mem-path=${region},host-nodes=0,policy=bind`;
    const qemu = startQemu('tcg,thread=multi', ['-object', object]);
    threads(qemu);
    run(['place', String(qemu.pid), qemu.socket, placeFile(qemu.folder, DECLARED)]);
    // QEMU has touched none of them, and the region's first page is there.
    const place = placeFile(qemu.folder, `${DECLARED}memory ${96 * MEBIBYTE} bind 0\n`);
    const lines = readback(qemu, place).slice(3);
    expect(lines.slice(0, 3)).toEqual(['memory 0 0 - ok', 'memory 1 0 - ok', 'memory 2 0 - bad']);
    expect(lines[3]).toContain('memory 2: ');
  });

  test('is found where it is not declared', async () => {
    const qemu = startQemu();
    const wrong = `vcpu 0 0\nvcpu 1 1\nemulator 0-1\nmemory ${96 * MEBIBYTE} bind 1\nmemory ${95 * MEBIBYTE} bind 0\n`;
    const place = placeFile(qemu.folder, wrong);
    threads(qemu);
    run(['qmp', qemu.socket, 'cont']);
    await until('pages', () => / 0=\d/.test(readback(qemu, place)[3] ?? ''));
    const lines = readback(qemu, place);
    expect(lines[2]).toBe('emulator - 0-1 0 bad');
    expect(lines[3]).toMatch(/^memory 0 1 0 bad 0=\d+$/);
    expect(lines[4]).toBe('memory 1 0 - bad');
    expect(lines[5]).toContain(`has no free mapping of ${95 * MEBIBYTE} bytes`);
  });

  test('is watched: a vCPU moved by hand is told once', async () => {
    const qemu = startQemu();
    const place = placeFile(qemu.folder, DECLARED);
    const [first = '', second = ''] = [...threads(qemu).values()];
    run(['place', String(qemu.pid), qemu.socket, place]);
    const watch = startHelper(['watch', '0.05', String(qemu.pid), qemu.socket, place]);
    const told = (): string => watch.output().toString();
    spawnSync('taskset', ['-pc', '0', second]);
    await until('the deviation', () => told() === 'vcpu 1 1 0 bad\n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    spawnSync('taskset', ['-pc', '0-1', second]);
    await until('another place', () => told() === 'vcpu 1 1 0 bad\nvcpu 1 1 0-1 bad\n');
    spawnSync('taskset', ['-pc', '1', second]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    spawnSync('taskset', ['-pc', '0', second]);
    await until('again', () => told().split('\n').length === 4);
    // What happens just before the end counts too.
    spawnSync('taskset', ['-pc', '1', first]);
    watch.child.stdin?.end();
    expect((await watch.ended).code).toBe(0);
    expect(told().split('\n').slice(2)).toEqual(['vcpu 1 1 0 bad', 'vcpu 0 0 1 bad', '']);
  });

  test('the watch ends with it', async () => {
    const qemu = startQemu();
    const place = placeFile(qemu.folder, DECLARED);
    threads(qemu);
    const watch = startHelper(['watch', '0.05', String(qemu.pid), qemu.socket, place]);
    await until('the first look', () => watch.output().toString() === 'vcpu 1 1 0 bad\n');
    qemu.child.kill('SIGKILL');
    await qemu.ended;
    expect((await watch.ended).code).toBe(0);
  });

  test.each([
    ['vcpu 2 0\n', 3, 'vcpu 2 is declared, but QEMU has 2 vCPUs'],
    ['vcpu 0 8000\n', 3, 'cannot pin vCPU 0'],
    ['vcpu 0\n', 2, 'place:1: expected'],
    ['vcpu 0 0\nfrob\n', 2, 'place:2: expected'],
    ['vcpu 0 0 extra\n', 2, 'place:1: expected'],
    ['memory x bind 0\n', 2, 'place:1: expected'],
  ])('cannot be placed as %j', (text, code, message) => {
    const qemu = startQemu();
    threads(qemu);
    const result = run(['place', String(qemu.pid), qemu.socket, placeFile(qemu.folder, text)]);
    expect(result.status).toBe(code);
    expect(result.stderr).toContain(message);
  });

  test('threads of another process are never touched', () => {
    const qemu = startQemu();
    threads(qemu);
    const other = start('sleep', ['60']);
    const result = run(['place', String(other.pid), qemu.socket, placeFile(qemu.folder, DECLARED)]);
    expect(result.status).toBe(3);
    expect(result.stderr).toContain(`which is no thread of process ${other.pid}`);
    expect(isAlive(qemu.pid)).toBe(true);
  });

  test('with one thread for all vCPUs is refused', () => {
    const qemu = startQemu('tcg,thread=single');
    const place = placeFile(qemu.folder, DECLARED);
    const result = run(['place', String(qemu.pid), qemu.socket, place]);
    expect(result.status).toBe(3);
    expect(result.stderr).toContain('vCPUs 0 and 1 share thread');
  });
});

/** A server that sends these lines for each line it gets, the first before any. */
async function fakeQemu(answers: readonly string[], close = false): Promise<string> {
  const path = join(freshFolder(), 'qmp');
  const server: Server = createServer((socket) => {
    let next = 0;
    const answer = (): void => {
      const text = answers[next++];
      if (text !== undefined) socket.write(text);
      else if (close) socket.end();
    };
    socket.on('error', () => undefined);
    socket.on('data', answer);
    answer();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

const GREETING = '{"QMP": {"version": {}, "capabilities": []}}\r\n';
const EVENT = '{"event":"RESUME","data":{"return":[{"cpu-index":9,"thread-id":9}]}}\r\n';

async function qmp(
  socket: string,
  verb: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const running = startHelper(['qmp', socket, verb]);
  const { code } = await running.ended;
  return { code, stdout: running.output().toString(), stderr: running.errors() };
}

describe('qmp', () => {
  test('passes over events and finds members wherever they stand', async () => {
    const cpus =
      '{"return":[{"props":{"cpu-index":7},"thread-id":11,"cpu-index":0,"qom-path":"\\"thread-id\\":5"},';
    const socket = await fakeQemu([
      GREETING,
      `${EVENT}{"return": {}}\r\n`,
      `${EVENT}${cpus}{"cpu-index":1,"thread-id":12}]}\r\n`,
    ]);
    expect(await qmp(socket, 'vcpus')).toEqual({ code: 0, stdout: '0 11\n1 12\n', stderr: '' });
  });

  test('says why QEMU refused', async () => {
    const socket = await fakeQemu([
      GREETING,
      '{"return":{}}\n',
      '{"error":{"class":"E","desc":"Not \\"now\\""}}\n',
    ]);
    const result = await qmp(socket, 'cont');
    expect(result.code).toBe(3);
    expect(result.stderr).toBe(`vmpart-host: qmp: QEMU at ${socket} refused cont: Not "now"\n`);
  });

  test('an end without an answer is fine for quit only', async () => {
    const socket = await fakeQemu([GREETING, '{"return":{}}\n'], true);
    expect((await qmp(socket, 'quit')).code).toBe(0);
    const result = await qmp(socket, 'status');
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('closed the connection');
  });

  test('waits for the socket to appear', async () => {
    const path = join(freshFolder(), 'qmp');
    const running = startHelper(['qmp', path, 'quit']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(existsSync(path)).toBe(false);
    const server = createServer((socket) => socket.end(GREETING + '{"return":{}}\n'.repeat(2)));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect((await running.ended).code).toBe(0);
  });

  test('gives up after 10 s, and says where', async () => {
    const silent = await fakeQemu([]);
    const path = join(freshFolder(), 'none');
    const stopped = await stoppedListener();
    const began = Date.now();
    const [first, second, ...others] = await Promise.all([
      qmp(path, 'status'),
      qmp(silent, 'status'),
      // More than wait in the queue of a process that accepts nobody.
      ...[1, 2, 3, 4].map(() => qmp(stopped, 'status')),
    ]);
    expect(others.map(({ code }) => code)).toEqual([3, 3, 3, 3]);
    expect(first).toMatchObject({
      code: 3,
      stderr: `vmpart-host: qmp: cannot reach QEMU at ${path}: No such file or directory\n`,
    });
    expect(second).toMatchObject({ code: 3 });
    expect(second.stderr).toContain(`no answer from QEMU at ${silent} within 10 s`);
    expect(Date.now() - began).toBeGreaterThan(9900);
  });

  /** A socket whose owner stands still. */
  async function stoppedListener(): Promise<string> {
    const path = join(freshFolder(), 'socket');
    const listens = `require('net').createServer().listen({ path: process.argv[1], backlog: 1 })`;
    const owner = start(process.execPath, ['-e', listens, path]);
    await until('it listens', () => existsSync(path));
    process.kill(owner.pid, 'SIGSTOP');
    return path;
  }

  test.each([
    [['qmp', '/x', 'stop']],
    [['qmp', '/x']],
    [['qmp', 'x'.repeat(120), 'quit']],
    [['place', '0', 'x', 'y']],
  ])('refuses %j', (args) => {
    expect(run(args, { cwd: freshFolder() }).status).toBe(2);
  });
});
