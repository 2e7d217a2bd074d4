import { existsSync, readdirSync } from 'node:fs';

/** A kernel of a distribution with its modules, the newest; the running one may have none. Null without any. */
export function distributionKernel(): string | null {
  const names = existsSync('/boot') ? readdirSync('/boot').filter((name) => name.startsWith('vmlinuz-')) : [];
  const usable = names.filter((name) =>
    existsSync(`/lib/modules/${name.slice('vmlinuz-'.length)}/modules.dep`),
  );
  const newest = usable.sort().at(-1);
  return newest === undefined ? null : `/boot/${newest}`;
}
