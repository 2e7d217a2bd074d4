import type { NicModel } from '../../layout/layout';
import { fitted, fittedSource, type FittedName, type FittedValues } from '../fittedParameters';
import { sourced, type Sourced } from '../sourced';
import { nicCosts, SEGMENT_BYTES, type NicCost } from './nics';
import type { MessagePath, Station } from './path';

/** A way over TCP/IP. */
export interface NetworkRoute {
  /** Card of the VMs; null natively. A card that is passed through (`vfio`) costs what a native one does. */
  readonly nic: NicModel | null;
  readonly vhost: boolean;
  /** Cards of each of the two VMs, at least 1. */
  readonly nicsOfVm: number;
  /** Over the bridge of one host, or over Gigabit Ethernet to another. */
  readonly reach: 'host' | 'hosts';
}

/** Time of a frame on the wire: preamble 8, headers and check 18, gap 12 bytes around 1500. */
const WIRE_BYTES_PER_SECOND = sourced(
  (1e9 / 8) * (SEGMENT_BYTES / (1500 + 8 + 18 + 12)),
  'IEEE 802.3: 1538 bytes on the wire for 1448 of a message',
);

const FRAME = sourced(SEGMENT_BYTES, 'Ethernet of 1500 bytes');
const LOOPBACK = sourced(16436 - 52, 'Linux 2.6.32, loopback.c: its packets of 16436 bytes');
const SEGMENTED_BY_CARD = sourced(65536 - 66, 'Intel 82545EM: it cuts up to 64 KiB into frames itself');

/** From rank to rank over TCP/IP: socket and stack, card, wire. */
export function networkPath(asked: NetworkRoute, values: FittedValues): MessagePath {
  // QEMU has vhost for virtio only.
  const route = asked.nic === 'virtio' ? asked : { ...asked, vhost: false };
  const cost = route.nic === null || route.nic === 'vfio' ? null : nicCosts[route.nic];
  const services = cost === null ? [] : servicesOf(cost, route, values);
  return {
    title: titleOf(route),
    latencySeconds: latencyOf(cost, services, route, values),
    eagerBytes: sourced(65536, 'Open MPI 1.4, btl_tcp_eager_limit'),
    stations: [
      stack('sender', cost?.sendBytes ?? nativeSend(route), values),
      ...services.slice(0, 1),
      ...(route.reach === 'hosts' ? [wire] : []),
      ...services.slice(1),
      stack('receiver', received(cost, route), values),
    ],
  };
}

const wire: Station = {
  what: 'link',
  oneFor: 'host',
  packetBytes: FRAME,
  secondsPerPacket: sourced(0, 'in the rate of the wire'),
  bytesPerSecond: WIRE_BYTES_PER_SECOND,
};

/** Bytes that the sender's stack hands on at once without a virtual card. */
function nativeSend({ reach }: NetworkRoute): Sourced {
  return reach === 'hosts' ? SEGMENTED_BY_CARD : LOOPBACK;
}

/** What comes from the wire comes in frames. */
function received(cost: NicCost | null, { reach }: NetworkRoute): Sourced {
  return reach === 'hosts' ? FRAME : (cost?.receiveBytes ?? LOOPBACK);
}

function stack(what: Station['what'], packetBytes: Sourced, values: FittedValues): Station {
  return {
    what,
    oneFor: 'rank',
    packetBytes,
    secondsPerPacket: fitted('stackSecondsPerPacket', values),
    bytesPerSecond: fitted('stackBytesPerSecond', values),
  };
}

/**
 * Who plays the card for sender and receiver. In QEMU one lock and one thread serve all cards of a VM (the paper, section
 * IX-A); vhost has a thread for each.
 */
function servicesOf(cost: NicCost, route: NetworkRoute, values: FittedValues): readonly Station[] {
  const service = (what: Station['what'], exits: Sourced, packetBytes: Sourced): Station => ({
    what,
    oneFor: route.vhost ? 'nic' : 'vm',
    packetBytes,
    secondsPerPacket: serviceSeconds(exits, route, values),
    bytesPerSecond: fitted('stackBytesPerSecond', values),
  });
  return [
    service('senderService', cost.sendExits, cost.sendBytes),
    service('receiverService', cost.receiveExits, received(cost, route)),
  ];
}

function serviceSeconds(exits: Sourced, route: NetworkRoute, values: FittedValues): Sourced {
  const { vhost, nicsOfVm } = route;
  const share = vhost ? values.vhostServiceShare : 1;
  const others = (nicsOfVm - 1) * values.extraNicSecondsPerPacket;
  return sourced(
    exits.value * values.userExitSeconds * share + others,
    `${fittedSource(...serviceNames(route))}; exits: ${exits.source}`,
  );
}

function serviceNames({ vhost, nicsOfVm }: NetworkRoute): readonly FittedName[] {
  const names: FittedName[] = ['userExitSeconds'];
  if (vhost) names.push('vhostServiceShare');
  if (nicsOfVm > 1) names.push('extraNicSecondsPerPacket');
  return names;
}

function latencyOf(
  cost: NicCost | null,
  services: readonly Station[],
  route: NetworkRoute,
  values: FittedValues,
): Sourced {
  const names: FittedName[] = ['stackSecondsPerPacket'];
  let seconds = 2 * values.stackSecondsPerPacket;
  if (route.reach === 'hosts') {
    seconds += values.nicLatencySeconds;
    names.push('nicLatencySeconds');
  }
  if (cost?.isLazy === true) {
    seconds += values.virtioFlushSeconds;
    names.push('virtioFlushSeconds');
  }
  if (services.length > 0) names.push(...serviceNames(route));
  for (const { secondsPerPacket } of services) seconds += secondsPerPacket.value;
  return sourced(seconds, fittedSource(...names));
}

function titleOf({ nic, vhost, reach }: NetworkRoute): string {
  const card = nic === null ? 'TCP/IP of the host' : `${nic}${vhost ? ' with vhost' : ''}`;
  return reach === 'hosts' ? `${card} over Gigabit Ethernet` : `${card} on one host`;
}
