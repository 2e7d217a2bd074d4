import type { FaultHost } from './host';

/** What can go wrong. A strike is a script that root runs on the host when the moment has come, or an act from outside. */
export interface FaultKind {
  readonly id: string;
  /** What it is, for the report. */
  readonly title: string;
  /** The experiment itself is the fault, and nothing strikes. */
  readonly bad: 'crashes' | 'never-ends' | null;
  readonly asUser: boolean;
  /** See `strikeScript` for what it may use. Null: nothing on the host. */
  readonly script: string | null;
  /** Strikes while a guest is there. */
  readonly duringGuest?: true;
  /** From outside, after the script. */
  readonly act?: (host: FaultHost) => Promise<void>;
  readonly killsClient?: true;
  /** On the host when the attempt is dead: what else the fault does. */
  readonly after?: string;
  /** On the host: what a person would do before going on. */
  readonly heal?: string;
}

const none = { bad: null, asUser: false, script: null } as const;

/** Repeats COMMAND, which fails as long as it finds nothing, until it has struck or the attempt has ended. */
const once = (command: string): string => `
until ${command}; do
  ! ended || missed
  tries=$((tries + 1)); [ "$tries" -lt 6000 ] || missed
  sleep 0.02
done`;

export const SUDO_RULE = '/etc/sudoers.d/vmpart';

export const faultKinds: readonly FaultKind[] = [
  {
    ...none,
    id: 'ssh-cut',
    title: 'the ssh connections are cut',
    act: (host) => host.cutConnections(),
  },
  {
    ...none,
    id: 'client-killed',
    title: 'the client is killed with -9, as with the editor it runs in',
    killsClient: true,
  },
  {
    ...none,
    id: 'run-killed',
    title: 'run.sh is killed with -9',
    script: once('kill -9 $(pgrep -fx "sh run.sh") 2>/dev/null'),
  },
  {
    ...none,
    id: 'start-killed',
    title: 'start.sh is killed with -9',
    script: once('{ read -r pid rest <"$attempt/pid" && kill -9 "$pid"; } 2>/dev/null'),
  },
  {
    ...none,
    id: 'helper-killed',
    title: 'the helper is killed with -9 in what it does at that moment',
    script: once(
      'kill -9 $(pgrep -f "vmpart-host (capture|watch|readback|place|qmp|event|rank|console)" | shuf -n 1) 2>/dev/null',
    ),
  },
  {
    ...none,
    id: 'vm-killed',
    duringGuest: true,
    title: 'a VM is killed with -9',
    script: once('kill -9 $(pgrep qemu-system | shuf -n 1) 2>/dev/null'),
  },
  {
    ...none,
    id: 'guest-hung',
    duringGuest: true,
    title: 'a guest stands still',
    script: once('kill -STOP $(pgrep qemu-system | shuf -n 1) 2>/dev/null'),
  },
  { ...none, id: 'program-crashes', title: 'a program crashes', bad: 'crashes' },
  { ...none, id: 'program-never-ends', title: 'a program never ends', bad: 'never-ends' },
  {
    ...none,
    id: 'disk-full',
    title: 'the disk of the host is full',
    // A file system in memory is made as small as what is in it, which takes no memory and no time.
    script: `
if [ "$(stat -f -c %T "$base")" = tmpfs ]; then
  mount -o "remount,size=$(($(df -P -k "$base" | awk 'NR == 2 { print $3 }')))k" "$(df -P "$base" | awk 'NR == 2 { print $6 }')"
else
  fallocate -l "$(df -P -B 1 "$base" | awk 'NR == 2 { print $4 }')" "$base/ballast" 2>/dev/null
  dd if=/dev/zero bs=4096 of="$base/ballast" oflag=append conv=notrunc 2>/dev/null
fi
true`,
    heal: `
rm -f "$base/ballast"
[ "$(stat -f -c %T "$base")" != tmpfs ] ||
  mount -o remount,size=1152m "$(df -P "$base" | awk 'NR == 2 { print $6 }')"`,
  },
  {
    ...none,
    id: 'line-torn',
    title: 'power fails, and the last line of the journal is torn',
    act: (host) => host.powerCut(),
    after: `
last=$(tail -n 1 "$attempt/journal.jsonl" 2>/dev/null | wc -c)
[ "$last" -lt 3 ] || truncate -s "-$((1 + random % (last - 2)))" "$attempt/journal.jsonl"`,
  },
  {
    ...none,
    id: 'host-rebooted',
    title: 'power fails, and the host comes up again',
    act: (host) => host.powerCut(),
  },
  {
    ...none,
    id: 'logged-out',
    title: 'the user is logged out: all processes of the login sessions are hung up and killed',
    script: `
mine=' '
process=$$
while [ "$process" -gt 1 ]; do
  mine="$mine$(ps -o sid= -p "$process" | tr -d ' ') "
  process=$(ps -o ppid= -p "$process" | tr -d ' ')
done
sessions=$(for server in $(pgrep -x sshd); do ps -o sid= --ppid "$server"; done | sort -u | tr -d ' ')
for signal in HUP KILL; do
  for session in $sessions; do
    case $mine in *" $session "*) ;; *) pkill "-$signal" -s "$session" ;; esac
  done
done
true`,
    act: (host) => host.cutConnections(),
  },
  {
    ...none,
    id: 'sudo-expired',
    title: 'the user may no longer call vmpart-root through sudo',
    asUser: true,
    script: `: >${SUDO_RULE}`,
    heal: `echo 'lab ALL=(root) NOPASSWD: /usr/local/sbin/vmpart-root' >${SUDO_RULE}`,
  },
];
