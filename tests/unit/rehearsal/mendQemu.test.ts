import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exportedFunction } from '../../../src/rehearsal/elf';
import { loadedAt, mendQemu } from '../../../src/rehearsal/mendQemu';

const node = readFileSync(process.execPath);

describe('exported functions of an ELF file', () => {
  it('are found where the running program has them', () => {
    // Node itself is a real ELF file that exports its C interface to addons.
    const found = exportedFunction(node, 'napi_create_function', 16);
    expect(found?.code).toHaveLength(16);
    expect(found?.address).toBeGreaterThan(0);
  });

  it('are null for other names, other files and torn files', () => {
    expect(exportedFunction(node, 'napi_create_functio', 16)).toBeNull();
    expect(exportedFunction(Buffer.from('#!/bin/sh\n'), 'main', 16)).toBeNull();
    expect(exportedFunction(node.subarray(0, 4096), 'napi_create_function', 16)).toBeNull();
    expect(exportedFunction(Buffer.alloc(0), 'main', 16)).toBeNull();
  });
});

describe('mending QEMU', () => {
  it('finds where a program is loaded', () => {
    const maps = readFileSync('/proc/self/maps', 'utf8');
    const path = readlinkSync('/proc/self/exe');
    expect(maps).toContain(loadedAt(maps, path)!.toString(16));
    expect(loadedAt(maps, '/no/such/program')).toBeNull();
  });

  it('leaves a program alone that has no such function, and one that has ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    expect(await mendQemu(child.pid!, '/usr/bin/sleep')).toBe(false);
    child.kill();
    await once(child, 'exit');
    expect(await mendQemu(child.pid!, '/usr/bin/sleep')).toBe(false);
  });
});
