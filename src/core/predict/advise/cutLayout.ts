import { layoutFromDocument } from '../../layout/fromDocument';
import type { Layout } from '../../layout/layout';
import { partition, type PartitionRule } from '../../layout/partition';
import type { LayoutDocument } from '../../schema/generated/vmlayout.types';
import { formatCpuList } from '../../text/cpuList';
import { formatSize } from '../../text/size';
import { vmCount, vmsOfCut, type Cut } from './cut';
import type { AdviceGround } from './ground';

const REGION = 'shared';

/** The layout document of a cut; `machine` is what it calls the machine. `hasRegion`: a region is there even if it is not used. */
export function cutDocument(
  cut: Cut,
  ground: AdviceGround,
  machine: string,
  hasRegion = cut.transport === 'shared',
): LayoutDocument {
  const vms = vmsOfCut(cut, ground);
  const rule = ruleFor(vms, ground);
  const isShared = hasRegion && vms.length > 1;
  const isEven = vms.every(({ length }) => length === vms[0]?.length);
  const memoryOf = (pus: readonly number[]): string => formatSize(ground.bytesPerPu * pus.length);
  const spanning = cut.blocks.flatMap(({ nodes, vms: count }) =>
    Array.from({ length: count }, () => nodes.length > 1),
  );
  return {
    ...{ version: 1, machine, title: cutTitle(cut, ground) },
    ...(isShared ? { regions: { [REGION]: { size: formatSize(ground.regionBytes) } } } : {}),
    ...(rule !== null && isEven && (cut.memory === 'firstTouch' || spanning.every(Boolean))
      ? { partition: rule }
      : {
          vms: vms.map((pus, at) => ({
            ...{ name: `vm${at}`, pus: formatCpuList(pus) },
            ...(isEven ? {} : { memory: memoryOf(pus) }),
            ...(spanning[at] === true && !spanning.every(Boolean) ? memorySettings(cut) : {}),
          })),
        }),
    defaults: {
      ...(isEven ? { memory: memoryOf(vms[0] ?? []) } : {}),
      ...(spanning.every(Boolean) ? memorySettings(cut) : {}),
      ...(isShared ? { regions: [REGION] } : {}),
    },
  };
}

export function cutLayout(cut: Cut, ground: AdviceGround): Layout {
  return layoutFromDocument(cutDocument(cut, ground, ground.machine.id), ground.machine, cutName(cut, ground))
    .layout;
}

function memorySettings({ memory }: Cut): Pick<NonNullable<LayoutDocument['defaults']>, 'policy' | 'cells'> {
  switch (memory) {
    case 'firstTouch':
      return {};
    case 'bind':
    case 'interleave':
      return { policy: memory };
    case 'cells':
      return { cells: 'perNode', policy: 'bind' };
  }
}

/** The rule that makes these VMs and no others, where there is one. */
function ruleFor(
  vms: readonly (readonly number[])[],
  { machine, nodes }: AdviceGround,
): PartitionRule | null {
  const units = [
    ['package', new Set(machine.pus.map((pu) => pu.package)).size],
    ['node', nodes.length],
  ] as const;
  const perUnit = units.flatMap(([per, count]): PartitionRule[] => {
    const each = vms.length / count;
    return Number.isInteger(each) ? [each === 1 ? { per } : { per, count: each }] : [];
  });
  const rules: readonly PartitionRule[] = vms.length === 1 ? [{ vms: 1 }] : [...perUnit, { vms: vms.length }];
  return rules.find((rule) => makes(rule, machine, vms)) ?? null;
}

function makes(
  rule: PartitionRule,
  machine: AdviceGround['machine'],
  vms: readonly (readonly number[])[],
): boolean {
  const made = partition(rule, machine).vms;
  return made.length === vms.length && made.every((pus, vm) => pus.join() === vms[vm]?.join());
}

/** Safe as the name of a file: `vms-4-shared`, `vms-2-nodes-0.1-2.3-network`. */
export function cutName(cut: Cut, ground: AdviceGround): string {
  const { blocks, memory, transport } = cut;
  const isPlain = blocks.length === 1 || blocks.length === ground.nodes.length;
  const isEven = new Set(blocks.map(({ vms }) => vms)).size === 1;
  const nodesOf = (at: number): string =>
    `${blocks[at]?.nodes.map((node) => ground.nodes[node]?.node).join('.')}`;
  const parts = isPlain && isEven ? [] : blocks.map(({ vms }, at) => `${vms}on${nodesOf(at)}`);
  return [
    `vms-${vmCount(cut)}`,
    ...(blocks.length === 1 && vmCount(cut) > 1 && ground.nodes.length > 1 ? ['across'] : []),
    ...parts,
    ...(memory === 'firstTouch' ? [] : [memory]),
    ...(vmCount(cut) > 1 ? [transport] : []),
    ...(ground.kind === 'allPus' ? [] : [ground.kind === 'oneOfEachCore' ? 'cores' : 'powers']),
  ].join('-');
}

/** What a cut is, for people: `4 VMs, 1 on each node, shared memory`. */
export function cutTitle(cut: Cut, ground: AdviceGround): string {
  const { blocks, memory, transport } = cut;
  const count = vmCount(cut);
  const nodes = ground.nodes.length;
  const isEven = new Set(blocks.map(({ vms, nodes: own }) => `${vms} ${own.length}`)).size === 1;
  const [first = { nodes: [], vms: 1 }] = blocks;
  const where =
    nodes === 1
      ? ''
      : isEven
        ? `, ${first.vms} on ${groupWords(first.nodes.length, nodes, blocks.length, cut, ground)}`
        : `, ${blocks.map(({ vms, nodes: own }) => `${vms} on ${nodeWords(own, ground)}`).join(', ')}`;
  const how = [
    ...(MEMORY_WORDS[memory] === '' ? [] : [MEMORY_WORDS[memory]]),
    ...(count > 1 ? [transport === 'shared' ? 'shared memory' : 'network'] : []),
    ...(ground.kind === 'allPus'
      ? []
      : [
          ground.kind === 'oneOfEachCore'
            ? 'one PU of each core'
            : `${ground.nodes.flatMap(({ cores }) => cores.flat()).length} PUs`,
        ]),
  ];
  return [`${count} ${count === 1 ? 'VM' : 'VMs'}${where}`, ...how].join(', ');
}

const MEMORY_WORDS: Readonly<Record<Cut['memory'], string>> = {
  firstTouch: '',
  bind: 'memory bound to its nodes',
  interleave: 'memory interleaved',
  cells: 'guests that see their nodes',
};

function groupWords(
  size: number,
  nodes: number,
  blocks: number,
  { blocks: all }: Cut,
  ground: AdviceGround,
): string {
  if (blocks === 1) return `all ${nodes} nodes`;
  if (size === 1) return 'each node';
  return `each of nodes ${all.map(({ nodes: own }) => own.map((at) => ground.nodes[at]?.node).join('+')).join(', ')}`;
}

function nodeWords(own: readonly number[], ground: AdviceGround): string {
  return `${own.length === 1 ? 'node' : 'nodes'} ${own.map((at) => ground.nodes[at]?.node).join('+')}`;
}
