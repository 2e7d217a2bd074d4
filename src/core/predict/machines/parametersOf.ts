import type { Machine } from '../../topology/machine';
import { coreCount, distanceBetween, pusOfNode } from '../../topology/queries';
import { currentValues } from '../currentValues';
import { fitted, fittedSource, type FittedValues } from '../fittedParameters';
import { recalled, sourced, type Sourced } from '../sourced';
import { knownMachine, type KnownMachine } from './known';
import type { MachineParameters, NodeParameters } from './machine';

/**
 * Speeds of a machine: published ones for the paper's machines, by id; for others what servers have, scaled by cores and
 * SLIT distances and marked as such. A machine that only calls itself by a known id gets the numbers of that id.
 */
export function parametersOf(machine: Machine, values: FittedValues = currentValues): MachineParameters {
  const known = knownMachine(machine.id, values);
  return known === null ? generic(machine, values) : published(machine, known);
}

function published(machine: Machine, known: KnownMachine): MachineParameters {
  const remote = known.remoteLatencySeconds ?? known.localLatencySeconds;
  return {
    machine: machine.id,
    cyclesPerSecond: known.cyclesPerSecond,
    cacheBytesPerPu: known.cacheBytesPerPu,
    linesInFlight: known.linesInFlight,
    nodes: machine.nodes.map(({ id }) => ({
      node: id,
      bytesPerSecond: known.nodeBytesPerSecond,
      latencySeconds: machine.nodes.map((other) => (other.id === id ? known.localLatencySeconds : remote)),
    })),
    linkBytesPerSecond: machine.nodes.length < 2 ? null : known.linkBytesPerSecond,
    linkShape: known.linkShape,
  };
}

function generic(machine: Machine, values: FittedValues): MachineParameters {
  const nodes = machine.nodes.map(({ id }) => genericNode(machine, id, values));
  const fastest = Math.max(0, ...nodes.map(({ bytesPerSecond }) => bytesPerSecond.value));
  return {
    machine: machine.id,
    cyclesPerSecond: fitted('genericCyclesPerSecond', values),
    cacheBytesPerPu: fitted('genericCacheBytesPerPu', values),
    linesInFlight: sourced(
      10,
      recalled(
        'Intel 64 and IA-32 Architectures Optimization Reference Manual (248966)',
        '10 line fill buffers from Nehalem to Skylake; that others have as many or more is assumed',
      ),
    ),
    nodes,
    linkShape: 'direct',
    linkBytesPerSecond:
      nodes.length < 2
        ? null
        : sourced(
            fastest * values.genericLinkShare,
            fittedSource('genericLinkShare', 'genericPuBytesPerSecond'),
          ),
  };
}

function genericNode(machine: Machine, node: number, values: FittedValues): NodeParameters {
  return {
    node,
    bytesPerSecond: sourced(
      coresNear(machine, node) * values.genericPuBytesPerSecond,
      `its cores, ${fittedSource('genericPuBytesPerSecond')}`,
    ),
    latencySeconds: machine.nodes.map((other) => genericLatency(machine, node, other.id, values)),
  };
}

/** Cores of a node; memory without any (HBM, CXL) is taken as that of a mean node. */
function coresNear(machine: Machine, node: number): number {
  const counts = machine.nodes.map(({ id }) => coresOf(machine, id)).filter((count) => count > 0);
  const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
  return coresOf(machine, node) || mean || 1;
}

function coresOf(machine: Machine, node: number): number {
  return coreCount(pusOfNode(machine, node));
}

/** Where there are no distances, Linux's own: 20 for every other node. */
function genericLatency(machine: Machine, from: number, to: number, values: FittedValues): Sourced {
  const local = distanceBetween(machine, from, from) ?? 10;
  const distance = distanceBetween(machine, from, to) ?? (from === to ? local : 2 * local);
  const added = Math.max(0, distance / local - 1) * values.genericLatencyShareOfDistance;
  return sourced(
    values.genericLocalLatencySeconds * (1 + added),
    `${fittedSource('genericLocalLatencySeconds', 'genericLatencyShareOfDistance')}; SLIT distance ${String(distance)}`,
  );
}
