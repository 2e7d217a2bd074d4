import type { FaultHost } from './host';

/**
 * Everything on a host that an attempt could leave behind, one thing a line: processes by their command line, network
 * links, mounts, files in places that belong to everybody, settings, sockets, and files of attempts that are there only
 * while one is under way. What serves the connections of the moment is left out, what keeps a
 * stand-in host up, and sudo's own folder.
 */
const OBSERVE = `# observer
ps -eo pid=,ppid=,args= | awk -v me=$$ '$1 != me && $2 != me && !/# observer/ {
  $1 = $2 = ""; sub(/^ +/, "")
  if ($0 !~ /^(\\[|-?(ba)?sh$|sshd|\\/usr\\/sbin\\/sshd|sh -s|bash -s|nsenter |sh \\/boot.sh|sleep infinity$)/) print "process " $0, "(" ++seen[$0] ")"
}'
ip -o link | awk -F ': ' '{ print "link " $2 }'
awk '{ print "mount " $2 }' /proc/mounts
for folder in /dev/shm /tmp /run /var/tmp; do
  ls -A "$folder" 2>/dev/null | grep -v -x sudo | sed "s|^|file $folder/|"
done
grep -o '@vm-partition-lab.*' /proc/net/unix | sed 's/^/socket /'
for setting in kernel/mm/ksm/run kernel/mm/transparent_hugepage/enabled; do
  echo "setting $setting $(cat "/sys/$setting" 2>/dev/null)"
done
for base; do
  for name in undo undo.left session pid cancel cancel.new verdict queued root.in root.out reserve hold.said failed \\
    facts.new facts.whole settings.wanted needs.found; do
    ls -d "$base"/attempts/*/$name 2>/dev/null
  done | sed 's/^/state /'
  ls -d "$base"/cache/*.tmp.* 2>/dev/null | sed 's/^/cache /'
done
exit 0
`;

export async function observe({ onHost, directories }: FaultHost): Promise<readonly string[]> {
  const { code, stdout, stderr } = await onHost(OBSERVE, [directories.root, directories.user]);
  if (code !== 0) throw new Error(`The host could not be looked at: ${stderr}`);
  return stdout
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '');
}

/** For what is on its way out to have gone, milliseconds. */
const PAUSES = [500, 2000, 5000];

/** What is there now, was not before, and stays. */
export async function staying(
  host: FaultHost,
  before: readonly string[],
  counts: (line: string) => boolean = () => true,
): Promise<readonly string[]> {
  const known = new Set(before);
  let found: readonly string[] = [];
  for (const pause of [0, ...PAUSES]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    found = (await observe(host)).filter((line) => !known.has(line) && counts(line));
    if (found.length === 0) break;
  }
  return found;
}
