import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MemorySamples, SessionState } from '../../../src/core/journal/state';
import type { Files } from '../../../src/lab/ports';
import { rememberedMemory } from '../../../src/lab/sampledMemory';

const CAPTURED = readFileSync(join(import.meta.dirname, '../measure/captured/s0001-memory.txt'));

function sessionOf(parts: readonly Partial<MemorySamples>[]): SessionState {
  const memorySamples = parts.map((part) => ({
    ...{ file: 'raw/s0001-memory.txt', offset: 0, bytes: CAPTURED.length, seconds: 1.5, samples: 3 },
    ...{ collectorSeconds: 0, vmSeconds: 1, ...part },
  }));
  return { session: 's0001', memorySamples } as unknown as SessionState;
}

function filesOf(held: Map<string, Uint8Array>): { readonly files: Files; readonly reads: string[] } {
  const reads: string[] = [];
  const files: Pick<Files, 'size' | 'readBytes'> = {
    size: (path) => Promise.resolve(held.get(path)?.length ?? null),
    readBytes: (path, offset, length) => {
      reads.push(path);
      return Promise.resolve((held.get(path) ?? new Uint8Array()).slice(offset, offset + length));
    },
  };
  return { files: files as Files, reads };
}

const FILE = '/attempt/raw/s0001-memory.txt';

describe('sampled memory of a session', () => {
  it('is read once, as guest memory by node from a moment on', async () => {
    const { files, reads } = filesOf(new Map([[FILE, CAPTURED]]));
    const memoryOf = rememberedMemory(files, '/attempt');
    const session = sessionOf([{}]);
    const first = await memoryOf([session]);
    expect(first.isWhole).toBe(true);
    // Anonymous and shared memory, as the capture's first sample has them.
    expect(first.memory[0]?.samples[0]).toEqual({
      ...{ t: 1795958387.3, vm: 'vm1', bytes: { 0: 104857600 + 4096, 1: 8192 } },
    });
    const again = await memoryOf([session]);
    expect(again.memory[0]).toBe(first.memory[0]);
    expect(reads).toEqual([FILE]);
  });

  it('is asked for again as long as it is not here', async () => {
    const held = new Map<string, Uint8Array>();
    const memoryOf = rememberedMemory(filesOf(held).files, '/attempt');
    const session = sessionOf([{}]);
    expect(await memoryOf([session])).toEqual({ memory: [], isWhole: false });
    held.set(FILE, CAPTURED.subarray(0, CAPTURED.length - 1));
    expect(await memoryOf([session])).toEqual({ memory: [], isWhole: false });
    held.set(FILE, CAPTURED);
    expect((await memoryOf([session])).isWhole).toBe(true);
  });

  it('is that of all starts of its VMs, in their parts of the file', async () => {
    const twice = new Uint8Array([...CAPTURED, ...CAPTURED]);
    const memoryOf = rememberedMemory(filesOf(new Map([[FILE, twice]])).files, '/attempt');
    const [one] = (await memoryOf([sessionOf([{}])])).memory;
    const [both] = (await memoryOf([sessionOf([{}, { offset: CAPTURED.length }])])).memory;
    expect(both?.samples).toEqual([...(one?.samples ?? []), ...(one?.samples ?? [])]);
  });

  it('is nothing of files that no journal may name, nor of what is too long to be read', async () => {
    const { files, reads } = filesOf(new Map([['/secret', CAPTURED]]));
    const memoryOf = rememberedMemory(files, '/attempt');
    const strange = sessionOf([{ file: '../secret' }, { bytes: 1e9 }]);
    expect(await memoryOf([strange])).toEqual({
      ...{ memory: [{ session: 's0001', samples: [] }], isWhole: true },
    });
    expect(reads).toEqual([]);
  });
});
