import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startValues } from '../../../../src/core/predict/fittedParameters';
import { parametersOf } from '../../../../src/core/predict/machines/parametersOf';
import { memoryPath } from '../../../../src/core/predict/paths/memoryPath';
import { networkPath, type NetworkRoute } from '../../../../src/core/predict/paths/networkPath';
import {
  busySeconds,
  messageSeconds,
  pathBytesPerSecond,
  type MessagePath,
} from '../../../../src/core/predict/paths/path';
import { builtIn } from '../machines/builtIn';
import { sourceProblems } from '../sources';

const barcelona = parametersOf(builtIn('barcelona-4x4'));
const memory = (latency = 117e-9, between: 'ranks' | 'vms' = 'ranks') =>
  memoryPath(barcelona, latency, between, startValues);
const network = (route: Partial<NetworkRoute> = {}) =>
  networkPath({ nic: 'virtio', vhost: false, nicsOfVm: 1, reach: 'host', ...route }, startValues);

const nics = [null, 'virtio', 'rtl8139', 'e1000', 'vfio'] as const;
const routes: readonly NetworkRoute[] = nics.flatMap((nic) =>
  [false, true].flatMap((vhost) =>
    (['host', 'hosts'] as const).map((reach) => ({ nic, vhost, nicsOfVm: 1, reach })),
  ),
);
const paths: readonly MessagePath[] = [
  memory(),
  memory(137e-9, 'vms'),
  ...routes.map((route) => networkPath(route, startValues)),
];
const one = fc.constantFrom(...paths);
const bytes = fc.integer({ min: 0, max: 64 * 2 ** 20 });

describe('paths of messages', () => {
  it('have a source for each number', () => {
    for (const path of paths) expect(sourceProblems(path)).toEqual([]);
  });

  it('take longer for more, and never less than their latency', () => {
    fc.assert(
      fc.property(one, bytes, bytes, (path, first, second) => {
        const [short, long] = [Math.min(first, second), Math.max(first, second)];
        expect(messageSeconds(path, long)).toBeGreaterThanOrEqual(messageSeconds(path, short));
        expect(messageSeconds(path, short)).toBeGreaterThanOrEqual(path.latencySeconds.value);
      }),
      { seed: 1 },
    );
  });

  it('near their bandwidth with long messages, and do not pass it', () => {
    for (const path of paths) {
      const long = 256 * 2 ** 20;
      const reached = long / messageSeconds(path, long);
      expect(reached / pathBytesPerSecond(path)).toBeGreaterThan(0.95);
      expect(reached / pathBytesPerSecond(path)).toBeLessThan(1.001);
    }
  });

  it('ask first from their eager limit on: two latencies more', () => {
    const path = memory();
    const jump = messageSeconds(path, 4097) - messageSeconds(path, 4096);
    expect(jump / (2 * path.latencySeconds.value)).toBeCloseTo(1, 2);
  });

  it('keep a station busy for a packet at least, and for each further one', () => {
    const link = network({ reach: 'hosts' }).stations.find(({ what }) => what === 'receiverService')!;
    expect(busySeconds(link, 0)).toBe(link.secondsPerPacket.value);
    const packets = (count: number) => busySeconds(link, 1448 * count) / busySeconds(link, 1448);
    expect(packets(10)).toBeCloseTo(10);
  });

  it('through memory depend on where it is, not on whose VM', () => {
    expect(memory(137e-9).latencySeconds.value).toBeGreaterThan(memory().latencySeconds.value);
    expect(messageSeconds(memory(117e-9, 'vms'), 5000)).toBe(messageSeconds(memory(), 5000));
  });

  it('over a wire are bound by it: 117.7 MB/s of Gigabit Ethernet', () => {
    const native = network({ nic: null, reach: 'hosts' });
    expect(pathBytesPerSecond(native)).toBeCloseTo(117.7e6, -5);
    for (const route of routes.filter(({ reach }) => reach === 'hosts')) {
      expect(pathBytesPerSecond(network(route))).toBeLessThanOrEqual(pathBytesPerSecond(native));
    }
    expect(network({ nic: 'vfio', reach: 'hosts' }).latencySeconds).toEqual(native.latencySeconds);
    expect(network({ nic: null }).stations.map(({ what }) => what)).toEqual(['sender', 'receiver']);
  });

  it('have one service for all cards of a VM, with vhost one for each card', () => {
    const service = (path: MessagePath) => path.stations.find(({ what }) => what === 'senderService')!;
    expect(service(network()).oneFor).toBe('vm');
    expect(service(network({ vhost: true })).oneFor).toBe('nic');
    expect(service(network({ vhost: true })).secondsPerPacket.value).toBeLessThan(
      service(network()).secondsPerPacket.value,
    );
    expect(network({ nic: 'rtl8139', vhost: true })).toEqual(network({ nic: 'rtl8139' }));
    expect(service(network({ nicsOfVm: 8 })).secondsPerPacket.value).toBeGreaterThan(
      service(network()).secondsPerPacket.value,
    );
  });

  it('of an emulated card cost more exits, of virtio more waiting', () => {
    const emulated = network({ nic: 'rtl8139' });
    expect(pathBytesPerSecond(emulated)).toBeLessThan(pathBytesPerSecond(network()) / 4);
    const exits = (path: MessagePath) =>
      path.stations.reduce(
        (sum, { what, secondsPerPacket }) => sum + (what.endsWith('Service') ? secondsPerPacket.value : 0),
        0,
      );
    expect(exits(emulated) / exits(network())).toBeCloseTo(3.5);
    const waiting = network().latencySeconds.value - exits(network());
    expect(waiting - (emulated.latencySeconds.value - exits(emulated))).toBeCloseTo(
      startValues.virtioFlushSeconds,
    );
  });
});
