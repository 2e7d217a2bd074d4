import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Attempt, eventsOf, type Line, makeAttempt, runAttempt } from './libraryBundle';

// Sessions of VMs that are none, for tests of what is done between runs.

/** A layout of two VMs that are always up, whose programs run on the host; memory.sh of a guest is not asked. */
export const STAND_INS = [
  'session_said() { LAYOUT=pair VMS="vm1 vm2"; emit session_begin "layout=pair" "vms:=[\\"vm1\\",\\"vm2\\"]"; }',
  'session_vms() { echo boot >>booted; collect_session_begin; }',
  'vm_alive() { [ ! -e "dead-$1" ]; }',
  'vm_fault() { FAULT="$1 $2"; }',
  'vm_pid() { VM_PID=1; }',
  'work_fresh() { WORK=$RUN_DIR/work; mkdir -p "$WORK"; }',
  'run_guest() { echo "run $RUN $EARLIER_RUNS" >>done; run_native; }',
  'memory_told() { vm_pid "$1"; }',
  'mapped() { MAPPED="0=8192 1=4096" MAPPED_BYTES=12288; }',
];
/** `words`: techniques, none when empty. */
export function session(id: string, words: string, runs: readonly string[]): readonly string[] {
  return [
    ...(words === '' ? [] : [`session_techniques ${id} ${words}`]),
    `session_begin ${id} 0 native`,
    ...runs.map((run, index) => `run_program ${id} ${run} w1 ${index === 0 ? 'cold' : 'warm'} 60`),
    `session_end ${id}`,
  ];
}

/** Of a file in the attempt folder; none where it is not there. */
export function linesOf(attempt: Attempt, file: string): readonly string[] {
  const path = join(attempt.folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
}

/** One run that is treated, with what the event of vm1 says. */
export async function treatedOnce(
  word: string,
  functions: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<{ readonly attempt: Attempt; readonly event: Line | undefined }> {
  const calls = [...STAND_INS, ...functions, ...session('s0001', word, ['r0001', 'r0002'])];
  const attempt = makeAttempt({ calls, program: 'true\n', files, settings: { TECHNIQUE_LIMIT: '2' } });
  expect(await runAttempt(attempt)).toBe(0);
  return { attempt, event: eventsOf(attempt, 'technique')[0] };
}
