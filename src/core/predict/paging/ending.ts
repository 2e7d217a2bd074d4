import type { Held, Inside } from './inside';
import { interleaved } from './interleaved';
import type { Thread } from './program';

/** Processes end at once, each giving back its memory in the order of its addresses; what all share goes with the last. */
export function endAll({ program, guest, random }: Inside, { own, shared }: Held): void {
  const { threads, processes } = program;
  const memory = processes.map((members) => members.map((thread) => own[thread] as Int32Array));
  const cursors = processes.map(() => ({ part: 0, at: 0 }));
  const steps = memory.map((parts) => parts.reduce((sum, part) => sum + part.length, 0));
  const ending = processes.map((members) => threads[members[random(members.length)] as number] as Thread);
  let last = 0;
  interleaved(steps, random, (process) => {
    const [parts, cursor] = [
      memory[process] as Int32Array[],
      cursors[process] as { part: number; at: number },
    ];
    while (cursor.at >= (parts[cursor.part] as Int32Array).length)
      [cursor.part, cursor.at] = [cursor.part + 1, 0];
    const group = (parts[cursor.part] as Int32Array)[cursor.at++] as number;
    last = process;
    if (group >= 0) guest.give((ending[process] as Thread).cpu, group);
  });
  const end = ending[last];
  if (end !== undefined) for (const group of shared) if (group >= 0) guest.give(end.cpu, group);
}
