import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compiled } from './compiled';
import { freshFolder, isRoot, type Running, start, until } from './helper';

/**
 * Page faults of a process stand for those of a guest: the kernel traces them in the same way (exceptions:page_fault_user
 * has an address and an error code), and a KVM that takes such faults is not on every machine that runs the tests.
 */

const FORMAT = 'events/exceptions/page_fault_user/format';

/** The event as vmpart-root would tell it; null where this kernel or user cannot have it. */
export const pageFaultEvent: string | null = isRoot ? eventHere() : null;

function eventHere(): string | null {
  const script = `mount -t tracefs none /sys/kernel/tracing && cat /sys/kernel/tracing/${FORMAT}`;
  const { status, stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8' });
  const id = /^ID: (\d+)$/m.exec(stdout)?.[1];
  return status !== 0 || id === undefined ? null : `${id} address ip error_code`;
}

/** RAM of the guest that the process of tests/payload/c/faults.c stands for, and what is no RAM beside it. */
const VIEWS = [
  'FlatView #1',
  ' AS "memory", root: system',
  '  0000001000000000-00000010000fffff (prio 0, ram): ram0 KVM',
  '  0000001000100000-00000010001fffff (prio 0, i/o): a device',
  '  0000001000200000-00000010003fffff (prio 0, ram): ram0 @0000000000100000 KVM',
  '  00000010fffc0000-00000010ffffffff (prio 0, rom): firmware',
].join('\r\n');

export interface FaultingVm {
  readonly pid: number;
  readonly socket: string;
  readonly fault: (letters: string) => Promise<void>;
}

/** Two vCPUs, the threads A and B; C is a thread of QEMU that is none. The socket is made at PATH. */
export async function faultingVm(path = join(freshFolder(), 'qmp')): Promise<FaultingVm> {
  const running = start(compiled('faults', null, ['-pthread']), []);
  const said = (): string => running.output().toString();
  await until('its threads are there', () => said().includes('\n'));
  const [a = '', b = ''] = /^threads (.*)$/m.exec(said())?.[1]?.split(' ') ?? [];
  await monitorOf([Number(a), Number(b)], path);
  return { pid: running.pid, socket: path, fault: (letters) => faulted(running, letters) };
}

async function faulted(running: Running, letters: string): Promise<void> {
  const done = (): number => running.output().toString().split('done').length;
  const before = done();
  running.child.stdin?.write(letters);
  await until('it has faulted', () => done() === before + letters.length);
}

async function monitorOf(threads: readonly number[], path: string): Promise<void> {
  const cpus = threads.map((thread, index) => ({ 'cpu-index': index, 'thread-id': thread }));
  const answer = (line: string): unknown => {
    if (line.includes('query-cpus-fast')) return cpus;
    if (!line.includes('human-monitor-command')) return {};
    const guest = /gpa2hva (0x[0-9a-f]+)/.exec(line)?.[1];
    return guest === undefined ? VIEWS : `Host virtual address for ${guest} (ram0) is ${guest}\r\n`;
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => socket.write(JSON.stringify({ return: answer(data.toString()) }) + '\r\n'));
    socket.write('{"QMP": {}}\r\n');
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
}
