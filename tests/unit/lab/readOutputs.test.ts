import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../src/core/journal/state';
import type { Files } from '../../../src/lab/ports';
import { readOutputs } from '../../../src/lab/readOutputs';

const MEBIBYTE = 1024 * 1024;

type Raw = Pick<NonNullable<RunState['raw']>, 'file' | 'offset' | 'bytes'>;

/** All that reading looks at. */
function runOf(raw: Raw | null): RunState {
  return { raw: raw === null ? null : { ...raw, cut: false } } as RunState;
}

interface Read {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

function filesOf(held: Readonly<Record<string, Uint8Array>>): {
  readonly files: Files;
  readonly reads: Read[];
} {
  const reads: Read[] = [];
  const files: Pick<Files, 'size' | 'readBytes'> = {
    size: (path) => Promise.resolve(held[path]?.length ?? null),
    readBytes: (path, offset, length) => {
      reads.push({ path, offset, length });
      return Promise.resolve((held[path] ?? new Uint8Array()).slice(offset, offset + length));
    },
  };
  return { files: files as Files, reads };
}

async function outputsOf(files: Files, runs: readonly RunState[]): Promise<readonly (string | null)[]> {
  const outputs = new Map<RunState, string | null>();
  await readOutputs(files, '/attempt', runs, (run, output) => {
    expect(outputs.has(run)).toBe(false);
    outputs.set(run, output);
  });
  expect(outputs.size).toBe(runs.length);
  return runs.map((run) => outputs.get(run) ?? null);
}

describe('outputs of runs', () => {
  it('are what lies in their ranges, whatever ranges a journal names', async () => {
    const raw = fc.record({
      file: fc.constantFrom('raw/a', 'raw/b', 'raw/none', '../secret', 'raw/../secret'),
      offset: fc.nat(12),
      bytes: fc.nat(12),
    });
    const content = fc.uint8Array({ maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(raw), { maxLength: 12 }), content, content, async (raws, a, b) => {
        const held = { '/attempt/raw/a': a, '/attempt/raw/b': b, '/secret': new Uint8Array(99) };
        const { files, reads } = filesOf(held);
        const outputs = await outputsOf(files, raws.map(runOf));
        const expected = raws.map((one) => {
          if (one === null || !/^raw\/\w+$/.test(one.file)) return null;
          if (one.bytes === 0) return '';
          const bytes = one.file === 'raw/a' ? a : one.file === 'raw/b' ? b : undefined;
          if (bytes === undefined || bytes.length < one.offset + one.bytes) return null;
          return new TextDecoder().decode(bytes.slice(one.offset, one.offset + one.bytes));
        });
        expect(outputs).toEqual(expected);
        expect(reads.every(({ path }) => path.startsWith('/attempt/raw/'))).toBe(true);
      }),
    );
  });

  it('of one session are read at once', async () => {
    const { files, reads } = filesOf({ '/attempt/raw/s1': new TextEncoder().encode('one two three') });
    const runs = [
      { file: 'raw/s1', offset: 4, bytes: 4 },
      { file: 'raw/s1', offset: 0, bytes: 4 },
      { file: 'raw/s1', offset: 8, bytes: 5 },
    ].map(runOf);
    expect(await outputsOf(files, runs)).toEqual(['two ', 'one ', 'three']);
    expect(reads).toEqual([{ path: '/attempt/raw/s1', offset: 0, length: 13 }]);
  });

  it('are read by their ends where they are long, and never much at once', async () => {
    const bytes = new Uint8Array(12 * MEBIBYTE).fill('x'.charCodeAt(0));
    bytes.set(new TextEncoder().encode('the end'), 9 * MEBIBYTE - 7);
    const { files, reads } = filesOf({ '/attempt/raw/s1': bytes });
    const runs = [
      { file: 'raw/s1', offset: 0, bytes: 9 * MEBIBYTE },
      { file: 'raw/s1', offset: 9 * MEBIBYTE, bytes: 2 * MEBIBYTE },
      { file: 'raw/s1', offset: 11 * MEBIBYTE, bytes: MEBIBYTE },
    ].map(runOf);
    const outputs = await outputsOf(files, runs);
    expect(outputs.map((output) => output?.length)).toEqual([4 * MEBIBYTE, 2 * MEBIBYTE, MEBIBYTE]);
    expect(outputs[0]?.endsWith('the end')).toBe(true);
    expect(reads.map(({ length }) => length / MEBIBYTE)).toEqual([4, 3]);
  });
});
