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

/** Probes by host, a file each in the cache. One that cannot be read is as good as none. */
export function probeStore(files: Files): ProbeStore {
  const path = (host: string): string => join(cacheFolder(), 'probes', `${encodeURIComponent(host)}.json`);
  return {
    async read(host) {
      const text = await files.readText(path(host));
      try {
        return text === null ? null : (JSON.parse(text) as Probe);
      } catch {
        return null;
      }
    },
    async write(host, probe) {
      await files.makeFolder(join(cacheFolder(), 'probes'));
      await files.writeText(path(host), JSON.stringify(probe));
    },
  };
}
