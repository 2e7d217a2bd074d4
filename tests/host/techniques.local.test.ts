import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Experiment } from '../../src/core/experiment/experiment';
import { readJournal } from '../../src/core/journal/reader';
import type { AppliedTechnique, AttemptState } from '../../src/core/journal/state';
import type { Vm } from '../../src/core/layout/layout';
import { compile } from '../../src/core/plan/compile';
import { until } from '../payload/helper';
import {
  type Attempt,
  eventsOf,
  makeAttempt,
  processesWith,
  runAttempt,
  startAttempt,
  values,
} from '../payload/libraryBundle';
import { experiment, layout, machine, vm, workload } from '../support/experiments';
import { canBoot, KERNEL } from './localGuests';

// What techniques do to a real guest, emulated: the whole way from an experiment to its journal.

const MEBIBYTE = 2 ** 20;
const ON = machine(1, 2);
const base = mkdtempSync(join(tmpdir(), 'vmpart-techniques-'));

/** A guest of two vCPUs in which a program fills 160 MiB twice. */
function treated(techniques: Experiment['techniques'], more: Partial<Vm>): Experiment {
  const guest = vm('vm1', [0, 1], {
    ...{ memoryBytes: 512 * MEBIBYTE, policy: 'firstTouch', nodes: [], emulatorPus: [0, 1] },
    ...more,
  });
  return experiment({
    ...{ native: false, phases: ['warm'], warmRuns: 1, replicates: 1, techniques },
    layouts: [{ name: 'one', layout: layout('one', [guest], ON), path: ['layouts', 0] }],
    workloads: [workload({ command: ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=160M', 'count=1'] })],
    ...{ timeLimitSeconds: 300, bootLimitSeconds: 400, guest: { kernel: KERNEL, args: [], files: [] } },
  });
}

let attempts = 0;

/** `edit` changes texts of the bundle; `files` come beside them. */
function attemptOf(
  made: Experiment,
  name: string,
  edit: (text: string, path: string) => string = (text) => text,
  files: Readonly<Record<string, string>> = {},
): Attempt {
  const bundle = compile(made, { accelerator: 'tcg', origin: 'rehearsed' }, '0');
  const texts = Object.fromEntries(bundle.files.map(({ path, text }) => [path, edit(text, path)]));
  const env = `${texts['attempt.env'] ?? ''}TECHNIQUE_LIMIT=150\n`;
  attempts += 1;
  const folder = `${name}${attempts}`;
  return makeAttempt({ calls: [], files: { ...texts, 'attempt.env': env, ...files } }, folder, base);
}

function stateOf(attempt: Attempt): AttemptState {
  const { state } = readJournal(readFileSync(join(attempt.folder, 'journal.jsonl'), 'utf8'));
  expect(state.badLines).toBe(0);
  return state;
}

/** How it ended, with what it said of that: a failure here is one of a guest under emulation. */
async function ended(attempt: Attempt): Promise<readonly unknown[]> {
  const code = await runAttempt(attempt);
  const { problems, why } = stateOf(attempt);
  if (code !== 0) console.warn(JSON.stringify({ code, why, problems }));
  return [code, problems];
}

/** What was done before the second run, by its name. */
function doneIn(state: AttemptState): ReadonlyMap<string, AppliedTechnique> {
  const techniques = state.runs[1]?.collected.techniques ?? [];
  return new Map(techniques.map((one) => [one.technique, one]));
}

const bytes = (pages: AppliedTechnique['before'] | undefined): number =>
  Object.values(pages ?? {}).reduce((sum, more) => sum + more, 0);

// The first of them failed once in fifteen times, on a busy machine, and left no word of why: it is tried once more, and says
// what it was.
describe.skipIf(!canBoot)('techniques on a guest of this machine', { retry: 1 }, () => {
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('give free pages back, and boot anew; vCPUs float', async () => {
    const made = treated(['reportFreePages', 'balloon', 'restart'], {
      ...{ pinning: 'floating', balloon: true, freePageReporting: true },
    });
    const attempt = attemptOf(made, 'give');
    expect(await ended(attempt)).toEqual([0, []]);
    const state = stateOf(attempt);
    expect(state.missing).toEqual([]);
    expect(state.runs.map(({ marks, earlier }) => [marks, earlier])).toEqual([
      [[], 0],
      [[], 0],
    ]);
    const done = doneIn(state);
    expect([...done.values()].map(({ technique, complete, why }) => [technique, complete, why])).toEqual([
      ['reportFreePages', true, null],
      ['balloon', true, null],
      ['restart', true, null],
    ]);
    const [reported, ballooned] = [done.get('reportFreePages'), done.get('balloon')];
    expect(bytes(reported?.after)).toBeLessThan(bytes(reported?.before) - 50 * MEBIBYTE);
    expect(bytes(ballooned?.before)).toBeGreaterThan(0);
    expect(bytes(ballooned?.after)).toBeLessThanOrEqual(bytes(ballooned?.before));
    expect(eventsOf(attempt, 'guest_ready')).toHaveLength(2);

    const vcpus = eventsOf(attempt, 'placement').filter(({ kind }) => kind === 'vcpu');
    expect(new Set(values(vcpus, 'declared'))).toEqual(new Set(['0-1']));
    expect(new Set(values(vcpus, 'ok'))).toEqual(new Set([true]));
  });

  it('take memory back out of a guest, and say what it has no device for', async () => {
    // There need not be swap here: this guest's memory is a file, and what has been written to the disk can go.
    const memory = join(base, 'memory');
    const inFile = (text: string, path: string): string =>
      path === 'vms/one/vm1.sh'
        ? text
            .replace('memory-backend-ram,', `memory-backend-file,mem-path=${memory},`)
            .replace('share=off', 'share=on')
        : text;
    const made = treated(['balloon', 'reclaim'], {});
    const swap = 'swap_read() { sync; SWAP_BYTES=1073741824 SWAP_FREE_BYTES=1073741824; }\n';
    const full = 'swap_full() { swap_read; return 1; }\n';
    const attempt = attemptOf(made, 'take', inFile, { 'lib/swap.sh': swap + full });
    expect(await ended(attempt)).toEqual([0, []]);
    const state = stateOf(attempt);
    const done = doneIn(state);
    expect(done.get('reclaim')).toMatchObject({ complete: true, why: null });
    expect(bytes(done.get('reclaim')?.before)).toBeGreaterThan(160 * MEBIBYTE);
    expect(eventsOf(attempt, 'technique').at(-1)).toMatchObject({ pageCluster: 0 });
    expect(done.get('balloon')).toMatchObject({ complete: false });
    expect(state.missing.map(({ part }) => part)).toEqual(['balloon']);
    expect(state.runs[1]?.marks.join()).toMatch(
      /^balloon of vm1 before this run was not complete: .*no virtio-balloon/,
    );
  });

  it('of a VM that dies meanwhile end its session', async () => {
    const attempt = attemptOf(treated(['reportFreePages'], { freePageReporting: true }), 'die');
    const running = startAttempt(attempt);
    await until('the first run has ended', () => eventsOf(attempt, 'run_end').length === 1, 600);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    for (const pid of processesWith('guest=vm1').filter((one) => processesWith(base).includes(one)))
      process.kill(pid, 'SIGKILL');
    expect((await running.ended).code).toBe(4);
    const { sessions, runs } = stateOf(attempt);
    expect(sessions).toMatchObject([{ state: 'failed', why: expect.stringMatching(/^vm1 died /) as string }]);
    expect(runs).toHaveLength(1);
  });
});
