import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Numbers of all processes of this machine that a function accepts; those that end meanwhile are left out. */
function processes(accepts: (pid: number) => boolean): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return accepts(pid);
      } catch {
        return false;
      }
    });
}

/** Those that serve connections of the host whose first process this is. */
export function sshServersOf(init: number): readonly number[] {
  const host = readlinkSync(`/proc/${init}/ns/pid`);
  return processes((pid) => comm(pid).startsWith('sshd') && readlinkSync(`/proc/${pid}/ns/pid`) === host);
}

/** Those whose command line holds this text. */
export function processesNaming(text: string): readonly number[] {
  return processes((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text));
}

function comm(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}
