import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, helper, start, until } from './helper';
import { type FaultingVm, faultingVm, pageFaultEvent } from './kvmFaults';
import { type Attempt, eventsOf, type Line } from './libraryBundle';

// Faults in KVM over a run, by the library: the VM is a process that faults, and vmpart-root a script that answers as the
// kernel of a host would.

interface Stage {
  readonly folder: string;
  readonly vm: FaultingVm;
  readonly attempt: Attempt;
}

interface Root {
  /** What `show-fault-event` does. */
  readonly event?: string;
  readonly paging?: string;
}

async function stage({ event = `echo '${pageFaultEvent}'`, paging = 'nested' }: Root = {}): Promise<Stage> {
  const folder = freshFolder();
  for (const name of ['run', 'bin', 'programs/w1']) mkdirSync(join(folder, name), { recursive: true });
  cpSync(join(import.meta.dirname, '../../src/payload/lib'), join(folder, 'lib'), { recursive: true });
  const vm = await faultingVm(join(folder, 'run/vm1.qmp'));
  writeFileSync(join(folder, 'run/vm1.pid'), `${vm.pid}\n`);
  writeFileSync(join(folder, 'run/records'), '');
  writeFileSync(join(folder, 'level'), '3\n');
  const answers = [
    `show-fault-event) ${event} ;;`,
    `'show set-paging') echo ${paging} ;;`,
    `'show set-perf-paranoid') cat level ;;`,
    `set-perf-paranoid*) echo "$2" >level; echo "$2" >>levels ;;`,
  ];
  writeFileSync(join(folder, 'bin/vmpart-root'), `case $* in\n${answers.join('\n')}\nesac\n`);
  chmodSync(join(folder, 'bin/vmpart-root'), 0o755);
  return { folder, vm, attempt: { folder, base: folder } };
}

/** Runs STEPS in the middle of the run r1; the step `meanwhile` waits for what the test does. */
async function inRun(
  { folder }: Stage,
  steps: readonly string[],
  meanwhile: () => Promise<void> | void = () => undefined,
): Promise<string> {
  const parts = 'helper state root undo settings place session sample vm program kvm_faults counters collect';
  const script = [
    `cd ${folder} && for part in ${parts}; do . lib/$part.sh; done`,
    `ATTEMPT_DIR=${folder} JOURNAL=${folder}/journal.jsonl RUN_DIR=${folder}/run HELPER=${helper} ACCEL=kvm`,
    'VMS=vm1 LAYOUT=wide VARIANT=wide SESSION=s1 BLOCK=0 RUN=r1 WORKLOAD=w1 RUN_EVENT=run_end COLLECT=kvmFaults',
    'VMPART_INSIDE="" VMPART_ROOT_SERVER=""; export VMPART_ORIGIN=measured LC_ALL=C',
    'meanwhile() { : >at; while [ ! -e on ]; do sleep 0.02; done; rm at on; }',
    'set -u',
    ...steps,
  ];
  const running = start('sh', ['-c', script.join('\n')]);
  let isOver = false;
  void running.ended.then(() => (isOver = true));
  if (steps.includes('meanwhile')) {
    await until('it counts', () => isOver || existsSync(join(folder, 'at')));
    await meanwhile();
    writeFileSync(join(folder, 'on'), '');
  }
  expect(await running.ended).toMatchObject({ code: 0 });
  // A shell may say that a process of its own was killed, when it finds out before it asks.
  expect(running.errors()).toMatch(/^(Killed\n)?$/);
  return running.output().toString();
}

function countersOf(attempt: Attempt): Line {
  const line = eventsOf(attempt, 'counters').find(({ vm }) => vm === 'vm1');
  return (line?.['counters'] ?? {}) as Line;
}

/** As for a user whose root verbs are granted. */
const AS_USER = ['real_root() { return 1; }', 'root_verb() { sh "$ATTEMPT_DIR/bin/vmpart-root" "$@"; }'];
const RUN = ['counters_begin || exit 5', 'meanwhile', 'counters_end'];
const IDLE = ['counters_begin || exit 5', 'counters_end'];

describe.skipIf(pageFaultEvent === null)('faults in KVM over a run', () => {
  it('are those of the run, in the counters of the VM', async () => {
    const here = await stage();
    await here.vm.fault('A');
    await inRun(here, [...RUN, ...IDLE], () => here.vm.fault('B'));
    const lines = eventsOf(here.attempt, 'counters').filter(({ vm }) => vm === 'vm1');
    expect(lines).toMatchObject([{ run: 'r1' }, { run: 'r1' }]);
    expect(countersOf(here.attempt)).toMatchObject({
      kvmRamFaults: 12,
      kvmRamWriteFaults: 11,
      kvmMmioFaults: 0,
    });
    expect(eventsOf(here.attempt, 'missing')).toEqual([]);
    expect(existsSync(join(here.folder, 'levels'))).toBe(false);
  });

  it('are counted for a user at a level that the host has for that moment alone', async () => {
    const here = await stage();
    const level = (): string => readFileSync(join(here.folder, 'level'), 'utf8');
    await inRun(here, [...AS_USER, ...RUN], async () => {
      expect(level()).toBe('3\n');
      expect(existsSync(join(here.folder, 'undo'))).toBe(false);
      await here.vm.fault('A');
    });
    expect(readFileSync(join(here.folder, 'levels'), 'utf8')).toBe('1\n3\n');
    expect(countersOf(here.attempt)).toMatchObject({ kvmRamFaults: 340, kvmMmioFaults: 7 });
  });

  it('leave a note to whoever puts back what a kill left', async () => {
    const here = await stage();
    // It ends right there, as if it had been killed.
    await inRun(here, [...AS_USER, 'kvm_allow']);
    expect(readFileSync(join(here.folder, 'undo'), 'utf8')).toBe('set-perf-paranoid 3\n');
    await inRun(here, [...AS_USER, 'undo_replay']);
    expect(readFileSync(join(here.folder, 'levels'), 'utf8')).toBe('1\n3\n');
    expect(existsSync(join(here.folder, 'undo'))).toBe(false);
  });

  it('leave no note where the level may not be set', async () => {
    const here = await stage();
    const refused =
      'root_verb() { case $1 in set-*) return 1 ;; esac; sh "$ATTEMPT_DIR/bin/vmpart-root" "$@"; }';
    await inRun(here, [...AS_USER, refused, ...IDLE]);
    expect(existsSync(join(here.folder, 'undo'))).toBe(false);
  });

  it('are counted together under shadow paging, which is said once', async () => {
    const here = await stage({ paging: 'shadow' });
    await inRun(here, [...RUN, ...IDLE], () => here.vm.fault('A'));
    expect(countersOf(here.attempt)['kvmShadowFaults']).toBeGreaterThanOrEqual(347);
    expect(countersOf(here.attempt)['kvmRamFaults']).toBeUndefined();
    expect(eventsOf(here.attempt, 'missing')).toMatchObject([{ part: 'kvmFaults', session: 's1' }]);
  });

  it.each([
    ['exit 3', "the host's kernel does not tell of the tracepoint kvm:kvm_page_fault"],
    ['exit 1', 'tracepoints of the host are for root alone'],
    [
      'echo 4000000 fault_address error_code',
      "the host's kernel does not count faults in KVM (perf_event_open:",
    ],
    ['echo no', 'faults in KVM could not be counted: vmpart-host: kvmfaults: `no` has no number of an event'],
  ])('are missing where vmpart-root does: %s', async (event, what) => {
    const here = await stage({ event });
    await inRun(here, IDLE);
    const missing = eventsOf(here.attempt, 'missing');
    expect(missing).toMatchObject([{ part: 'kvmFaults', remedy: expect.stringMatching(/[.]$/) as string }]);
    expect(missing[0]?.['what']).toContain(what);
    expect(countersOf(here.attempt)).toEqual({});
  });

  it('are missing without KVM, and natively nobody asks for them', async () => {
    const here = await stage();
    await inRun(here, ['ACCEL=tcg', ...IDLE, "VMS='' LAYOUT=native", ...IDLE]);
    expect(eventsOf(here.attempt, 'missing')).toMatchObject([{ what: 'the VMs are emulated, without KVM' }]);
    expect(eventsOf(here.attempt, 'counters')).toHaveLength(2);
  });

  it('are missing where what counts them was killed, and stop with a session whose run was lost', async () => {
    const here = await stage();
    await inRun(here, ['counters_begin', 'kill -9 $KVM_COUNTER', 'counters_end']);
    expect(eventsOf(here.attempt, 'missing')).toMatchObject([
      { what: expect.stringContaining('were not counted to the end') as string },
    ]);
    const said = await inRun(
      here,
      ['counters_begin', 'counter=$KVM_COUNTER', 'collect_session_end'].concat(
        '[ -z "$KVM_COUNTER" ] && ! kill -0 $counter 2>/dev/null && echo stopped',
      ),
    );
    expect(said).toBe('stopped\n');
  });

  it('mark a run in which they were not counted all the time', async () => {
    const here = await stage();
    const partly = `kvm_faults_stop() { KVM_COUNTER=''; printf 'vm1 kvmRamFaults 5\\nvm1 partly\\n' >"$RUN_DIR/kvm.said"; }`;
    await inRun(here, [partly, 'counted_anew before', 'KVM_COUNTER=1', 'counters_end']);
    expect(countersOf(here.attempt)).toEqual({ kvmRamFaults: 5 });
    expect(eventsOf(here.attempt, 'mark')).toMatchObject([
      { vm: 'vm1', run: 'r1', what: 'faults in KVM of vm1 were not counted all the time' },
    ]);
  });
});
