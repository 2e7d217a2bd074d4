import { adviceText } from '../../core/predict/advise/table';
import { cutName, cutTitle } from '../../core/predict/advise/cutLayout';
import type { Advice, AdvisedCut } from '../../core/predict/advise/advise';
import { MEMORY_KINDS, vmsOfCut, type Cut, type MemoryKind } from '../../core/predict/advise/cut';
import { printable, printableLines } from '../../core/text/printable';
import { formatCpuList } from '../../core/text/cpuList';
import type { AdviceRequest } from '../../lab/advise';
import { isMachineFile } from '../../lab/documentGraph';
import { countValue, needValue, noWords, parse, type Arguments } from '../arguments';
import { printJson, type Verb } from '../context';
import { withProgress } from '../terminal';
import { UsageError } from '../usage';

const VALUES = ['topology', 'vms', 'memory', 'transport', 'top', 'phase', 'paging', 'write'];

export const advise: Verb = async (argv, context) => {
  const args = parse(argv, {
    ...{ values: VALUES, lists: ['workload'] },
    flags: ['isolated', 'unequal', 'quick'],
  });
  noWords(args);
  const named = needValue(args, 'topology', 'barcelona-4x4');
  const topology = isMachineFile(named) ? context.absolute(named) : named;
  const workloads = args.lists['workload'] ?? [];
  if (workloads.length === 0) throw new UsageError('--workload is missing, for example --workload cg.C.');
  const paging = oneOf(args, 'paging', ['nested', 'shadow'] as const);
  const { signal } = context.terminal;
  const request: AdviceRequest = {
    machine: await context.lab.machine(topology),
    workloads: workloads.map((name) => (name.endsWith('.json') ? context.absolute(name) : name)),
    constraints: {
      vms: vmRange(args),
      memory: memoryKinds(args),
      transports: transports(args),
      isIsolated: args.flags.has('isolated'),
      sizes: args.flags.has('unequal') ? 'any' : 'equal',
    },
    top: countValue(args, 'top') ?? 3,
    phase: oneOf(args, 'phase', ['cold', 'warm'] as const) ?? 'warm',
    ...(paging === undefined ? {} : { paging }),
    isSensitivityWanted: !args.flags.has('quick'),
  };
  const advice = await withProgress(context.terminal, (onProgress) =>
    context.lab.advise(request, { onProgress, signal }),
  );
  if (args.flags.has('json')) printJson(context, asData(advice));
  else context.terminal.out(printableLines(adviceText(advice)));
  const folder = args.values['write'];
  if (folder === undefined) return 0;
  const written = await context.lab.writeAdvice(advice, topology, context.absolute(folder));
  for (const path of [written.experiment, ...written.layouts])
    if (path !== null) context.terminal.err(`${printable(path)}\n`);
  return 0;
};

/** `MIN..MAX`, or one number. */
function vmRange(args: Arguments): readonly [number, number] {
  const text = args.values['vms'];
  if (text === undefined) return [1, Infinity];
  const [, least, most = least] = /^([1-9]\d{0,4})(?:\.\.([1-9]\d{0,4}))?$/.exec(text) ?? [];
  const range = [Number(least), Number(most)] as const;
  if (least === undefined || range[0] > range[1])
    throw new UsageError(`--vms takes a number of VMs or MIN..MAX, not "${text}".`);
  return range;
}

function memoryKinds(args: Arguments): readonly MemoryKind[] {
  const text = args.values['memory'] ?? 'firstTouch';
  if (text === 'any') return MEMORY_KINDS;
  const kinds = text.split(',');
  const known = MEMORY_KINDS.filter((kind) => kinds.includes(kind));
  if (known.length === kinds.length) return known;
  throw new UsageError(`--memory takes any, or some of ${MEMORY_KINDS.join(',')}, not "${text}".`);
}

function transports(args: Arguments): readonly Cut['transport'][] {
  const wanted = oneOf(args, 'transport', ['network', 'shared', 'any'] as const) ?? 'any';
  return wanted === 'any' ? ['shared', 'network'] : [wanted];
}

function oneOf<T extends string>(args: Arguments, name: string, known: readonly T[]): T | undefined {
  const text = args.values[name];
  const found = known.find((one) => one === text);
  if (text === undefined || found !== undefined) return found;
  throw new UsageError(`--${name} takes ${known.join(' or ')}, not "${text}".`);
}

/** Without machines in every cut, and with PUs of VMs. */
function asData({ machine, programs, cuts, family, experiment, ...rest }: Advice): unknown {
  return {
    origin: 'predicted',
    machine: machine.id,
    programs: programs.map(({ workload }) => workload.title),
    ...rest,
    cuts: cuts.map(cutData),
    family: family.map(cutData),
    experiment:
      experiment?.programs.map(({ program, ...effect }) => ({
        program: programs[program]?.workload.title,
        ...effect,
      })) ?? null,
  };
}

function cutData({ cut, ground, mean, programs, parts, lost }: AdvisedCut): unknown {
  return {
    name: cutName(cut, ground),
    title: cutTitle(cut, ground),
    vms: vmsOfCut(cut, ground).map(formatCpuList),
    ...{ memory: cut.memory, transport: cut.transport, mean, programs, parts, lost },
  };
}
