import type { HostNic, Machine } from './machine';

/** The machine's card behind an interface by name, be it a VLAN on top of it (`eth0.42`); null for none that it lists. */
export function cardOf({ nics }: Machine, hostNic: string): HostNic | null {
  const base = hostNic.replace(/\.\d+$/, '');
  return nics.find(({ name }) => name === hostNic) ?? nics.find(({ name }) => name === base) ?? null;
}
