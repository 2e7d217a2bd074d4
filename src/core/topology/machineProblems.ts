import type { TopologyDocument } from '../schema/generated/vmtopology.types';
import type { JsonPath, Problem } from '../text/document';
import type { Machine } from './machine';

/** What a schema cannot say of a machine: numbers that stand twice or point nowhere, a distance matrix of the wrong shape. */
export function machineProblems(machine: Machine, doc: TopologyDocument): Problem[] {
  if (machine.nodes.length === 0) return [];
  return [
    ...twice(doc),
    ...unknownNodes(machine, doc),
    ...unknownReserved(machine),
    ...distanceProblems(machine),
    ...memoryRule(doc),
  ];
}

function twice(doc: TopologyDocument): Problem[] {
  return (['nodes', 'pus'] as const).flatMap((list) => {
    const seen = new Set<number>();
    return (doc[list] ?? []).flatMap(({ id }, i): Problem[] => {
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      const what = list === 'nodes' ? 'Node' : 'PU';
      return [
        {
          message: `${what} ${id} stands here for the second time. Each number must be there once.`,
          path: [list, i, 'id'],
        },
      ];
    });
  });
}

function unknownNodes(machine: Machine, doc: TopologyDocument): Problem[] {
  const known = new Set(machine.nodes.map((node) => node.id));
  const check = (node: number | null | undefined, path: JsonPath): Problem[] =>
    node === null || node === undefined || known.has(node)
      ? []
      : [{ message: `There is no node ${node}. The nodes are ${[...known].join(', ')}.`, path }];
  return [
    ...(doc.pus ?? []).flatMap((pu, i) => check(pu.node, ['pus', i, 'node'])),
    ...(doc.nics ?? []).flatMap((nic, i) => check(nic.node, ['nics', i, 'node'])),
  ];
}

function unknownReserved(machine: Machine): Problem[] {
  const known = new Set(machine.pus.map((pu) => pu.id));
  const missing = machine.reserved.pus.filter((pu) => !known.has(pu));
  return missing.length === 0
    ? []
    : [
        {
          message: `The machine has no PU ${missing.slice(0, 8).join(', ')}. Reserve PUs that it has.`,
          path: ['reserved', 'pus'],
        },
      ];
}

function distanceProblems(machine: Machine): Problem[] {
  const { distances, nodes } = machine;
  if (distances === null) return [];
  if (distances.length !== nodes.length)
    return [
      {
        message: `There are ${nodes.length} nodes and ${distances.length} rows of distances. Write a row for each node.`,
        path: ['distances'],
      },
    ];
  return distances.flatMap((row, i): Problem[] =>
    row.length === nodes.length
      ? []
      : [
          {
            message: `This row has ${row.length} distances. Write one for each of the ${nodes.length} nodes.`,
            path: ['distances', i],
          },
        ],
  );
}

function memoryRule(doc: TopologyDocument): Problem[] {
  return doc.synthetic === undefined && doc.memoryPerNode !== undefined
    ? [
        {
          message: '`memoryPerNode` goes with `synthetic`. Here each node has its own `memoryBytes`.',
          path: ['memoryPerNode'],
        },
      ]
    : [];
}
