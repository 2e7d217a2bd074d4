import { expect, test } from 'vitest';
import { startValues } from '../../../../src/core/predict/fittedParameters';
import { parametersOf } from '../../../../src/core/predict/machines/parametersOf';
import { endKinds, type EndKinds } from '../../../../src/core/predict/messages/kinds';
import { serversOf } from '../../../../src/core/predict/messages/servers';
import { messageTimes, type MessageTimes } from '../../../../src/core/predict/messages/times';
import { messageWay, type MessageEnd, type WaySetup } from '../../../../src/core/predict/messages/way';
import type { Region } from '../../../../src/core/layout/layout';
import { plainNic } from '../../../support/plain';
import { machine, vm } from '../../check/builders';

const parameters = parametersOf({ ...machine(), id: 'barcelona-4x4' });
const region: Region = {
  ...{ name: 'shared', sizeBytes: 2 ** 29, node: 0, device: 'ivshmem', pageSizeBytes: null },
  path: [],
};
const over = (network: boolean, isLate = false): WaySetup => ({
  ...{ machine: parameters, values: startValues, region: network ? null : region },
  isServedLate: () => isLate,
});

const a = vm('a', [0, 1, 4]);
const b = vm('b', [2, 3]);
const end = (node: number, own: MessageEnd['vm'] = null, host = 0): MessageEnd => ({ vm: own, host, node });

const titleOf = (from: MessageEnd, to: MessageEnd, network = false): string =>
  messageWay(over(network), from, to).path.title;

test('ranks reach each other in memory inside a VM and natively, through the region between VMs, else over the network', () => {
  expect(titleOf(end(0), end(3))).toBe('shared memory');
  expect(titleOf(end(0, a), end(1, a))).toBe('shared memory');
  expect(titleOf(end(0, a), end(0, b))).toBe('region between VMs');
  expect(titleOf(end(0, a), end(0, b), true)).toBe('virtio on one host');
  expect(titleOf(end(0, a), end(0, a, 1))).toBe('virtio over Gigabit Ethernet');
  expect(titleOf(end(0), end(0, null, 1))).toBe('TCP/IP of the host over Gigabit Ethernet');
});

test('the card of the sender tells what the network costs', () => {
  const emulated = vm('c', [8], { nics: [{ ...plainNic, model: 'rtl8139' }] });
  expect(titleOf(end(0, emulated), end(0, b), true)).toBe('rtl8139 on one host');
});

test('memory is as far as the farthest of both ranks and the buffer', () => {
  const latency = (from: MessageEnd, to: MessageEnd): number =>
    messageWay(over(false), from, to).path.latencySeconds.value;
  expect(latency(end(0), end(1))).toBeGreaterThan(latency(end(0), end(0)));
  // The region lies on node 0: two ranks on node 1 meet on another node.
  expect(latency(end(1, a), end(1, b))).toBeGreaterThan(latency(end(0, a), end(0, b)));
  // The region's node 0 is farther from node 2 than any of the others, whichever end is there.
  const distances = [
    [10, 20, 30, 20],
    [20, 10, 20, 20],
    [30, 20, 10, 20],
    [20, 20, 20, 10],
  ];
  const far = { ...over(false), machine: parametersOf(machine({ distances })) };
  const between = (from: number, to: number): number =>
    messageWay(far, end(from, a), end(to, b)).path.latencySeconds.value;
  expect(between(1, 2)).toBeGreaterThan(between(1, 3));
  expect(between(2, 1)).toBeCloseTo(between(1, 2), 12);
  expect(messageWay(over(false), end(1, a), end(1, b)).bufferNode).toBe(0);
  expect(messageWay(over(false), end(1, a), end(2, a)).bufferNode).toBe(1);
});

function timesOf(setup: WaySetup, from: MessageEnd, to: MessageEnd, bytes: number): MessageTimes {
  return messageTimes(messageWay(setup, from, to), { a: from, b: to, bytes }, setup);
}

test('a message never costs less for being longer, whatever its path', () => {
  const ends = [end(1, a), end(0, b), end(0, a, 1)];
  for (const network of [true, false])
    for (const to of ends) {
      const seconds = (bytes: number): number => timesOf(over(network), end(0, a), to, bytes).seconds;
      for (let bytes = 1; bytes < 2 ** 22; bytes *= 2)
        expect(seconds(2 * bytes)).toBeGreaterThanOrEqual(seconds(bytes));
    }
});

test('one thread serves all cards of a VM; vhost has one for each', () => {
  const cards = (vhost: boolean, count: number): MessageEnd =>
    end(0, vm('c', [8], { nics: Array.from({ length: count }, () => ({ ...plainNic, vhost })) }));
  const longest = (card: MessageEnd): number =>
    timesOf(over(true), card, end(0, b), 1000).senderServiceSeconds;
  // Two cards cost extra for each packet, and with vhost halve what a thread has to do.
  expect(longest(cards(false, 2))).toBeGreaterThan(longest(cards(false, 1)));
  expect(longest(cards(true, 2))).toBeLessThan(longest(cards(true, 1)));
});

test('locks are those of one system: none between VMs and none over the network', () => {
  const within = timesOf(over(false), end(0, a), end(1, a), 100_000);
  expect(within.lockedSeconds).toBeGreaterThan(0);
  expect(within.lockedSeconds).toBeLessThan(within.seconds);
  expect(timesOf(over(false), end(0, a), end(0, b), 100_000).lockedSeconds).toBe(0);
});

test('links and services of hosts and VMs are told apart', () => {
  const [c, d] = [vm('c', [0]), vm('d', [0])];
  const ends = [end(0, a), end(0, b), end(0, c, 1), end(0, d, 2)];
  const kinds: EndKinds = endKinds(machine(), ends, over(true));
  const { between } = serversOf(kinds, null, (kind) => messageWay(over(true), ...kinds.samples[kind]!));
  const servers = (from: number, to: number): number[] => between(from, to).map(({ server }) => server);
  const out = servers(0, 2);
  expect(new Set(out).size).toBe(out.length);
  // From host 0 to 1 and from 0 to 2: the same service and link out, others in.
  expect(servers(0, 3).filter((server) => out.includes(server))).toHaveLength(2);
  // On one host the services alone, the same for whoever is sent to.
  expect(servers(0, 1)).toHaveLength(2);
  expect(out).toContain(servers(0, 1)[0]);
});

test('a service without a PU of its own is waited for: by each message, at both ends, and by none in memory', () => {
  const late = (from: MessageEnd, to: MessageEnd): number =>
    messageWay(over(true, true), from, to).waitSeconds;
  expect(late(end(0, a), end(0, b))).toBeCloseTo(2 * startValues.serviceWaitSeconds, 12);
  expect(late(end(0, a), end(1, a))).toBe(0);
  expect(late(end(0), end(0, null, 1))).toBe(0);
  expect(messageWay(over(true), end(0, a), end(0, b)).waitSeconds).toBe(0);
  const waiting = (bytes: number): number =>
    timesOf(over(true, true), end(0, a), end(0, b), bytes).waitSeconds;
  // A long message asks first.
  expect(waiting(2 ** 20)).toBeCloseTo(3 * waiting(8), 12);
});
