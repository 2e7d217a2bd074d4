/** Something that the host must have before anything is changed there. */
export interface Need {
  /**
   * `tool`: a command of the host. `program`: a command that guests need too. `file`: a path that guests need.
   * `preloaded`: a program that takes the library for shared regions, which a static one or one without UCX does not.
   */
  readonly kind: 'tool' | 'program' | 'file' | 'preloaded';
  /** Names that serve, best first. */
  readonly names: readonly string[];
  /** What for, in words. */
  readonly reason: string;
}

/** Tools of the library, of QEMU sessions and of guests made from the host's own files. */
export const ALWAYS: readonly Need[] = [
  ['unshare', 'gives a run namespaces of its own'],
  ['setsid', 'detaches the attempt from the connection'],
  ['taskset', 'keeps the harness on its own PUs'],
].map(([name, reason]) => ({ kind: 'tool', names: [name ?? ''], reason: reason ?? '' }));

export const FOR_GUESTS: readonly Need[] = [
  {
    kind: 'tool',
    names: ['qemu-system-x86_64', 'qemu-kvm', '/usr/libexec/qemu-kvm'],
    reason: 'runs the VMs',
  },
  { kind: 'tool', names: ['ip'], reason: 'makes the bridge and taps' },
  { kind: 'tool', names: ['ssh'], reason: 'reaches the guests' },
  { kind: 'tool', names: ['ssh-keygen'], reason: 'makes the keys of a session' },
  { kind: 'tool', names: ['mke2fs'], reason: "makes the guests' root image" },
  { kind: 'program', names: ['sshd', '/usr/sbin/sshd'], reason: 'lets the harness into the guests' },
];

/**
 * The file `needs`: a line each, fields separated by tabs: KIND, REASON, then the names that serve. Tabs and line
 * ends inside a field become spaces: no name of a program that can be started here holds one.
 */
export function needsFile(needs: readonly Need[]): string {
  const lines = needs.map((need) => [need.kind, need.reason, ...need.names].map(clean).join('\t'));
  return [...new Set(lines)].map((line) => `${line}\n`).join('');
}

function clean(field: string): string {
  return field.replace(/[\t\r\n]/g, ' ');
}
