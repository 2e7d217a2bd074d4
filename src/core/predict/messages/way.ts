import type { Region, Vm } from '../../layout/layout';
import type { FittedValues } from '../fittedParameters';
import { latencyBetween, type MachineParameters } from '../machines/machine';
import { memoryPath } from '../paths/memoryPath';
import { networkPath } from '../paths/networkPath';
import type { MessagePath } from '../paths/path';

/** Where a rank is, as far as its messages go. */
export interface MessageEnd {
  /** null natively. */
  readonly vm: Vm | null;
  readonly host: number;
  /** Number of the node of its PU; null where the machine does not say. */
  readonly node: number | null;
}

/** How messages come from one rank to another. */
export interface MessageWay {
  readonly path: MessagePath;
  /** Do they go through queues that threads of one system share, under its locks? */
  readonly isInSystem: boolean;
  /** Node of the memory through which they go; null over the network. */
  readonly bufferNode: number | null;
  /** Until the threads that serve it run. */
  readonly waitSeconds: number;
}

export interface WaySetup {
  readonly machine: MachineParameters;
  /** That the ranks' VMs have in common and go through; null for none. */
  readonly region: Region | null;
  readonly values: FittedValues;
  /** Do ranks have every PU on which the threads that serve a VM's cards may run? */
  readonly isServedLate: (vm: Vm) => boolean;
}

/**
 * Node of the memory in which the buffer of a message lies that goes through memory: with the sender, who takes it from a
 * pool of its own, as a region does whose node is not declared.
 */
export function bufferOf(isInSystem: boolean, region: Region | null, from: MessageEnd): number | null {
  return isInSystem ? from.node : (region?.node ?? from.node);
}

/**
 * In memory where both ranks map the same: in a VM, natively on a host, through a region between VMs. Over the network
 * otherwise, by the card of the sender's VM.
 */
export function messageWay(setup: WaySetup, from: MessageEnd, to: MessageEnd): MessageWay {
  const { machine, region, values } = setup;
  if (from.host !== to.host) return overNetwork(setup, from, to, 'hosts');
  const isInSystem = from.vm === to.vm;
  if (!isInSystem && region === null) return overNetwork(setup, from, to, 'host');
  const bufferNode = bufferOf(isInSystem, region, from);
  const latency = Math.max(
    latencySeconds(machine, from.node, to.node),
    latencySeconds(machine, from.node, bufferNode),
    latencySeconds(machine, to.node, bufferNode),
  );
  const path = memoryPath(machine, latency, isInSystem ? 'ranks' : 'vms', values);
  return { path, isInSystem, bufferNode, waitSeconds: 0 };
}

/**
 * Ranks poll, so that a thread without a PU of its own waits for the scheduler before it serves a message. What came in
 * the meantime it then serves one after the other: waiting comes on top of service, and takes nothing from the rate.
 */
function overNetwork(
  { values, isServedLate }: WaySetup,
  from: MessageEnd,
  to: MessageEnd,
  reach: 'host' | 'hosts',
): MessageWay {
  const nics = from.vm?.nics ?? [];
  // The runtime spreads its connections over all cards; they are alike in the layouts that have several.
  const [first] = nics;
  const route = {
    nic: first?.model ?? null,
    vhost: first?.vhost ?? false,
    nicsOfVm: Math.max(1, nics.length),
    reach,
  };
  const path = networkPath(route, values);
  const isServed = path.stations.some(({ what }) => what === 'senderService');
  const late = isServed ? [from.vm, to.vm].filter((vm) => vm !== null && isServedLate(vm)).length : 0;
  return { path, isInSystem: false, bufferNode: null, waitSeconds: late * values.serviceWaitSeconds };
}

/** Of an unknown node that of the first one to itself. */
function latencySeconds(machine: MachineParameters, from: number | null, to: number | null): number {
  const local = machine.nodes[0]?.latencySeconds[0]?.value ?? 0;
  if (from === null || to === null) return local;
  return latencyBetween(machine, from, to)?.value ?? local;
}
