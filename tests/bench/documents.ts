/** A cut and its machine as people write them, of any size. */
export interface BenchDocuments {
  readonly vms: number;
  readonly pus: number;
  /** A `.vmlayout.json`: every VM spelled out, with comments. */
  readonly layout: string;
  /** A `.vmtopology.json`: every node and PU spelled out. */
  readonly topology: string;
}

/** PUs of one node, two threads a core. */
const PUS_PER_NODE = 64;

/**
 * A valid cut without open findings: VMs of equal size on a machine with nodes of 64 PUs, two threads a core. `pus` is a
 * multiple of 64 and of twice `vms`.
 */
export function benchDocuments(vms: number, pus: number): BenchDocuments {
  return { vms, pus, layout: layoutText(vms, pus), topology: topologyText(pus) };
}

/** The same layout with the memory of every VM on a node where it has no PU. */
export function withMistakes(layout: string): string {
  return layout.replaceAll(/"nodes": "(\d+)"/g, (_all, node: string) => `"nodes": "${node === '0' ? 1 : 0}"`);
}

function layoutText(vms: number, pus: number): string {
  const size = pus / vms;
  const items = Array.from({ length: vms }, (_, i) => {
    const first = i * size;
    const node = Math.floor(first / PUS_PER_NODE);
    return [
      `    // Guest ${i}: whole cores of node ${node}.`,
      '    {',
      `      "name": "guest-${i}",`,
      `      "pus": "${first}-${first + size - 1}",`,
      `      "memory": "${1024 * size - 256}MiB", // what the node has for it`,
      `      "nodes": "${node}",`,
      '      "policy": "bind",',
      '      "nics": [{ "model": "virtio", "queues": 2 }],',
      '    },',
    ].join('\n');
  });
  return `{
  "version": 1,
  "machine": "bench.vmtopology.json",
  "title": "${vms} VMs on ${pus} PUs",
  "defaults": { "backing": "anon", "threadsPerCore": 2 },
  "accept": { "CPU09": "every core computes here" },
  /* Every VM has its cores for itself. */
  "vms": [
${items.join('\n')}
  ],
}
`;
}

function topologyText(pus: number): string {
  const nodes = Array.from({ length: pus / PUS_PER_NODE }, (_, id) => id);
  const distances = nodes.map((a) => `    [${nodes.map((b) => (a === b ? 10 : 21)).join(', ')}]`);
  const items = Array.from({ length: pus }, (_, id) => {
    const node = Math.floor(id / PUS_PER_NODE);
    const core = Math.floor((id % PUS_PER_NODE) / 2);
    return `    { "id": ${id}, "package": ${node}, "core": ${core}, "l3": ${Math.floor(id / 16)}, "node": ${node}, "online": true }`;
  });
  return `{
  "version": 1,
  "id": "bench",
  "title": "${pus} PUs in nodes of ${PUS_PER_NODE}",
  "source": "made for measuring",
  "nodes": [
${nodes.map((id) => `    { "id": ${id}, "memoryBytes": ${PUS_PER_NODE * 2 ** 30} }`).join(',\n')}
  ],
  "distances": [
${distances.join(',\n')}
  ],
  "pus": [
${items.join(',\n')}
  ],
}
`;
}
