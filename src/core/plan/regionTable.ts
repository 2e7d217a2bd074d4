import type { Guest, GuestRegion } from './guest';

/** A region with the VMs that map it, in the order of the layout. */
export interface SharedRegion {
  readonly region: GuestRegion;
  readonly vms: readonly string[];
}

/** The regions that these guests map, each once. One that nobody maps is not made. */
export function regionsOf(guests: readonly Guest[]): readonly SharedRegion[] {
  const found = new Map<string, { readonly region: GuestRegion; readonly vms: string[] }>();
  for (const { name: vm, regions } of guests) {
    for (const region of regions) {
      const known = found.get(region.name) ?? { region, vms: [] };
      known.vms.push(vm);
      found.set(region.name, known);
    }
  }
  return [...found.values()];
}

/** The table of a layout's regions: NAME BYTES PAGE-BYTES DEVICE NODE|- VM,VM,... See docs/bundle.md, vms/VMS/regions. */
export function regionTable(regions: readonly SharedRegion[]): string {
  return regions
    .map(({ region: { name, sizeBytes, pageBytes, device, node }, vms }) =>
      [name, sizeBytes, pageBytes, device, node ?? '-', vms.join(',')].join(' '),
    )
    .map((line) => `${line}\n`)
    .join('');
}
