import type { Layout, Vm } from '../../layout/layout';
import type { Problem, ProblemFix } from '../../text/document';
import { vmsOfRegions } from '../regionUsers';
import type { LayoutRule } from '../rule';
import { listed, named, plural } from '../words';

export const shm02: LayoutRule = {
  id: 'SHM02',
  subject: 'layout',
  severity: 'error',
  title: 'VMs do not share the same region',
  reason:
    'A region is memory of one host under one name: VMs that name it differently, or sit on other hosts, map memory in which nobody answers.',
  source: 'QEMU, docs/system/devices/ivshmem (one memory backend for all peers); paper, section VIII-A (S9)',
  *check(layout) {
    yield* undeclared(layout);
    yield* apart(layout);
  },
};

function* undeclared(layout: Layout): Iterable<Problem> {
  const names = layout.regions.map(({ name }) => name);
  const known = new Set(names);
  for (const vm of layout.vms) {
    for (const [index, name] of vm.regions.entries()) {
      if (known.has(name)) continue;
      const have = names.length === 0 ? 'It declares none' : `It declares ${named(names)}`;
      yield {
        message: `VM "${vm.name}" maps region "${name}", which the layout does not declare. ${have}. Correct the name, or add it to \`regions\`.`,
        path: [...vm.path, 'regions', index],
        fixes: otherName(vm, index, names),
      };
    }
  }
}

/** The only name that can be meant, or none. */
function otherName(vm: Vm, index: number, names: readonly string[]): readonly ProblemFix[] {
  const path = [...vm.path, 'regions', index];
  const [value, ...others] = names.filter((name) => !vm.regions.includes(name));
  const drop: ProblemFix = {
    title: 'Do not map it',
    safe: false,
    changes: [{ path, remove: true }],
  };
  if (value === undefined || others.length > 0) return [drop];
  return [{ title: `Map "${value}"`, safe: false, changes: [{ path, value }] }, drop];
}

/** VMs that are alone on their host while others that map the same region sit elsewhere. */
function* apart(layout: Layout): Iterable<Problem> {
  for (const [region, vms] of vmsOfRegions(layout)) {
    const hosts = new Map<string, Vm[]>();
    for (const vm of vms) hosts.set(vm.host ?? '', [...(hosts.get(vm.host ?? '') ?? []), vm]);
    const groups = [...hosts.values()];
    const largest = groups.reduce<readonly Vm[]>((best, one) => (one.length > best.length ? one : best), []);
    const lonely = groups.flatMap((group) => (group.length === 1 && group !== largest ? group : []));
    const [first] = lonely;
    if (first === undefined) continue;
    const others = [...hosts.keys()].filter((host) => host !== first.host);
    yield {
      message: `${plural(lonely, 'VM', 'VMs')} ${named(lonely.map(({ name }) => name))} ${plural(lonely, 'maps', 'map')} region "${region.name}" alone on ${hostsInWords(lonely)}, while the VMs that share it sit on ${listed(others.map((host) => `"${host}"`))}. Memory ends at the edge of a host: put them on one host, or use a network between hosts.`,
      path: [...first.path, 'regions', first.regions.indexOf(region.name)],
      fixes: [
        {
          title: `Take "${region.name}" out of ${named(lonely.map(({ name }) => name))}`,
          safe: false,
          changes: lonely.map((vm) => ({
            path: [...vm.path, 'regions', vm.regions.indexOf(region.name)],
            remove: true,
          })),
        },
      ],
    };
  }
}

function hostsInWords(vms: readonly Vm[]): string {
  return `${plural(vms, 'host', 'hosts')} ${listed(vms.map(({ host }) => `"${host ?? ''}"`))}`;
}
