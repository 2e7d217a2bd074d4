import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { PlannedRun, Session } from '../../src/core/experiment/schedule';
import type { PlanDocument } from '../../src/core/plan/planDocument';

const planHash = '0123abcd00000000';
const cli = resolve(import.meta.dirname, '../../dist/cli.js');

/** An attempt folder whose journal a test writes: what the panel shows is known to the digit. */
export interface WrittenAttempt {
  readonly folder: string;
  readonly plan: PlanDocument;
  /** Plays the next sessions of the schedule, whole. */
  play(sessions: number): void;
  /** Begins the next session and its first run, and leaves it there. */
  begin(): void;
  end(state: 'finished' | 'failed' | 'cancelled', why?: string): void;
}

/** What the journal says of a run. */
export interface Story {
  readonly origin: 'measured' | 'rehearsed';
  readonly seconds: (layout: string, run: PlannedRun, block: number, levels: Session['levels']) => number;
  /** Sessions in which the second VM's memory was found on another node. */
  readonly misplaced?: (session: Session) => boolean;
}

/** Plans the experiment as `vmpart plan` does and makes the attempt folder beside it. */
export function writeAttempt(experiment: string, story: Story, began = '20260301T080000Z'): WrittenAttempt {
  const bundle = mkdtempSync(join(tmpdir(), 'vmpart-plan-'));
  const made = spawnSync(process.execPath, [cli, 'plan', experiment, '--host', 'local', '--out', bundle], {
    encoding: 'utf8',
  });
  if (made.status !== 0) {
    rmSync(bundle, { recursive: true });
    throw new Error(made.stderr);
  }
  const plan = JSON.parse(readFileSync(join(bundle, 'plan.json'), 'utf8')) as PlanDocument;
  const name = `${began}-quad-0123abcd`;
  const folder = join(experiment.replace(/\.vmexperiment\.json$/, '.vmresults'), name);
  mkdirSync(join(folder, 'raw'), { recursive: true });
  copyFileSync(join(bundle, 'plan.json'), join(folder, 'plan.json'));
  rmSync(bundle, { recursive: true });
  const record = {
    attempt: name,
    host: 'quad',
    plan: planHash,
    remote: `/var/tmp/${name}`,
    experiment: `../../${basename(experiment)}`,
  };
  writeFileSync(join(folder, 'attempt.json'), JSON.stringify(record));
  return { folder, plan, ...player(folder, plan, name, story) };
}

function player(
  folder: string,
  plan: PlanDocument,
  attempt: string,
  story: Story,
): Pick<WrittenAttempt, 'play' | 'begin' | 'end'> {
  let seq = 0;
  let time = Date.parse('2026-03-01T08:00:00Z') / 1000;
  let next = 0;
  const say = (event: string, place: Partial<Session> | null, rest: object = {}): void => {
    const head = { v: 1, seq: seq++, t: time, event, origin: story.origin };
    const where = { block: place?.block ?? null, session: place?.id ?? null };
    appendFileSync(join(folder, 'journal.jsonl'), JSON.stringify({ ...head, ...where, ...rest }) + '\n');
  };
  const guestsOf = (layout: string) => plan.layouts.find(({ name }) => name === layout)?.guests ?? [];
  const beginSession = (session: Session): void => {
    say('session_begin', session, {
      layout: session.layout,
      levels: session.levels,
      vms: guestsOf(session.layout).map(({ name }) => name),
      boot: 1,
    });
    for (const { name } of guestsOf(session.layout)) say('guest_ready', session, { vm: name, seconds: 8.2 });
  };
  const playRun = (session: Session, run: PlannedRun): void => {
    say('run_begin', session, runOf(plan, run));
    const seconds = story.seconds(session.layout, run, session.block, session.levels);
    time += seconds + 2;
    const misplaced = story.misplaced?.(session) ?? false;
    for (const reading of readings(plan, session, misplaced))
      say('placement', session, { run: run.id, ...reading });
    const raw = writeRaw(folder, session, `seconds: ${seconds.toFixed(3)}\n`);
    say('run_end', session, { ...runOf(plan, run), state: 'ok', exit: 0, wallSeconds: seconds + 0.4, raw });
  };
  say('attempt_begin', null, { attempt, plan: planHash, tool: '0.1.0' });
  return {
    play(sessions) {
      for (const session of plan.schedule.sessions.slice(next, next + sessions)) {
        beginSession(session);
        for (const run of session.runs) playRun(session, run);
        say('session_end', session, { state: 'ok' });
        next += 1;
        if (plan.schedule.sessions[next]?.block !== session.block) say('block_end', { block: session.block });
      }
    },
    begin() {
      const session = plan.schedule.sessions[next];
      const run = session?.runs[0];
      if (session === undefined || run === undefined) throw new Error('The schedule is at its end.');
      beginSession(session);
      say('run_begin', session, runOf(plan, run));
    },
    end: (state, why) => {
      say('attempt_end', null, { state, ...(why === undefined ? {} : { why }) });
    },
  };
}

function runOf({ workloads }: PlanDocument, { id, workload, phase }: PlannedRun): object {
  return { run: id, workload, phase, levels: workloads.find((one) => one.id === workload)?.levels ?? {} };
}

/** vCPUs and memory of each VM where the plan has them; the second VM's memory elsewhere when `misplaced`. */
function readings(plan: PlanDocument, session: Session, misplaced: boolean): readonly object[] {
  const guests = plan.layouts.find(({ name }) => name === session.layout)?.guests ?? [];
  let rank = 0;
  return guests.flatMap((guest, i) => {
    const pinned = guest.vcpuPus.flatMap((pu, index) => [
      { vm: guest.name, kind: 'vcpu', index, declared: String(pu), found: String(pu), ok: true },
      { vm: guest.name, kind: 'rank', index: rank++, declared: String(pu), found: String(pu), ok: true },
    ]);
    const nodes = [...new Set(guest.memory.flatMap((cell) => cell.nodes))].join(',');
    const wrong = misplaced && i === 1;
    const memory = {
      vm: guest.name,
      kind: 'memory',
      index: 0,
      declared: nodes,
      found: wrong ? '0' : nodes,
      ok: !wrong,
    };
    return [...pinned, memory];
  });
}

const written = new Map<string, number>();

function writeRaw(folder: string, session: Session, text: string): object {
  const file = `${session.id}.txt`;
  const path = join(folder, 'raw', file);
  const offset = written.get(path) ?? 0;
  appendFileSync(path, text);
  written.set(path, offset + text.length);
  return { file: `raw/${file}`, offset, bytes: text.length, cut: false };
}
