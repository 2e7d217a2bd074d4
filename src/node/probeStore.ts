import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Probe } from '../lab/lab';
import type { ProbeStore } from '../lab/options';
import type { Files } from '../lab/ports';

/** `$XDG_CACHE_HOME/vm-partition-lab`: what can be made again. */
export function cacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'];
  const base = cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache');
  return join(base, 'vm-partition-lab');
}

/** Changes with the shape of a probe: what an earlier version kept is not read. */
const FORMAT = 3;
type StoredProbe = Probe & { readonly format: number };

/** Probes by host, a file each in the cache. One that cannot be read is as good as none. */
export function probeStore(files: Files): ProbeStore {
  const path = (host: string): string => join(cacheFolder(), 'probes', `${encodeURIComponent(host)}.json`);
  return {
    async read(host) {
      const text = await files.readText(path(host));
      try {
        const stored = text === null ? null : (JSON.parse(text) as StoredProbe);
        return stored?.format === FORMAT ? stored : null;
      } catch {
        return null;
      }
    },
    async write(host, probe) {
      await files.makeFolder(join(cacheFolder(), 'probes'));
      await files.writeText(path(host), JSON.stringify({ format: FORMAT, ...probe } satisfies StoredProbe));
    },
  };
}
