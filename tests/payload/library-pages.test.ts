import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from './helper';

// lib/pages.sh with guests and helper that only say what they were called for. Real ones: tests/host/guests.local.test.ts.

const LIBRARY = join(import.meta.dirname, '../../src/payload/lib/pages.sh');

/** What the rest of the library offers, as far as pages.sh uses it. */
const AROUND = [
  'VMS="vm1 vm2" SESSION=s0001 RUN=r0001 WORKLOAD=w1 LAYOUT=two ANSWER_LIMIT=5 TECHNIQUE_LACKS="" TECHNIQUE_REMEDY=""',
  'collects() { case " $COLLECT " in *" $1 "*) return 0 ;; esac; return 1; }',
  'vm_pid() { VM_PID=7; }',
  'in_guests() { echo "in guests: $1"; }',
  'guest() { echo "frames of $2"; [ "$2" != "$SILENT" ]; }',
  'emit_lines() { printf "%s %s\\n" "$1" "$2"; }',
  'missing() { echo "missing $1: $2 ($3)"; }',
  'one_line() { tr "\\n" " "; }',
  'wait_all() { wait; }',
  'ATTEMPT_DIR=$RUN_DIR COLLECT=${COLLECT-} SILENT=${SILENT-}',
  'mkdir -p "$RUN_DIR/programs/w1"; echo "0 vm1 0" >"$RUN_DIR/programs/w1/two.ranks"; : >"$RUN_DIR/vm1.pid"',
].join('\n');

interface Options {
  readonly collect?: string;
  readonly techniques?: string;
  /** The guest that leaves no frames. */
  readonly silent?: string;
  /** Shell text of the helper; its arguments are those of vmpart-host. */
  readonly helper?: string;
}

const TELLS = '[ "$1" != mapped ] || : >"$4"\n[ "$1" = mapped ] || printf "ranks:=1\\tseconds:=2"\n';

/** Lines that these calls print. */
function lines(
  calls: string,
  { collect = '', techniques = '', silent = '', helper = TELLS }: Options,
): readonly string[] {
  const folder = freshFolder();
  writeFileSync(join(folder, 'helper'), `#!/bin/sh\n${helper}`);
  chmodSync(join(folder, 'helper'), 0o755);
  writeFileSync(join(folder, 'run.sh'), `session_techniques s0001 ${techniques}\n`);
  const env = {
    PATH: process.env['PATH'],
    RUN_DIR: folder,
    HELPER: join(folder, 'helper'),
    COLLECT: collect,
    SILENT: silent,
  };
  const script = `set -u\n${AROUND}\n. "${LIBRARY}"\n${calls}\n`;
  const result = spawnSync('sh', ['-c', script], { encoding: 'utf8', env });
  expect(result.stderr).toBe('');
  return result.stdout.split('\n').filter((line) => line !== '');
}

const FOLDER = 'in guests: rm -rf /run/vmpart/frames && mkdir /run/vmpart/frames';
const MIGRATE =
  'technique_migrate vm1; echo "$TECHNIQUE_COMPLETE|$TECHNIQUE_WHY|$TECHNIQUE_LACKS|$TECHNIQUE_REMEDY"';
const ONE_RUN = 'pages_begin; pages_end';
const READ = `${ONE_RUN}; sleep 0.01; touch "$RUN_DIR/vm1.frames"`;

describe('pages in the library', () => {
  it('are not asked for unless somebody wants them', () => {
    expect(lines(ONE_RUN, { collect: 'numaStat faults', techniques: 'reclaim' })).toEqual([]);
  });

  it('are an event for each VM and run', () => {
    expect(lines(ONE_RUN, { collect: 'faults pageKinds' })).toEqual([
      FOLDER,
      'r0001 pages\tvm=vm1\tranks:=1\tseconds:=2',
      'r0001 pages\tvm=vm2\tranks:=1\tseconds:=2',
    ]);
  });

  it('are read for migration alone without an event', () => {
    expect(lines(ONE_RUN, { techniques: 'reclaim migrate' })).toEqual([FOLDER]);
  });

  it('of which a host tells nothing are said once a session, with what to do', () => {
    const helper = 'printf "no move_pages\\tUse another kernel"\nexit 1\n';
    const told = 'missing pageKinds: no move_pages (Use another kernel)';
    const calls = `${ONE_RUN}; ${ONE_RUN}; SESSION=s0002; ${ONE_RUN}`;
    expect(lines(calls, { collect: 'pageKinds', helper })).toEqual([FOLDER, told, FOLDER, FOLDER, told]);
    const broken = 'echo "vmpart-host: cannot" >&2\nexit 3\n';
    expect(lines(ONE_RUN, { collect: 'pageKinds', helper: broken })[1]).toMatch(
      /^missing pageKinds: vmpart-host: cannot {2}\(Look at vm1 /,
    );
  });

  it('of ranks that ended at once are missing, but not of a VM without ranks', () => {
    const short = lines(ONE_RUN, { collect: 'pageKinds', silent: 'vm1' });
    expect(short[1]).toMatch(/^missing pageKinds: no rank of vm1 ran for 0.25 s.*\(Use a larger problem/);
    expect(short[2]).toContain('vm=vm2');
    expect(lines(ONE_RUN, { collect: 'pageKinds', silent: 'vm2' })).toHaveLength(2);
  });

  it('that the kernel hides are told beside the event', () => {
    const helper = '[ "$1" = pages ] && printf "ranks:=1\\thiddenBytes:=4096" || : >"$4"\n';
    const said = lines(ONE_RUN, { collect: 'pageKinds', helper });
    expect(said[1]).toContain('hiddenBytes:=4096');
    expect(said[2]).toMatch(/^missing pageKinds: where some pages of vm1 are.*host\.numaBalancing/);
  });
});

describe('migration in the library', () => {
  const options: Options = { techniques: 'migrate' };
  const answers = (line: string): Options => ({
    ...options,
    helper: `[ "$1" != migrate ] || echo "${line}"\n`,
  });

  it('does nothing without a reading of this VM', () => {
    expect(lines(MIGRATE, options)).toEqual([
      'false|which memory its ranks used in the last run is not known||',
    ]);
    const restarted = `${READ}; sleep 0.01; touch "$RUN_DIR/vm1.pid"; ${MIGRATE}`;
    expect(lines(restarted, answers('complete 1 1 0 0 '))[1]).toMatch(/^false\|which memory/);
  });

  it('is complete, or says why not', () => {
    expect(lines(`${READ}; ${MIGRATE}`, answers('complete 8192 8192 0 0 '))[1]).toBe('true|||');
    expect(lines(`${READ}; ${MIGRATE}`, answers('partial 8192 4096 0 4096 4096 bytes: busy'))[1]).toBe(
      'false|4096 bytes: busy||',
    );
  });

  it('that a host cannot do is lacking, with what to do', () => {
    const helper = '[ "$1" != migrate ] || { printf "not allowed\\tBe root"; exit 1; }\n';
    expect(lines(`${READ}; ${MIGRATE}`, { ...options, helper })[1]).toMatch(
      /^false\|.*\|not allowed\|Be root$/,
    );
  });
});
