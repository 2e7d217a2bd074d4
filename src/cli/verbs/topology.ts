import { printable, printableLines } from '../../core/text/printable';
import { machineToDocument } from '../../core/topology/toDocument';
import type { HostFacts } from '../../core/topology/facts';
import type { Machine } from '../../core/topology/machine';
import { formatSize } from '../../core/text/size';
import { formatCpuList } from '../../core/text/cpuList';
import { needValue, noWords, oneWord, parse } from '../arguments';
import { type Context, printJson, type Verb } from '../context';
import type { ExitCode } from '../terminal';
import { UsageError } from '../usage';

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
  const format = args.values['format'] ?? 'auto';
  if (format !== 'auto' && format !== 'sysfs') {
    throw new UsageError(`--format ${format} cannot be read by this version; auto and sysfs can.`);
  }
  const machine = await context.lab.readMachine(context.absolute(oneWord(args, 'capture')));
  print(machine, args.flags.has('json'), context);
  return 0;
}

async function probe(argv: readonly string[], context: Context): Promise<ExitCode> {
  const args = parse(argv, { values: ['host'] });
  noWords(args);
  const { machine, facts } = await context.lab.probe(
    needValue(args, 'host', 'local'),
    context.terminal.signal,
  );
  // With --json nothing but the machine, so that it can be kept as a .vmtopology.json.
  print(machine, args.flags.has('json'), context);
  if (!args.flags.has('json')) context.terminal.out(describeFacts(facts));
  return 0;
}

function print(machine: Machine, json: boolean, context: Context): void {
  if (json) printJson(context, machineToDocument(machine));
  else context.terminal.out(describe(machine));
}

function describe(machine: Machine): string {
  const packages = new Set(machine.pus.map((pu) => pu.package)).size;
  const cores = new Set(machine.pus.map((pu) => `${pu.package}.${pu.core}`)).size;
  const head = `${machine.id}: ${packages} packages, ${machine.nodes.length} NUMA nodes, ${cores} cores, ${machine.pus.length} PUs\n`;
  const nodes = machine.nodes.map((node, row) => {
    const pus = machine.pus.filter((pu) => pu.node === node.id && pu.online).map((pu) => pu.id);
    const memory = node.memoryBytes === null ? 'memory unknown' : formatSize(node.memoryBytes);
    const distances = machine.distances?.[row]?.join(' ');
    return `  node ${node.id}: PUs ${formatCpuList(pus) || 'none'}, ${memory}${distances === undefined ? '' : `, distances ${distances}`}\n`;
  });
  return printableLines(head + nodes.join(''));
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
