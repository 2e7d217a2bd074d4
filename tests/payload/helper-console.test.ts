import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder, type Running, startHelper, until } from './helper';

const KIB = 1024;

interface Console {
  readonly said: string;
  readonly running: Running;
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** A listener with a writer, as QEMU is one. */
function listen(): Console {
  const folder = freshFolder();
  const [fifo, said] = [join(folder, 'vm1.console'), join(folder, 'vm1.said')];
  spawnSync('mkfifo', [fifo]);
  const running = startHelper(['console', fifo, said]);
  const fd = openSync(fifo, 'w');
  return { said, running, write: (text) => void writeSync(fd, text), close: () => closeSync(fd) };
}

/** Lines of 64 bytes with their numbers. */
function lines(from: number, count: number): string {
  return Array.from({ length: count }, (_, at) => `line ${from + at} `.padEnd(63, '.') + '\n').join('');
}

describe('console', () => {
  test('is kept whole while it is short, readable at once, and ends with its writer', async () => {
    const { said, running, write, close } = listen();
    write('Booting\n');
    await until('the first line', () => existsSync(said) && readFileSync(said, 'utf8') === 'Booting\n');
    write('vmpart: ready\n');
    close();
    expect((await running.ended).code).toBe(0);
    expect(readFileSync(said, 'utf8')).toBe('Booting\nvmpart: ready\n');
  });

  test('keeps its beginning and its end, and says how much is left out', async () => {
    const { said, running, write, close } = listen();
    const whole = lines(0, 40_000);
    for (let at = 0; at < whole.length; at += 16 * KIB) {
      write(whole.slice(at, at + 16 * KIB));
      if (existsSync(said)) expect(statSync(said).size).toBeLessThanOrEqual(272 * KIB);
    }
    close();
    expect((await running.ended).code).toBe(0);
    const text = readFileSync(said, 'utf8');
    expect(text.length).toBeLessThanOrEqual(256 * KIB);
    const note = /\n\[(\d+) bytes of the console are left out here\]\n/.exec(text);
    const [head, tail] = [
      text.slice(0, note?.index),
      text.slice((note?.index ?? 0) + (note?.[0].length ?? 0)),
    ];
    expect(head).toBe(whole.slice(0, 64 * KIB));
    expect(tail.length).toBeGreaterThanOrEqual(64 * KIB);
    expect(whole.endsWith(tail)).toBe(true);
    expect(head.length + Number(note?.[1]) + tail.length).toBe(whole.length);
  });

  test('waits for a writer, and goes when it is told to', async () => {
    const folder = freshFolder();
    const fifo = join(folder, 'fifo');
    spawnSync('mkfifo', [fifo]);
    const running = startHelper(['console', fifo, join(folder, 'said')]);
    await until('it listens', () => existsSync(join(folder, 'said')));
    running.child.kill('SIGTERM');
    expect((await running.ended).signal).toBe('SIGTERM');
  });
});
