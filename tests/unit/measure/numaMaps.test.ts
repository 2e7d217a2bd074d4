import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesPerNode, readNumaMaps } from '../../../src/core/measure/numaMaps';

const GUEST = `55e7e70df000 default file=/usr/bin/qemu mapped=2 N0=2 kernelpagesize_kB=4
7f0000000000 bind:1 anon=24576 dirty=24576 active=0 N1=24576 kernelpagesize_kB=4
7f1000000000 interleave:0-1 file=/dev/hugepages/x\\040y huge anon=3 dirty=3 N0=2 N1=1 kernelpagesize_kB=2048
7f2000000000 prefer (many):0-1 heap anon=1 dirty=1 N10=1 kernelpagesize_kB=4
7f3000000000 default
`;

describe('numa_maps', () => {
  it('gives bytes per node by the page size of each line', () => {
    const { mappings, badLines } = readNumaMaps(GUEST);
    expect(badLines).toBe(0);
    // node 0: 2 pages of 4 KiB and 2 of 2 MiB; node 1: 24576 of 4 KiB and 1 of 2 MiB; node 10: 1 of 4 KiB.
    expect(bytesPerNode(mappings)).toEqual({ 0: 8192 + 4194304, 1: 100663296 + 2097152, 10: 4096 });
  });

  it('keeps policy and backing of each mapping', () => {
    const { mappings } = readNumaMaps(GUEST);
    expect(mappings.map(({ policy }) => policy)).toEqual([
      ...['default', 'bind:1', 'interleave:0-1', 'prefer (many):0-1', 'default'],
    ]);
    expect(mappings.map(({ backing }) => backing)).toEqual([
      ...['/usr/bin/qemu', null, '/dev/hugepages/x\\040y', 'heap', null],
    ]);
  });

  it('counts lines of something else', () => {
    expect(readNumaMaps('hello\n7f3000000000 default\n')).toMatchObject({ badLines: 1 });
  });

  it.skipIf(!existsSync('/proc/self/numa_maps'))('reads those of this process', () => {
    const { mappings, badLines } = readNumaMaps(readFileSync('/proc/self/numa_maps', 'utf8'));
    expect(badLines).toBe(0);
    const resident = Object.values(bytesPerNode(mappings)).reduce((sum, bytes) => sum + bytes, 0);
    expect(resident).toBeGreaterThan(10e6);
    expect(resident).toBeLessThan(10e9);
  });
});
