import type { HostFacts } from './facts';
import { nodeMemory } from './captureNodes';
import { indexesOf, numberAt, sectionOf, textAt, type CaptureText, type Section } from './captureText';

/** What a capture tells beside the topology. */
export function captureFacts(capture: CaptureText): HostFacts {
  const proc = sectionOf(capture, 'proc');
  const live = sectionOf(capture, 'live');
  const kvm = textAt(live, 'kvm');
  const uid = numberAt(live, 'uid');
  return {
    takenAt: numberAt(live, 'time'),
    hostname: textAt(proc, 'sys/kernel/hostname'),
    kernel: textAt(proc, 'sys/kernel/osrelease'),
    architecture: textAt(live, 'machine'),
    cpuModel: textAt(proc, 'model name') ?? textAt(proc, 'cpu'),
    os: osName(sectionOf(capture, 'etc')),
    kvm: kvm === null ? null : kvm === 'yes',
    root: uid === null ? null : uid === 0,
    tools: tools(capture),
    freeBytes: byNode(capture, (section, node) => nodeMemory(section, node, 'MemFree')),
    availableBytes: byNode(capture, availableBytes),
    settings: settings(capture),
  };
}

function osName(etc: Section): string | null {
  const line = (etc.get('os-release') ?? []).find((text) => text.startsWith('PRETTY_NAME='));
  return line?.slice('PRETTY_NAME='.length).replace(/^"(.*)"$/, '$1') ?? null;
}

/** An empty version is that of a tool that is there and does not tell. */
function tools(capture: CaptureText): Record<string, string | null> {
  const versions = sectionOf(capture, 'versions');
  const entries = [...sectionOf(capture, 'found')].map(([tool, [found]]): [string, string | null] => {
    const line = textAt(versions, tool) ?? '';
    const refused = /(unrecognized|invalid|unknown|illegal) option|usage:/i.test(line);
    return [tool, found === 'yes' ? (refused ? '' : line) : null];
  });
  return Object.fromEntries(entries);
}

function byNode(
  capture: CaptureText,
  bytesOf: (section: Section, node: number) => number | null,
): Record<string, number> {
  const section = sectionOf(capture, 'node');
  const entries = indexesOf(section, 'node').flatMap((node): [string, number][] => {
    const bytes = bytesOf(section, node);
    return bytes === null ? [] : [[`${node}`, bytes]];
  });
  return Object.fromEntries(entries);
}

/** Files in memory are given back on demand, those of a tmpfs (Shmem, counted among them) are not. */
function availableBytes(section: Section, node: number): number | null {
  const [free, files, shared] = (['MemFree', 'FilePages', 'Shmem'] as const).map((name) =>
    nodeMemory(section, node, name),
  );
  if (typeof free !== 'number' || typeof files !== 'number' || typeof shared !== 'number') return null;
  return free + files - shared + (nodeMemory(section, node, 'SReclaimable') ?? 0);
}

/** Settings that stand in one file: name, section, key. */
const FILES = [
  ['ksm', 'sys', 'kernel/mm/ksm/run'],
  ['ksmAcrossNodes', 'sys', 'kernel/mm/ksm/merge_across_nodes'],
  ['thp', 'sys', 'kernel/mm/transparent_hugepage/enabled'],
  ['thpDefrag', 'sys', 'kernel/mm/transparent_hugepage/defrag'],
  ['numaBalancing', 'proc', 'sys/kernel/numa_balancing'],
  ['smt', 'cpu', 'smt/control'],
  ['clocksource', 'sys', 'devices/system/clocksource/clocksource0/current_clocksource'],
  ['loadavg', 'proc', 'loadavg'],
  ['kernelBuild', 'proc', 'sys/kernel/version'],
  ['commandLine', 'proc', 'cmdline'],
  ['bootId', 'proc', 'sys/kernel/random/boot_id'],
  ['uptime', 'proc', 'uptime'],
  ['swappiness', 'proc', 'sys/vm/swappiness'],
  ['vendor', 'sys', 'class/dmi/id/sys_vendor'],
  ['product', 'sys', 'class/dmi/id/product_name'],
  ['userNamespaces', 'proc', 'sys/user/max_user_namespaces'],
  ['unprivilegedUserNamespaces', 'proc', 'sys/kernel/unprivileged_userns_clone'],
  ['apparmorUserNamespaces', 'proc', 'sys/kernel/apparmor_restrict_unprivileged_userns'],
  ['tun', 'live', 'tun'],
] as const;

function settings(capture: CaptureText): Record<string, string> {
  const sys = sectionOf(capture, 'sys');
  const proc = sectionOf(capture, 'proc');
  const found: Record<string, string | null> = Object.fromEntries(
    FILES.map(([name, section, key]) => [name, textAt(sectionOf(capture, section), key)]),
  );
  // Empty where nothing is isolated, which is an answer too.
  found['isolated'] = sectionOf(capture, 'cpu').get('isolated')?.[0]?.trim() ?? null;
  found['microcode'] = textAt(proc, 'microcode') ?? textAt(sys, 'devices/system/cpu/cpu0/microcode/version');
  found['governor'] = distinctValues(sys, /\/cpufreq\/scaling_governor$/);
  found['frequencyDriver'] = distinctValues(sys, /\/cpufreq\/scaling_driver$/);
  found['energyPreference'] = distinctValues(sys, /\/cpufreq\/energy_performance_preference$/);
  found['turbo'] = turbo(sys);
  found['nestedKvm'] =
    textAt(sys, 'module/kvm_intel/parameters/nested') ?? textAt(sys, 'module/kvm_amd/parameters/nested');
  found['paging'] = paging(sys);
  found['mitigations'] = mitigations(sys);
  found['allowedPus'] = lineAt(proc, 'self/status', 'Cpus_allowed_list');
  found['allowedNodes'] = lineAt(proc, 'self/status', 'Mems_allowed_list');
  found['swapTotal'] = lineAt(proc, 'meminfo', 'SwapTotal');
  found['swapFree'] = lineAt(proc, 'meminfo', 'SwapFree');
  found['cgroup'] = proc.get('self/cgroup')?.join('; ') ?? null;
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, text]) => (text === null ? [] : [[name, text]])),
  );
}

/** The values of all keys that match, each once: `performance`, or `performance, powersave`. */
function distinctValues(section: Section, pattern: RegExp): string | null {
  const values = [...section].flatMap(([key, [value]]) =>
    pattern.test(key) && value !== undefined ? [value.trim()] : [],
  );
  return values.length === 0 ? null : [...new Set(values)].join(', ');
}

/** `on` or `off`; intel_pstate says when turbo is off, other drivers when it is on. */
function turbo(sys: Section): string | null {
  const off = textAt(sys, 'devices/system/cpu/intel_pstate/no_turbo');
  if (off !== null) return off === '0' ? 'on' : 'off';
  const on = textAt(sys, 'devices/system/cpu/cpufreq/boost');
  return on === null ? null : on === '0' ? 'off' : 'on';
}

/** How KVM translates guest addresses: `nested` by the processor's second level (EPT, NPT), or `shadow` page tables. */
function paging(sys: Section): string | null {
  const second =
    textAt(sys, 'module/kvm_intel/parameters/ept') ?? textAt(sys, 'module/kvm_amd/parameters/npt');
  return second === null ? null : /^[Y1]$/.test(second) ? 'nested' : 'shadow';
}

/** What the kernel does about each weakness that the processor has. */
function mitigations(sys: Section): string | null {
  const lines = [...sys].flatMap(([key, [value]]) => {
    const name = /^devices\/system\/cpu\/vulnerabilities\/(.+)$/.exec(key)?.[1];
    return name === undefined || value === undefined || value === 'Not affected' ? [] : [`${name}: ${value}`];
  });
  return lines.length === 0 ? null : lines.join('; ');
}

/** Of a file that holds lines `NAME: VALUE`. */
function lineAt(proc: Section, file: string, name: string): string | null {
  const line = (proc.get(file) ?? []).find((text) => text.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? null;
}
