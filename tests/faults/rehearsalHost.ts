import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineFiles } from '../../src/rehearsal/folders';
import { liveState } from '../../src/rehearsal/machineState';
import { type Ended, startCommand, vmpart } from '../support/vmpart';
import type { FaultHost } from './host';
import { SUDO_RULE } from './kinds';

// The emulated machine as a host for faults: real guests under its own KVM, a real power cut. It is the user's own
// rehearsal machine of that name, brought up when it does not run.

const ID = 'rehearsal-4x2';
const PAYLOAD = join(import.meta.dirname, '../../src/payload');

/** Lets the user `lab` call vmpart-root, as the plan tells an administrator to; gone with the machine's next boot. */
const INSTALL = `
printf '%s' "$1" >/usr/local/sbin/vmpart-root && chmod 755 /usr/local/sbin/vmpart-root
echo 'lab ALL=(root) NOPASSWD: /usr/local/sbin/vmpart-root' >${SUDO_RULE}`;

/** Ends every ssh server but the one that this script came by. */
const CUT = `# observer
own=' '
process=$$
while [ "$process" -gt 1 ]; do
  own="$own$process "
  process=$(awk '$1 == "PPid:" { print $2 }' "/proc/$process/status")
done
for server in $(pgrep -x sshd); do
  case $own in *" $server "*) continue ;; esac
  [ "$(awk '$1 == "PPid:" { print $2 }' "/proc/$server/status" 2>/dev/null)" = 1 ] || kill -9 "$server"
done
true`;

export async function startRehearsalHost(): Promise<FaultHost> {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-faults-'));
  await up();
  const { sshConfig } = machineFiles(ID);
  const hosts = { user: { kind: 'ssh', destination: `lab@vmpart-rehearsal-${ID}`, configFile: sshConfig } };
  mkdirSync(join(folder, 'vm-partition-lab'));
  writeFileSync(join(folder, 'vm-partition-lab/hosts.json'), JSON.stringify({ version: 1, hosts }));
  const way = ownWay(folder, sshConfig);
  const install = async (): Promise<void> => {
    const { code, stderr } = await way(INSTALL, [readFileSync(join(PAYLOAD, 'vmpart-root'), 'utf8')]);
    if (code !== 0) throw new Error(stderr);
  };
  await install();
  return {
    guests: 'real',
    specs: { root: 'rehearsal', user: 'user' },
    env: { XDG_CONFIG_HOME: folder },
    layout: {
      version: 1,
      machine: ID,
      vms: [{ name: 'vm0', pus: '2-3', memory: '384MiB' }],
    },
    directories: {
      root: '/root/.local/share/vm-partition-lab',
      user: '/home/lab/.local/share/vm-partition-lab',
    },
    onHost: way,
    cutConnections: async () => {
      await way(CUT);
    },
    powerCut: async () => {
      const state = await liveState(machineFiles(ID));
      if (state === null) throw new Error('The rehearsal machine does not run.');
      process.kill(state.process.pid, 'SIGKILL');
      await up();
      await install();
    },
    stop: async () => {
      await startCommand('ssh', [...ownOptions(folder, sshConfig), '-O', 'exit', `vmpart-rehearsal-${ID}`])
        .ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function up(): Promise<void> {
  const { code, stderr } = await vmpart(['rehearse', 'up']);
  if (code !== 0) throw new Error(`The rehearsal machine did not come up: ${stderr}`);
}

/** A kept connection of the test's own. */
function ownWay(
  folder: string,
  config: string,
): (script: string, args?: readonly string[]) => Promise<Ended> {
  return (script, args = []) => {
    const words = ['sh', '-c', script, 'sh', ...args].map(quoted).join(' ');
    return startCommand('ssh', [...ownOptions(folder, config), `vmpart-rehearsal-${ID}`, words]).ended;
  };
}

function ownOptions(folder: string, config: string): readonly string[] {
  const options = ['ControlMaster=auto', `ControlPath=${folder}/own`, 'ControlPersist=yes', 'LogLevel=ERROR'];
  return ['-F', config, ...options.flatMap((option) => ['-o', option])];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
