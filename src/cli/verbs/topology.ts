import { printable, printableLines } from '../../core/text/printable';
import { machineToDocument } from '../../core/topology/toDocument';
import type { HostFacts } from '../../core/topology/facts';
import type { Machine, MachineNode, Pu } from '../../core/topology/machine';
import { MACHINE_FORMATS } from '../../core/topology/machineRead';
import { coreKey } from '../../core/topology/queries';
import { formatSize } from '../../core/text/size';
import { formatCpuList } from '../../core/text/cpuList';
import { needValue, noWords, oneWord, parse } from '../arguments';
import { type Context, printJson, type Verb } from '../context';
import type { ExitCode } from '../terminal';
import { UsageError } from '../usage';
import { againstWhat, DRIFT_OPTIONS, tellDrift } from './topologyDrift';

export const topology: Verb = async ([action, ...argv], context) => {
  switch (action) {
    case 'list':
      return list(argv, context);
    case 'show':
      return show(argv, context);
    case 'read':
      return read(argv, context);
    case 'probe':
      return probe(argv, context);
    default:
      throw new UsageError('topology takes list, show, read or probe.');
  }
};

async function list(argv: readonly string[], context: Context): Promise<ExitCode> {
  const args = parse(argv, {});
  noWords(args);
  const machines = await context.lab.machines();
  if (args.flags.has('json'))
    printJson(
      context,
      machines.map(({ id, title }) => ({ id, title })),
    );
  else for (const { id, title } of machines) context.terminal.out(`${id.padEnd(20)} ${title}\n`);
  return 0;
}

async function show(argv: readonly string[], context: Context): Promise<ExitCode> {
  const args = parse(argv, {});
  const word = oneWord(args, 'machine');
  const isPath = word.endsWith('.json');
  print(await context.lab.machine(isPath ? context.absolute(word) : word), args.flags.has('json'), context);
  return 0;
}

async function read(argv: readonly string[], context: Context): Promise<ExitCode> {
  const args = parse(argv, { values: ['format'] });
  const format = MACHINE_FORMATS.find((name) => name === (args.values['format'] ?? 'auto'));
  if (format === undefined) throw new UsageError(`--format is one of ${MACHINE_FORMATS.join(', ')}.`);
  const path = context.absolute(oneWord(args, 'file or folder'));
  const machine = await context.lab.readMachine(path, format, context.terminal.signal);
  print(machine, args.flags.has('json'), context);
  return 0;
}

async function probe(argv: readonly string[], context: Context): Promise<ExitCode> {
  const args = parse(argv, { values: ['host', ...DRIFT_OPTIONS] });
  noWords(args);
  const against = againstWhat(args, context);
  const { machine, facts } = await context.lab.probe(
    needValue(args, 'host', 'local'),
    context.terminal.signal,
  );
  // With --json nothing but the machine, so that it can be kept as a .vmtopology.json.
  print(machine, args.flags.has('json'), context);
  const isJson = args.flags.has('json');
  if (!isJson) context.terminal.out(describeFacts(facts));
  await tellDrift(against, machine, context, (text) =>
    isJson ? context.terminal.err(text) : context.terminal.out(text),
  );
  return 0;
}

function print(machine: Machine, json: boolean, context: Context): void {
  if (json) printJson(context, machineToDocument(machine));
  else {
    context.terminal.out(describe(machine));
    for (const warning of machine.warnings)
      context.terminal.err(printableLines(`warning: ${warning}`) + '\n');
  }
}

function describe(machine: Machine): string {
  const parts = [
    count(machine, (pu) => (pu.package === null ? null : `${pu.package}`), 'packages'),
    `${machine.nodes.length} NUMA nodes`,
    count(machine, coreKey, 'cores'),
    `${machine.pus.length} PUs`,
  ];
  const nodes = machine.nodes.map((node, row) => describeNode(machine, node, row));
  const rest = [
    among(machine, 'offline', (pu) => !pu.online),
    among(machine, 'kept away by a cgroup', (pu) => !pu.allowed),
    among(machine, 'of unknown node', (pu) => pu.online && pu.allowed && pu.node === null),
  ];
  return printableLines(`${machine.id}: ${parts.join(', ')}\n${[...nodes, ...rest].join('')}`);
}

function count(machine: Machine, keyOf: (pu: Pu) => string | null, what: string): string {
  const keys = new Set(machine.pus.map(keyOf).filter((key) => key !== null));
  return keys.size === 0 ? `${what} unknown` : `${keys.size} ${what}`;
}

function describeNode(machine: Machine, node: MachineNode, row: number): string {
  const pus = machine.pus.filter((pu) => pu.node === node.id && pu.online).map((pu) => pu.id);
  const memory = node.memoryBytes === null ? 'memory unknown' : formatSize(node.memoryBytes);
  const distances = machine.distances?.[row]?.join(' ');
  const parts = [
    `PUs ${formatCpuList(pus) || 'none'}`,
    node.kind === null ? memory : `${memory} ${node.kind}`,
    ...(distances === undefined ? [] : [`distances ${distances}`]),
    ...(node.allowed ? [] : ['kept away by a cgroup']),
  ];
  return `  node ${node.id}: ${parts.join(', ')}\n`;
}

function among(machine: Machine, what: string, is: (pu: Pu) => boolean): string {
  const ids = machine.pus.filter(is).map((pu) => pu.id);
  return ids.length === 0 ? '' : `  ${what}: PUs ${formatCpuList(ids)}\n`;
}

function describeFacts(facts: HostFacts): string {
  const tools = Object.entries(facts.tools);
  const missing = tools.filter(([, version]) => version === null).map(([name]) => name);
  const rows = [
    ['host', facts.hostname],
    ['kernel', facts.kernel],
    ['KVM', facts.kvm === null ? null : facts.kvm ? 'usable' : 'not usable by this user'],
    ...Object.entries(facts.settings),
    ['not found', missing.join(' ') || 'nothing that was looked for'],
  ];
  return rows.map(([name, value]) => `  ${printable(`${name}: ${value ?? 'unknown'}`)}\n`).join('');
}
