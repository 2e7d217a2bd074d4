/** Program and arguments, as they are started. */
export type CommandLine = readonly [program: string, args: readonly string[]];

/**
 * The command line with which root makes a system in a folder: what it mounts there is seen by itself alone and goes
 * with it, and it goes with us, however we end. A mount that is left behind would make the folder undeletable, and one
 * of /dev would show the machine's own devices to whoever deletes it. Without root, mmdebstrap makes such a room itself.
 */
export function withOwnMounts([program, args]: CommandLine, isRoot: boolean): CommandLine {
  if (!isRoot) return [program, args];
  // setpriv(1): the kernel ends unshare when its parent has ended; unshare(1): all of the process namespace follows.
  const room = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return ['setpriv', ['--pdeathsig', 'KILL', '--', 'unshare', ...room, '--', program, ...args]];
}
