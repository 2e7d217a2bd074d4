import type { TopologyDocument } from '../schema/generated/vmtopology.types';
import { cpuListProblem, parseCpuList } from '../text/cpuList';
import type { JsonPath, Problem } from '../text/document';
import { parseSize } from '../text/size';
import type { Machine, MachineNode, Pu } from './machine';
import { machineProblems } from './machineProblems';
import { isSyntheticProblem, parseSynthetic } from './synthetic';

/**
 * The machine that a valid topology document describes, with what is wrong in it. Never throws: what is wrong is left
 * out or unknown. `id` is the machine's name where the document has none.
 */
export function machineFromDocument(
  doc: TopologyDocument,
  id: string,
): { readonly machine: Machine; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const size = sizeReader(problems);
  const { nodes, pus } = doc.synthetic === undefined ? spelledOut(doc, size) : synthetic(doc, problems, size);
  const machine: Machine = {
    id: doc.id ?? id,
    title: doc.title ?? doc.id ?? id,
    source: doc.source ?? '',
    nodes,
    pus: ascending(pus),
    distances: doc.distances ?? null,
    nics: (doc.nics ?? []).map((nic) => ({ name: nic.name, node: nic.node ?? null })),
    pageSizesBytes: (doc.pageSizes ?? []).flatMap((text, i) => size(text, ['pageSizes', i]) ?? []),
    reserved: {
      pus: reservedPus(doc, problems),
      memoryBytesPerNode: size(doc.reserved?.memoryPerNode, ['reserved', 'memoryPerNode']) ?? 0,
    },
    warnings: doc.warnings ?? [],
  };
  problems.push(...machineProblems(machine, doc));
  return { machine, problems };
}

type SizeReader = (text: string | undefined, path: JsonPath) => number | null;

function sizeReader(problems: Problem[]): SizeReader {
  return (text, path) => {
    if (text === undefined) return null;
    const bytes = parseSize(text);
    if (bytes === null)
      problems.push({ message: `\`${text}\` is larger than any memory. Write a smaller size.`, path });
    return bytes;
  };
}

interface Parts {
  readonly nodes: readonly MachineNode[];
  readonly pus: readonly Pu[];
}

function synthetic(doc: TopologyDocument, problems: Problem[], size: SizeReader): Parts {
  const read = parseSynthetic(doc.synthetic ?? '');
  const memoryBytes = size(doc.memoryPerNode, ['memoryPerNode']);
  if (isSyntheticProblem(read)) {
    const place = (offset: number): string => `At character ${offset + 1} of the string: `;
    problems.push(
      ...read.problems.map((wrong) => ({
        message: place(wrong.offset) + wrong.message,
        path: ['synthetic'],
      })),
    );
    return { nodes: [], pus: [] };
  }
  const nodes = read.nodes.map((node) => ({ ...node, memoryBytes: memoryBytes ?? node.memoryBytes }));
  return { nodes, pus: read.pus };
}

function spelledOut(doc: TopologyDocument, size: SizeReader): Parts {
  const nodes = (doc.nodes ?? []).map((node, i) => ({
    id: node.id,
    memoryBytes: node.memoryBytes,
    hugePages: (node.hugePages ?? []).flatMap((pool, j) => {
      const sizeBytes = size(pool.size, ['nodes', i, 'hugePages', j, 'size']);
      return sizeBytes === null ? [] : [{ sizeBytes, total: pool.total, free: pool.free ?? null }];
    }),
    kind: node.kind ?? null,
    allowed: node.allowed ?? true,
  }));
  const pus = (doc.pus ?? []).map((pu) => ({
    id: pu.id,
    package: pu.package,
    core: pu.core,
    l3: pu.l3 ?? null,
    node: pu.node,
    kind: pu.kind ?? null,
    online: pu.online,
    allowed: pu.allowed ?? true,
  }));
  return { nodes, pus };
}

function reservedPus(doc: TopologyDocument, problems: Problem[]): number[] {
  const text = doc.reserved?.pus ?? '';
  const wrong = cpuListProblem(text);
  if (wrong !== null) problems.push({ message: wrong, path: ['reserved', 'pus'] });
  return [...new Set(parseCpuList(text))].sort((a, b) => a - b);
}

/** By number, as most lists are already. */
function ascending(pus: readonly Pu[]): readonly Pu[] {
  const ascends = pus.every((pu, i) => i === 0 || pu.id >= (pus[i - 1]?.id ?? 0));
  return ascends ? pus : [...pus].sort((a, b) => a.id - b.id);
}
