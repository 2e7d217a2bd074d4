import { describe, expect, it } from 'vitest';
import { qemuArguments } from '../../../src/rehearsal/qemuArguments';
import type { EmulatedShape } from '../../../src/rehearsal/shape';

const shape: EmulatedShape = {
  packages: 2,
  coresPerPackage: 2,
  nodes: [
    { memoryMiB: 1024, pus: [0, 1] },
    { memoryMiB: 512, pus: [2, 3] },
    { memoryMiB: 256, pus: [] },
  ],
  distances: [
    [10, 20, 30],
    [21, 10, 30],
    [30, 30, 10],
  ],
  losses: [],
};
const parts = {
  name: 'm',
  kernel: '/c/kernel',
  firstStage: '/c/first',
  system: '/c/a,b/system',
  data: '/c/data',
  authorizedKeys: '/c/key.pub',
  hostKey: '/c/host',
  port: 4022,
  console: '/c/console',
};

describe('the command line of the emulated machine', () => {
  const args = qemuArguments(shape, parts);

  it('states CPUs, memory and nodes', () => {
    expect(args).toContain('4,sockets=2,cores=2,threads=1');
    expect(args).toContain('1792M');
    expect(args.filter((text) => text.startsWith('node,'))).toEqual([
      'node,nodeid=0,memdev=ram0,cpus=0,cpus=1',
      'node,nodeid=1,memdev=ram1,cpus=2,cpus=3',
      'node,nodeid=2,memdev=ram2',
    ]);
  });

  it('states every distance in both directions, and none where none is known', () => {
    expect(args.filter((text) => text.startsWith('dist,'))).toHaveLength(6);
    expect(args).toContain('dist,src=1,dst=0,val=21');
    expect(qemuArguments({ ...shape, distances: null }, parts).join(' ')).not.toContain('dist,');
  });

  it('doubles commas of paths', () => {
    expect(args.join(' ')).toContain('file=/c/a,,b/system,readonly=on');
  });

  it('lets nothing in but the forwarded loopback port', () => {
    expect(args).toContain('user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:4022-:22');
  });
});
