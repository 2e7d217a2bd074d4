import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../src/core/analysis/results';
import { readJournal } from '../../src/core/journal/reader';
import type { AttemptState, RunState } from '../../src/core/journal/state';
import { everything } from '../support/everything';
import { leaveMachine, machineTurn } from '../support/machineTurn';
import { type Ended, vmpart } from '../support/vmpart';
import { onRehearsed, onSoundGuests } from './rehearsed';

// Factors and a precision on an emulated KVM host with real guests: what a level says is what the program finds.

const MACHINE = 'rehearsal-4x2';
const HOST = `rehearsal:${MACHINE}`;
let folder: string;
let endTurn: () => Promise<void>;

beforeAll(async () => {
  endTurn = await machineTurn(MACHINE);
  folder = mkdtempSync(join(tmpdir(), 'vmpart-factors-'));
  const up = await vmpart(['rehearse', 'up', '--topology', MACHINE]);
  expect(up.stderr + up.stdout).toContain('runs');
  expect(up.code).toBe(0);
});

afterAll(async () => {
  await leaveMachine(MACHINE);
  await endTurn();
  rmSync(folder, { recursive: true, force: true });
});

const onHost = (command: string): Promise<Ended> => onRehearsed(MACHINE, command);
const run = (experiment: string): Promise<Ended> =>
  onSoundGuests(['run', experiment, '--host', HOST, '--json']);

function write(name: string, document: object): string {
  const path = join(folder, `${name}.vmexperiment.json`);
  const layout = {
    version: 1,
    machine: MACHINE,
    vms: [{ name: 'vm0', pus: '2-3', memory: '384MiB' }],
  };
  const accept = { EXP01: 'a test of the way, not of a machine' };
  const all = { version: 1, layouts: [{ name: 'small', layout }], order: 'fixed', accept, ...document };
  writeFileSync(path, JSON.stringify(all));
  return path;
}

function newestAttempt(experiment: string): string {
  const results = experiment.replace(/\.vmexperiment\.json$/, '.vmresults');
  return join(results, readdirSync(results).sort().at(-1) ?? '');
}

function stateOf(attempt: string): AttemptState {
  return readJournal(readFileSync(join(attempt, 'journal.jsonl'), 'utf8')).state;
}

function printed(attempt: string, { raw }: RunState): string {
  if (raw === null) return '';
  const bytes = readFileSync(join(attempt, raw.file));
  return bytes.subarray(raw.offset, raw.offset + raw.bytes).toString();
}

/** Says in words of the shell alone where it runs and how it was started. */
const SAYS = [
  'read -r line </proc/cmdline; echo "cmdline $line"',
  'read -r line </sys/kernel/mm/transparent_hugepage/enabled; echo "thp $line"',
  '[ ! -r /sys/kernel/mm/ksm/run ] || { read -r line </sys/kernel/mm/ksm/run; echo "ksm $line"; }',
  '[ ! -d /sys/class/net/eth0 ] || { cd -P /sys/class/net/eth0/device/driver && echo "nic ${PWD##*/}"; }',
  'echo "word $WORD"',
].join('\n');

const KSM = 'cat /sys/kernel/mm/ksm/run';

/** What the program has to find in a guest with these levels. */
const GUESTS = [
  { 'guest.thp': 'always', nic: 'virtio', 'guest.args': 'none', 'host.ksm': 'off' },
  { 'guest.thp': 'never', nic: 'rtl8139', 'guest.args': 'mark=here', 'host.ksm': 'on' },
] as const;

describe('an experiment with factors', () => {
  it('runs every cell as its levels say, and puts nothing together', async () => {
    const experiment = write('factors', {
      phases: ['warm'],
      replicates: 1,
      workloads: [{ suite: 'command', name: 'says', launcher: 'plain', command: ['sh', '-c', SAYS] }],
      factors: {
        'guest.thp': ['always', 'never'],
        nic: ['virtio', 'rtl8139'],
        'guest.args': [[], ['mark=here']],
        'host.ksm': ['off', 'on'],
        'env.WORD': ['one', 'two'],
      },
      // Two boots in place of sixteen; natively both settings of the host.
      cells: GUESTS,
    });
    const before = (await onHost(KSM)).stdout;
    const ended = await run(experiment);
    expect(ended.stderr).not.toContain('error');
    expect(ended.code).toBe(0);
    expect((await onHost(KSM)).stdout).toBe(before);

    const attempt = newestAttempt(experiment);
    const { state, runs } = stateOf(attempt);
    expect(state).toBe('finished');
    const warm = runs.filter(({ phase }) => phase === 'warm');
    const cells = warm.map(({ layout, levels }) => ({ layout, levels }));
    const words = ['one', 'two'];
    const native = ['off', 'on'].flatMap((ksm) =>
      words.map((word) => ({ layout: 'native', levels: { 'host.ksm': ksm, 'env.WORD': word } })),
    );
    const small = GUESTS.flatMap((levels) =>
      words.map((word) => ({ layout: 'small', levels: { ...levels, 'env.WORD': word } })),
    );
    expect(cells).toHaveLength(native.length + small.length);
    expect(cells).toEqual(expect.arrayContaining([...native, ...small]));
    for (const one of warm) {
      expect(one.marks).toEqual([]);
      expectFound(one, printed(attempt, one));
    }

    const results = JSON.parse(ended.stdout) as Results;
    expect(results.runs).toMatchObject({ failed: 0, marked: 0 });
    expect(results.cells).toHaveLength(cells.length);
    for (const cell of results.cells) expect(cell).toMatchObject({ runs: 1, leftOut: [], clock: 'wall' });
    expect(new Set(results.cells.map(({ layout, setting }) => `${layout} ${setting}`)).size).toBe(
      cells.length,
    );
  });
});

function expectFound({ layout, levels }: RunState, said: string): void {
  const of = (factor: string): string => levels[factor] ?? '';
  expect(said).toMatch(new RegExp(`^word ${of('env.WORD')}$`, 'm'));
  if (layout === 'native') {
    expect(said).toMatch(new RegExp(`^ksm ${of('host.ksm') === 'on' ? 1 : 0}$`, 'm'));
    expect(said).not.toContain('mark=here');
    return;
  }
  expect(said).toContain(`[${of('guest.thp')}]`);
  expect(said).toMatch(of('nic') === 'virtio' ? /^nic virtio_net$/m : /^nic 8139cp$/m);
  const mark = /^cmdline .* mark=here( |$)/m;
  if (of('guest.args') === 'mark=here') expect(said).toMatch(mark);
  else expect(said).not.toMatch(mark);
}

describe.runIf(everything)('an experiment with a precision', () => {
  it('stops by itself when the intervals are narrow enough', async () => {
    const experiment = write('precise', {
      phases: ['cold'],
      // As wide as may be asked: a sleep takes as long anywhere, but for how programs are started there.
      precision: { width: 1, minimum: 2, maximum: 5 },
      workloads: [{ suite: 'command', name: 'sleep', launcher: 'plain', command: ['sleep', '10'] }],
    });
    const ended = await run(experiment);
    expect(ended.stderr).not.toContain('error');
    expect(ended.code).toBe(0);
    const { state, precise, blocksEnded, runs } = stateOf(newestAttempt(experiment));
    expect(state).toBe('finished');
    expect(precise).toMatchObject({ block: blocksEnded.length - 1, blocks: blocksEnded.length });
    expect(precise?.width).toBeLessThan(1);
    expect(runs).toHaveLength(2 * blocksEnded.length);
    const results = JSON.parse(ended.stdout) as Results;
    expect(results.sequential).toMatch(/^stopped when precise, after \d blocks/);
    for (const cell of results.cells) expect(cell).toMatchObject({ runs: blocksEnded.length, clock: 'wall' });
  });
});
