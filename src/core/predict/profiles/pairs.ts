import type { Workload } from '../../experiment/workload';
import { fitted, type FittedValues } from '../fittedParameters';
import { sourced } from '../sourced';
import type { MessageKind, Pattern, Profile } from './profile';
import { memoryWith } from './runtimeMemory';

/** Messages in a row before the receiver answers; sizes from which fewer rounds are made (src/payload/programs/pairs.c). */
const WINDOW = 64;
const LARGE = 8192;

/**
 * Of this project's own latency and bandwidth between pairs, timed messages only. null for an odd number of ranks, where
 * one has no partner.
 */
export function pairsProfile(workload: Workload, ranks: number, values: FittedValues): Profile | null {
  if (ranks < 2 || ranks % 2 !== 0) return null;
  const [measure, from, to] = workload.command;
  const sizes = sizesBetween(Number(from ?? 8), Number(to ?? 1024 * 1024));
  const messages = sizes.flatMap((bytes) =>
    measure === 'bandwidth' ? windows(bytes, ranks) : thereAndBack(bytes, ranks),
  );
  const buffers = 2 * (sizes.at(-1) ?? 0);
  return {
    program: workload.program,
    problemClass: null,
    ranks,
    kind: 'processes',
    memory: memoryWith(
      sourced(buffers, 'two buffers of the largest message'),
      sourced(0, `${SOURCE}: each size is first done untimed`),
      values,
    ),
    operations: sourced(0, 'it computes nothing'),
    operationsPerCycle: fitted('floatingOperationsPerCycle', values),
    sweeps: [],
    messages,
    barriers: sourced(sizes.length, `${SOURCE}: one before each size`),
  };
}

const SOURCE = 'src/payload/programs/pairs.c';

function thereAndBack(bytes: number, ranks: number): readonly MessageKind[] {
  const rounds = bytes > LARGE ? 200 : 5000;
  const pattern = { kind: 'offsets', offsets: [ranks / 2] } as const;
  return [kindOf(`there and back, ${String(bytes)} bytes`, pattern, rounds, bytes)];
}

function windows(bytes: number, ranks: number): readonly MessageKind[] {
  const rounds = bytes > LARGE ? 20 : 200;
  return [
    kindOf(`in a row, ${String(bytes)} bytes`, halves(ranks, 1), rounds * WINDOW, bytes),
    kindOf(`answers, ${String(bytes)} bytes`, halves(ranks, -1), rounds, 1),
  ];
}

/** From the first half to the second, or back. */
function halves(ranks: number, by: number): Pattern {
  return { kind: 'grid', extents: [ranks / 2, 2], steps: [[0, by]], isPeriodic: false };
}

function kindOf(what: string, pattern: Pattern, count: number, bytes: number): MessageKind {
  return { what, pattern, count: sourced(count, SOURCE), bytes: sourced(bytes, SOURCE) };
}

function sizesBetween(from: number, to: number): readonly number[] {
  const sizes: number[] = [];
  for (let bytes = from; bytes <= to && bytes > 0; bytes *= 2) sizes.push(bytes);
  return sizes;
}
