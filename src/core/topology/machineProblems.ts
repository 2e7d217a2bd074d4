import type { TopologyDocument } from '../schema/generated/vmtopology.types';
import type { Problem } from '../text/document';
import type { Machine } from './machine';
import { puById } from './queries';

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
  const problems: Problem[] = [];
  for (const list of ['nodes', 'pus'] as const) {
    const seen: boolean[] = [];
    const what = list === 'nodes' ? 'Node' : 'PU';
    doc[list]?.forEach(({ id }, i) => {
      if (seen[id] === true)
        problems.push({
          message: `${what} ${id} stands here for the second time. Each number must be there once.`,
          path: [list, i, 'id'],
        });
      seen[id] = true;
    });
  }
  return problems;
}

function unknownNodes(machine: Machine, doc: TopologyDocument): Problem[] {
  const known = new Set(machine.nodes.map((node) => node.id));
  const problems: Problem[] = [];
  for (const list of ['pus', 'nics'] as const) {
    doc[list]?.forEach(({ node }, i) => {
      if (node === null || node === undefined || known.has(node)) return;
      const message = `There is no node ${node}. The nodes are ${[...known].join(', ')}.`;
      problems.push({ message, path: [list, i, 'node'] });
    });
  }
  return problems;
}

function unknownReserved(machine: Machine): Problem[] {
  const known = puById(machine);
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
