import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MemorySample, readNumaStat } from '../../src/core/measure/numaStat';
import { freshFolder, run, type Running, startHelper, until } from './helper';

// The groups are folders whose files the test writes: which kernel has the memory controller in cgroup v2 is not the
// test's to choose.

/** As the kernel prints it, with lines that hold no guest memory. */
function numaStat(anon: readonly number[], file = 4096): string {
  const line = (name: string, values: readonly number[]): string =>
    [name, ...values.map((value, node) => `N${node}=${value}`)].join(' ');
  const zeros = anon.map(() => 0);
  return [
    line('anon', anon),
    line('file', [file, ...zeros.slice(1)]),
    line('kernel_stack', [16384, ...zeros.slice(1)]),
    line('pagetables', [212992, ...zeros.slice(1)]),
    line('shmem', zeros),
    line('inactive_anon', anon),
    '',
  ].join('\n');
}

interface Groups {
  readonly folder: string;
  readonly file: string;
  /** NAME=FOLDER of each VM. */
  readonly words: readonly string[];
  readonly set: (vm: string, text: string) => void;
  readonly samples: () => readonly MemorySample[];
}

function groups(...vms: readonly string[]): Groups {
  const folder = freshFolder();
  const file = join(folder, 's0001-memory.txt');
  for (const vm of vms) {
    mkdirSync(join(folder, vm));
    writeFileSync(join(folder, vm, 'memory.numa_stat'), numaStat([4096, 0]));
    writeFileSync(join(folder, vm, 'cpu.stat'), 'usage_usec 1000000\nuser_usec 1\nsystem_usec 1\n');
  }
  return {
    ...{ folder, file, words: vms.map((vm) => `${vm}=${join(folder, vm)}`) },
    set: (vm, text) => replace(join(folder, vm, 'memory.numa_stat'), text),
    samples: () => (existsSync(file) ? readNumaStat(readFileSync(file, 'utf8')).samples : []),
  };
}

/** Never empty in between, as a file of the kernel never is: that would be a group which has gone. */
function replace(path: string, text: string): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, text, 0);
  ftruncateSync(fd, text.length);
  closeSync(fd);
}

function begin({ file, words }: Groups): Running {
  return startHelper(['sample', '0.05', file, ...words]);
}

/** The summary: where in the file, how many bytes and samples, processor seconds of its own and of the VMs. */
function summaryOf(running: Running): readonly string[] {
  return running.output().toString().trim().split(' ');
}

const anonOf = (samples: readonly MemorySample[], vm: string): unknown =>
  samples.filter((sample) => sample.vm === vm).map(({ bytes }) => Object.values(bytes['anon'] ?? {}));

describe('sample', () => {
  it('writes what has changed, and one more at the end', async () => {
    const made = groups('vm1', 'vm2');
    const running = begin(made);
    await until('the first samples', () => made.samples().length === 2);
    made.set('vm1', numaStat([0, 8192]));
    await until('the move', () => made.samples().length === 3);
    made.set('vm2', numaStat([4096, 0], 8192));
    await until('the cache', () => made.samples().length === 4);
    // Many looks at the same must not make the file longer.
    const size = readFileSync(made.file).length;
    const looks = Date.now() + 400;
    await until('some looks', () => Date.now() > looks);
    expect(readFileSync(made.file)).toHaveLength(size);
    writeFileSync(join(made.folder, 'vm1/cpu.stat'), 'usage_usec 3500000\n');
    running.child.stdin?.end();
    expect((await running.ended).code).toBe(0);
    expect(anonOf(made.samples(), 'vm1')).toEqual([
      [4096, 0],
      [0, 8192],
      [0, 8192],
    ]);
    expect(anonOf(made.samples(), 'vm2')).toEqual([
      [4096, 0],
      [4096, 0],
      [4096, 0],
    ]);
    const [offset, bytes, samples, own, vms] = summaryOf(running);
    expect([offset, Number(bytes)]).toEqual(['0', readFileSync(made.file).length]);
    expect(Number(samples)).toBeGreaterThan(6);
    expect(Number(own)).toBeLessThan(1);
    expect(vms).toBe('2.500');
  });

  it("keeps the kernel's own lines of what may hold guest memory, with the time", async () => {
    const made = groups('vm1');
    const before = Date.now() / 1000;
    const running = begin(made);
    await until('the first sample', () => made.samples().length === 1);
    expect(readFileSync(made.file, 'utf8').replace(/^\d+\.\d{3} /, 'T ')).toBe(
      [
        'T vm1',
        'anon N0=4096 N1=0',
        'file N0=4096 N1=0',
        'pagetables N0=212992 N1=0',
        'shmem N0=0 N1=0',
        '',
        '',
      ].join('\n'),
    );
    const [first] = made.samples();
    expect(first?.t).toBeGreaterThan(before - 1);
    expect(first?.t).toBeLessThan(Date.now() / 1000 + 1);
    running.child.stdin?.end();
    await running.ended;
  });

  it('goes on behind what is in the file, and says where', async () => {
    const made = groups('vm1');
    writeFileSync(made.file, 'of an earlier boot\n');
    const running = begin(made);
    await until('the first sample', () => made.samples().length === 1);
    running.child.stdin?.end();
    await running.ended;
    const [offset, bytes] = summaryOf(running).map(Number);
    const text = readFileSync(made.file, 'utf8');
    expect([offset, text.length]).toEqual([19, 19 + (bytes ?? 0)]);
    expect(readNumaStat(text.slice(offset)).badLines).toBe(0);
  });

  it('is told to end by a word too, since somebody else may hold its input open', async () => {
    const made = groups('vm1');
    const running = begin(made);
    await until('the first sample', () => made.samples().length === 1);
    running.child.stdin?.write('end\n');
    expect((await running.ended).code).toBe(0);
    expect(summaryOf(running)).toHaveLength(5);
  });

  it('ends when stdin is closed from the start, with one look at least', () => {
    const made = groups('vm1');
    const { status, stdout } = run(['sample', '60', made.file, ...made.words], { input: '' });
    expect([status, made.samples().length]).toEqual([0, 1]);
    expect(stdout).toMatch(/^0 \d+ 2 0\.\d{3} 0\.000\n$/);
  });

  it('does not know the time of VMs whose groups do not tell', () => {
    const made = groups('vm1', 'vm2');
    writeFileSync(join(made.folder, 'vm2/cpu.stat'), 'nr_periods 0\n');
    expect(run(['sample', '60', made.file, ...made.words], { input: '' }).stdout).toMatch(/ -\n$/);
  });

  it('goes on when one group vanishes, and ends with the last', async () => {
    const made = groups('vm1', 'vm2');
    const running = begin(made);
    await until('the first samples', () => made.samples().length === 2);
    // The file of a group that has gone cannot be read any more; an empty one comes nearest to it.
    made.set('vm1', '');
    made.set('vm2', numaStat([0, 8192]));
    await until('the other goes on', () => made.samples().length === 3);
    rmSync(join(made.folder, 'vm1'), { recursive: true });
    made.set('vm2', '');
    expect((await running.ended).code).toBe(0);
    const [, bytes, samples, , vms] = summaryOf(running);
    expect([Number(bytes), vms]).toEqual([readFileSync(made.file).length, '-']);
    expect(Number(samples)).toBeGreaterThan(2);
  });

  it('says what it cannot open or understand', () => {
    const made = groups('vm1');
    const status = (...words: readonly string[]): number | null =>
      run(['sample', ...words], { input: '' }).status;
    expect(status('1', made.file)).toBe(2);
    expect(status('0', made.file, ...made.words)).toBe(2);
    expect(status('1', made.file, made.folder)).toBe(2);
    expect(status('1', made.file, `v m=${made.folder}/vm1`)).toBe(2);
    expect(status('1', made.file, `vm9=${made.folder}/vm9`)).toBe(3);
    expect(status('1', join(made.folder, 'no/such'), ...made.words)).toBe(3);
    expect(status('1', '/dev/full', ...made.words)).toBe(3);
  });
});
