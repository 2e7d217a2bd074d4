import type { HostNic, MachineNode } from './machine';
import { natural } from './machineRead';
import { childAt, childrenOf, type XmlElement } from './xml';

/**
 * Network devices from libvirt's node device XML, sorted by name. The node is that of the PCI device on which one hangs,
 * directly or with others in between; null when that one is not there or does not say.
 */
export function libvirtNics(roots: readonly XmlElement[], nodes: readonly MachineNode[]): HostNic[] {
  const devices = new Map(
    roots
      .filter((root) => root.name === 'device')
      .map((device) => [childAt(device, 'name')?.text.trim() ?? '', device]),
  );
  const known = new Set(nodes.map(({ id }) => id));
  const nics = [...devices.values()].flatMap((device): [string, HostNic][] => {
    // What hangs on no device, such as `lo`, is no NIC.
    const virtual = childAt(device, 'parent')?.text.trim() === 'computer';
    const name = virtual ? '' : (childAt(capability(device, 'net'), 'interface')?.text.trim() ?? '');
    const node = nodeAbove(device, devices);
    return name === '' ? [] : [[name, { name, node: node !== null && known.has(node) ? node : null }]];
  });
  return [...new Map(nics).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function capability(device: XmlElement, type: string): XmlElement | undefined {
  return childrenOf(device, 'capability').find(({ attributes }) => attributes['type'] === type);
}

function nodeAbove(device: XmlElement, devices: ReadonlyMap<string, XmlElement>): number | null {
  const seen = new Set<XmlElement>();
  for (let at: XmlElement | undefined = device; at !== undefined && !seen.has(at);) {
    seen.add(at);
    const node = natural(childAt(capability(at, 'pci'), 'numa')?.attributes['node']);
    if (node !== null) return node;
    at = devices.get(childAt(at, 'parent')?.text.trim() ?? '');
  }
  return null;
}
