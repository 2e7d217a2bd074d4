import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventsOf, makeAttempt, nativeBlock, runAttempt, type Attempt } from './libraryBundle';

// Programs that come as source: compiled on the host before the first session, kept in its cache.

const SOURCE = '#include <stdio.h>\nint main(void) { return puts("compiled here") < 0; }\n';

function attempt(name: string, source: string, base?: string): Attempt {
  const files = { 'programs/hello.c': source, 'programs/w1/built': 'hello.mpi hello.c no-such-cc cc\n' };
  const program = '"$VMPART_HOME"/programs/built/hello.mpi\n';
  return makeAttempt({ calls: nativeBlock(0), program, files }, name, base);
}

function inCache({ base }: Attempt): readonly (readonly [string, number])[] {
  const cache = join(base, 'cache');
  return readdirSync(cache).map((name) => [name, statSync(join(cache, name)).ino] as const);
}

it('is compiled once for a source, with the first compiler that is there', async () => {
  const first = attempt('a1', SOURCE);
  expect(await runAttempt(first)).toBe(0);
  expect(eventsOf(first, 'run_end').map(({ state }) => state)).toEqual(['ok', 'ok']);
  const kept = inCache(first);
  expect(kept.map(([name]) => name.replace(/-[0-9a-f]{16}$/, ''))).toEqual(['hello.mpi']);

  const second = attempt('a2', SOURCE, first.base);
  expect(await runAttempt(second)).toBe(0);
  expect(inCache(second)).toEqual(kept);

  await runAttempt(attempt('a3', `${SOURCE}/* another */\n`, first.base));
  expect(inCache(first)).toHaveLength(2);
});

it('ends the attempt with the compiler’s words when it cannot be compiled', async () => {
  const broken = attempt('a1', '#error no such interface\n');
  expect(await runAttempt(broken)).not.toBe(0);
  expect(eventsOf(broken, 'problem')).toMatchObject([
    { what: expect.stringMatching(/^hello\.mpi could not be compiled: .*no such interface/) as string },
  ]);
  expect(eventsOf(broken, 'run_begin')).toEqual([]);
  expect(inCache(broken)).toEqual([]);
});
