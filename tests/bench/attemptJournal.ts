import type { LayoutLevel } from '../../src/core/experiment/experiment';
import type { PlannedRun, Schedule, Session } from '../../src/core/experiment/schedule';
import type { Levels } from '../../src/core/experiment/factors';
import type { Vm } from '../../src/core/layout/layout';
import type { Said } from '../unit/journal/lines';

/** What an attempt writes about one session, in the order in which it does. */
export interface SessionText {
  /** Events by run: what comes before the first run is in the first, what comes after the last in the last. */
  readonly parts: readonly { readonly output: string; readonly events: readonly Said[] }[];
  /** Of its file in `raw/`. */
  readonly file: string;
}

/** Levels of each program that has some, by its id. */
export type ProgramLevels = ReadonlyMap<string, Levels>;

/** The sessions of a schedule as the library writes them down: nothing fails, and all is where it was declared. */
export function* sessionTexts(
  { sessions }: Schedule,
  cuts: readonly LayoutLevel[],
  levels: ProgramLevels = new Map(),
): Generator<SessionText> {
  const vms = new Map(cuts.map(({ name, layout }) => [name, layout.vms]));
  for (const [index, session] of sessions.entries()) {
    const isLastOfBlock = sessions[index + 1]?.block !== session.block;
    yield sessionText(session, vms.get(session.layout) ?? [], levels, isLastOfBlock);
  }
}

/** The line with which every journal begins. */
export function attemptBegins(plan: string): Said {
  return { event: 'attempt_begin', block: null, attempt: 'bench', plan, tool: '0' };
}

function sessionText(
  session: Session,
  vms: readonly Vm[],
  levels: ProgramLevels,
  isLastOfBlock: boolean,
): SessionText {
  const at = { block: session.block, session: session.id };
  const file = `raw/${session.id}.txt`;
  let offset = 0;
  const parts = session.runs.map((run, index) => {
    const seconds = 10 + ((session.block * 7 + index * 3 + vms.length) % 11) / 10;
    const output = outputOf(seconds);
    const raw = { file, offset, bytes: output.length };
    offset += output.length;
    const before = index === 0 ? beginning(session, vms) : [];
    const after = index === session.runs.length - 1 ? ending(isLastOfBlock) : [];
    const own = levelsTold(levels.get(run.workload));
    const events = [...before, ...runEvents(run, vms, own, seconds, raw), ...after];
    return { output, events: events.map((event) => ({ ...at, ...event })) };
  });
  return { parts, file };
}

/** As the library tells them: nothing where there are none. */
function levelsTold(levels: Levels = {}): object {
  return Object.keys(levels).length === 0 ? {} : { levels };
}

function beginning({ layout, levels }: Session, vms: readonly Vm[]): readonly Said[] {
  const freeBytes = { '0': 8_000_000_000, '1': 8_100_000_000 };
  return [
    { event: 'session_begin', layout, vms: vms.map(({ name }) => name), boot: 1, ...levelsTold(levels) },
    { event: 'prepared', freeBytes, dropped: true, compacted: true },
    ...vms.flatMap((vm) => threads(null, vm)),
    ...vms.map((vm): Said => ({ event: 'guest_ready', vm: vm.name, seconds: 6.5 })),
    ...vms.map((vm) => memory(null, vm)),
  ];
}

function ending(isLastOfBlock: boolean): readonly Said[] {
  const end: Said = { event: 'session_end', state: 'ok' };
  return isLastOfBlock ? [end, { event: 'block_end', session: null }] : [end];
}

function runEvents(
  { id, workload, phase, history }: PlannedRun,
  vms: readonly Vm[],
  levels: object,
  wallSeconds: number,
  raw: object,
): readonly Said[] {
  const named = { run: id, workload, phase, ...levels };
  return [
    { event: 'run_begin', ...named },
    ...vms.flatMap((vm) => [...threads(id, vm), memory(id, vm)]),
    ...ranks(id, vms),
    {
      ...{ event: 'run_end', ...named, state: 'ok', exit: 0, wallSeconds, earlier: history },
      raw: { ...raw, cut: false },
    },
  ];
}

function threads(run: string | null, { name, pus, emulatorPus }: Vm): readonly Said[] {
  const vcpus = pus.map((pu, index) => placed(run, name, 'vcpu', String(pu), { index }));
  return [...vcpus, placed(run, name, 'emulator', emulatorPus.join(','), {})];
}

function memory(run: string | null, { name, nodes }: Vm): Said {
  return placed(run, name, 'memory', nodes.join(','), { index: 0, pages: { '0': 402_653_184 } });
}

/** One for each vCPU; natively on the PUs 0 to 3. */
function ranks(run: string, vms: readonly Vm[]): readonly Said[] {
  const places = vms.flatMap((vm) => vm.pus.map((_pu, index) => ({ vm: vm.name, index })));
  const native = [0, 1, 2, 3].map((index) => ({ vm: null, index }));
  return (vms.length === 0 ? native : places).map(({ vm, index: cpu }, index) =>
    placed(run, vm, 'rank', String(cpu), { index, threads: 1 }),
  );
}

function placed(run: string | null, vm: string | null, kind: string, where: string, more: object): Said {
  return { event: 'placement', run, vm, kind, declared: where, found: where, ok: true, ...more };
}

/** Of whichever program: its reader wants the letters of one. */
function outputOf(seconds: number): string {
  return [
    ' NAS Parallel Benchmarks 3.4 -- EP Benchmark',
    '',
    ' EP Benchmark Completed.',
    ` Time in seconds =             ${seconds.toFixed(2)}`,
    ' Verification    =               SUCCESSFUL',
    '',
  ].join('\n');
}
