import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { packPayload } from '../../../scripts/payload.mjs';
import { readPayload } from '../../../src/node/payload';
import { temporaryFolder } from '../../support/temporaryFolder';

function put(folder: string, path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content, { mode });
}

test('what is packed comes back as it stands in a bundle', async () => {
  const folder = temporaryFolder();
  const [sources, compiled, packed] = [join(folder, 'src'), join(folder, 'bin'), join(folder, 'dist')];
  put(sources, 'probe.sh', 'echo é\n', 0o755);
  put(sources, 'lib/group.sh', '');
  put(sources, 'vmpart-root', '#!/bin/sh\n');
  put(sources, 'host/main.c', 'int main;');
  put(sources, 'host/README.md', 'not of the bundle');
  put(sources, 'shm/library/tables.h', 'int tables;');
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256);
  put(compiled, 'bin/vmpart-host-x86_64', bytes);
  packPayload(sources, compiled, packed);

  const files = await readPayload(packed);
  expect(files.map(({ path, executable }) => [path, executable])).toEqual([
    ['bin/vmpart-host-x86_64', true],
    ['bin/vmpart-root', true],
    ['lib/group.sh', false],
    ['probe.sh', true],
    ['shm/library/tables.h', false],
    ['src/main.c', false],
  ]);
  const contentOf = (path: string): Uint8Array => files.find((file) => file.path === path)?.bytes ?? bytes;
  expect(Buffer.from(contentOf('probe.sh')).toString()).toBe('echo é\n');
  expect(contentOf('lib/group.sh')).toHaveLength(0);
  expect(Buffer.compare(contentOf('bin/vmpart-host-x86_64'), bytes)).toBe(0);
  expect(readdirSync(packed).sort()).toEqual(['files.br', 'probe.sh']);
});
