import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeAttempt, nativeBlock, runAttempt } from './libraryBundle';

// The keys of a session, made by the library's own function in the namespaces of an attempt. No guest is started.

const canRun = spawnSync('sh', ['-c', 'command -v ssh-keygen']).status === 0;

/** Makes keys for the guests of its own folder, says how they lie, and leaves them. */
const PROGRAM = `
ATTEMPT_DIR=$PWD
. "$VMPART_HOME/lib/keys.sh"
session_keys pair || exit 1
stat -f -c 'on %T' "$RUN_DIR/ssh"
stat -c '%a %F' "$RUN_DIR" "$RUN_DIR/ssh"
cd "$RUN_DIR/ssh" && stat -c '%a %n' *
cp user_key "$VMPART_HOME/../../user_key"
[ "$(cat $RUN_DIR/config known_hosts | grep -c 10.77.1.2)" = 2 ] && echo names the guest
`;

/** What a session in a bundle printed, and where. */
async function keysMade() {
  const files = { 'programs/w1/files/vms/pair/vms': 'vm1 1 10.77.1.2 52:54:00:4d:00:01\n' };
  const calls = nativeBlock(0).filter((call) => !call.includes(' warm '));
  const attempt = makeAttempt({ calls, program: PROGRAM, files });
  expect(await runAttempt(attempt)).toBe(0);
  return { ...attempt, said: readFileSync(join(attempt.folder, 'raw/s0001.txt'), 'utf8').split('\n') };
}

describe.skipIf(!canRun)('keys made for guests', () => {
  it('are for their user alone, in a tmpfs that goes with the attempt', async () => {
    const { said, base, folder } = await keysMade();
    expect(said).toEqual([
      ...['on tmpfs', '700 directory', '700 directory'],
      ...['600 authorized_keys', '600 config', '600 host_key', '600 host_key.pub', '600 known_hosts'],
      ...['755 remote-shell', '600 sshd_config', '600 user_key', '600 user_key.pub', 'names the guest', ''],
    ]);
    expect(existsSync('/dev/shm/vmpart')).toBe(false);
    // Only what the program itself has carried off is left of them.
    const key = readFileSync(join(base, 'user_key'), 'utf8').split('\n')[1] ?? '';
    expect(key).toMatch(/^[A-Za-z0-9+/]{40,}$/);
    expect(spawnSync('grep', ['-rlF', key, folder]).stdout.toString()).toBe('');
    expect(spawnSync('grep', ['-rl', 'PRIVATE KEY', folder]).stdout.toString()).toBe('');
  });

  it('are others in every session', async () => {
    const made = [await keysMade(), await keysMade()];
    const keys = made.map(({ base }) => readFileSync(join(base, 'user_key'), 'utf8'));
    expect(new Set(keys).size).toBe(2);
  });
});
