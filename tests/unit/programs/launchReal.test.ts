import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LauncherId, MpiRuntime } from '../../../src/core/experiment/workload';
import { launcherOf } from '../../../src/core/programs/registry';
import { request } from './launchRequests';

// The launchers' command lines with the real mpirun and mpiexec, where this machine has them. The other VMs are
// this machine again: a stand-in for ssh starts the command here under another name, with temporary files of its own as
// another machine has them (daemons of Open MPI that start at once stumble over each other's).

const SSH = `#!/bin/sh
while :; do case $1 in -x) shift ;; -F) shift 2 ;; *) break ;; esac; done
name=$1; shift
export FAKE_NAME="$name" TMPDIR="\${0%/*}/$name"
mkdir -p "$TMPDIR"
exec sh -c "$*"
`;
const UNAME = `#!/bin/sh
if [ "$1" = -n ] && [ -n "$FAKE_NAME" ]; then echo "$FAKE_NAME"; else PATH=/usr/bin:/bin exec uname "$@"; fi
`;
const HELPER = `#!/bin/sh
[ "$1" = rank ] && [ "$4" = -- ] || exit 2
VM=$3; FILE=$2; shift 4
export VM FILE
exec "$@"
`;
const PROGRAM = `#!/bin/sh
echo "rank=\${OMPI_COMM_WORLD_RANK:-$PMI_RANK} vm=$VM file=$FILE text=$TEXT 1=$1"
`;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmpart-launch-'));
  const scripts = { ssh: SSH, uname: UNAME, 'remote-shell': SSH, 'vmpart-host': HELPER, program: PROGRAM };
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function isInstalled(tool: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((path) => {
    try {
      accessSync(join(path, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts the program on the VMs of the map (`-` natively) and gives what each rank said, in rank order. */
function run(launcher: LauncherId, mpi: MpiRuntime, map: readonly string[]): readonly string[] {
  const ranks = map.map((vm) => [vm === '-' ? '' : vm, [0]] as const);
  const asked = {
    ...request(ranks, folder),
    mpi,
    subnet: '127.0.0.0/8',
    environment: { TEXT: `a 'b' $HOME;` },
  };
  const launch = launcherOf(launcher).launch(asked);
  if (launch.hostFile !== null) writeFileSync(asked.paths.hostFile, launch.hostFile);
  const [tool, ...words] = [...launch.argv, join(folder, 'program'), 'x y;z'];
  const env = { ...process.env, ...launch.environment, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  const output = execFileSync(tool, words, { env, encoding: 'utf8', timeout: 60_000, stdio: 'pipe' });
  const lines = output.split('\n').filter((line) => line.startsWith('rank='));
  return lines.sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]));
}

function expected(map: readonly string[]): readonly string[] {
  return map.map((vm, rank) => `rank=${rank} vm=${vm} file=${folder}/ranks text=a 'b' $HOME; 1=x y;z`);
}

const MAPS: readonly (readonly [string, readonly string[]])[] = [
  ['natively', ['-', '-', '-']],
  ['in one VM', ['vma', 'vma']],
  ['block over VMs', ['vma', 'vma', 'vmb', 'vmb']],
  ['cyclic over VMs', ['vma', 'vmb', 'vma', 'vmb']],
  ['cyclic over uneven VMs', ['vma', 'vmb', 'vmc', 'vma', 'vma']],
];

describe.skipIf(!isInstalled('mpirun.openmpi'))('Open MPI puts each rank where the ranks file says', () => {
  it.each(MAPS)('%s', { timeout: 90_000 }, (_name, map) => {
    expect(run('mpi', 'openmpi', map)).toEqual(expected(map));
  });
});

describe.skipIf(!isInstalled('mpiexec.hydra'))('MPICH puts each rank where the ranks file says', () => {
  it.each(MAPS)('%s', { timeout: 90_000 }, (_name, map) => {
    expect(run('mpi', 'mpich', map)).toEqual(expected(map));
  });
});

describe.skipIf(!isInstalled('oshrun'))('oshrun takes the same line', () => {
  it('natively', { timeout: 90_000 }, () => {
    expect(run('oshmem', 'openmpi', ['-', '-'])).toEqual(expected(['-', '-']));
  });
});
