import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import type { Problem } from '../text/document';
import { parseSize } from '../text/size';
import type { Network, Region } from './layout';

/** The network of a layout that declares none. */
const ONLY_NETWORK: Network = { name: 'default', hostNic: null, path: null };

/** The networks of a layout, at least one, in document order. */
export function networksOf(doc: LayoutDocument): readonly [Network, ...Network[]] {
  const [first, ...others] = Object.entries(doc.networks ?? {}).map(([name, network]): Network => ({
    name,
    hostNic: network.hostNic ?? null,
    path: ['networks', name],
  }));
  return first === undefined ? [ONLY_NETWORK] : [first, ...others];
}

/** The shared regions of a layout, in document order. Appends what is wrong with their sizes. */
export function regionsOf(doc: LayoutDocument, problems: Problem[]): readonly Region[] {
  return Object.entries(doc.regions ?? {}).map(([name, region]) => {
    const path = ['regions', name];
    const sizeBytes = parseSize(region.size);
    if (sizeBytes === null)
      problems.push({
        message: `\`${region.size}\` is larger than any memory. Write a smaller size.`,
        path: [...path, 'size'],
      });
    return {
      name,
      sizeBytes: sizeBytes ?? 0,
      node: region.node ?? null,
      device: region.device ?? 'devdax',
      pageSizeBytes: region.pageSize === undefined ? null : parseSize(region.pageSize),
      path,
    };
  });
}

/** VMs whose `host` is none of the layout's, or is missing where the layout names hosts. */
export function hostProblems(doc: LayoutDocument): readonly Problem[] {
  const hosts = doc.hosts ?? [];
  return (doc.vms ?? []).flatMap(({ name, host }, i): Problem[] => {
    if (host === undefined)
      return hosts.length === 0
        ? []
        : [
            {
              message: `VM "${name}" has no host. Say on which of ${hosts.join(', ')} it runs.`,
              path: ['vms', i, 'host'],
            },
          ];
    if (hosts.includes(host)) return [];
    const remedy = hosts.length === 0 ? 'Name it in `hosts`' : `Use one of ${hosts.join(', ')}`;
    return [{ message: `No host of this layout is named "${host}". ${remedy}.`, path: ['vms', i, 'host'] }];
  });
}
