import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputFormats, readOutput, type OutputFormat } from '../../../src/core/programs/readOutput';

const captured = (name: string): string => readFileSync(join(import.meta.dirname, 'captured', name), 'utf8');
const auto = (text: string) => readOutput('auto', text);

describe('hpcc, as captured on two ranks', () => {
  const output = captured('hpcc-2-ranks-n256.txt');

  it('gives the numbers of the summary with their units', () => {
    const read = auto(output);
    expect(read?.format).toBe('hpcc');
    expect(read?.metrics.seconds).toBe(0.00294533);
    expect(read?.metrics.verified).toBe(true);
    expect(read?.metrics.facts).toMatchObject({ program: 'hpcc', version: '1.5.0', ranks: '2', size: '256' });
    expect(read?.metrics.values).toMatchObject({
      HPL_Tflops: { value: 0.00383085, unit: 'Tflop/s', better: 'higher' },
      StarSTREAM_Triad: { value: 58.5107, unit: 'GB/s', better: 'higher' },
      MPIRandomAccess_GUPs: { value: 0.0786217, unit: 'GUP/s', better: 'higher' },
      PTRANS_GBs: { value: 0.771057, unit: 'GB/s', better: 'higher' },
      RandomlyOrderedRingLatency_usec: { value: 0.198971, unit: 'us', better: 'lower' },
      MinPingPongBandwidth_GBytes: { value: 11.2334, unit: 'GB/s', better: 'higher' },
    });
  });

  it('takes the last run of a file that hpcc appended to', () => {
    expect(auto(output + output.replace('HPL_time=0.00294533', 'HPL_time=7.5'))?.metrics.seconds).toBe(7.5);
  });

  it('is wrong when HPL fails its residual check, although hpcc says Success', () => {
    const failed = output.replace('0 tests completed and failed', '1 tests completed and failed');
    expect(auto(failed)?.metrics.verified).toBe(false);
    expect(auto(output.replace('Success=1', 'Success=0'))?.metrics.verified).toBe(false);
  });

  it('has no time when it was ended before its summary', () => {
    expect(auto(output.slice(0, 3000))?.metrics).toMatchObject({ seconds: null, values: {}, verified: null });
  });
});

describe('NetPIPE, as captured', () => {
  it('reads the screen', () => {
    const read = auto(captured('netpipe-openmpi-screen.txt'));
    expect(read?.format).toBe('netpipe');
    expect(read?.metrics.values['latency@65536']).toEqual({ value: 10.57, unit: 'us', better: 'lower' });
    expect(read?.metrics.values['bandwidth@65536']).toEqual({
      value: 47286.4,
      unit: 'Mbit/s',
      better: 'higher',
    });
  });

  it('reads its output file', () => {
    const read = auto(captured('netpipe-openmpi-table.txt'));
    expect(read?.format).toBe('netpipe');
    expect(Object.keys(read?.metrics.values ?? {})).toHaveLength(2 * 82);
    expect(read?.metrics.values['latency@1']?.value).toBeCloseTo(0.25, 9);
  });

  it('does not take any three columns for it', () => {
    expect(auto('1 2 3\n4 5 6\n')).toBeNull();
  });
});

describe('OSU', () => {
  it('names a metric by its column and the message size', () => {
    const text =
      '\uFEFF# OSU MPI Latency Test v5.7.1\r\n# Size          Latency (us)\r\n0   17.23\r\n8   18.54';
    expect(auto(text)).toEqual({
      format: 'osu',
      metrics: {
        seconds: null,
        values: {
          'latency@0': { value: 17.23, unit: 'us', better: 'lower' },
          'latency@8': { value: 18.54, unit: 'us', better: 'lower' },
        },
        verified: null,
        facts: { program: 'OSU MPI Latency Test', version: '5.7.1' },
      },
    });
  });

  it('reads several columns', () => {
    const text = [
      '# OSU MPI Multiple Bandwidth / Message Rate Test v5.6.3',
      '# [ pairs: 8 ] [ window size: 64 ]',
      '# Size                  MB/s        Messages/s',
      '1                       5.87        5871052.30',
    ].join('\n');
    expect(auto(text)?.metrics.values).toEqual({
      'bandwidth@1': { value: 5.87, unit: 'MB/s', better: 'higher' },
      'messageRate@1': { value: 5871052.3, unit: 'messages/s', better: 'higher' },
    });
  });

  it('reads a barrier, which has no size', () => {
    const text = '# OSU MPI Barrier Latency Test v5.6.3\n# Avg Latency(us)\n             3.25\n';
    expect(auto(text)?.metrics.values).toEqual({ avgLatency: { value: 3.25, unit: 'us', better: 'lower' } });
  });
});

describe('any text', () => {
  it('never makes a reader throw, and gives finite numbers only', () => {
    const words = fc.constantFrom(
      ' Benchmark Completed',
      'BT',
      '=',
      '\n',
      'Time in seconds',
      '# OSU Test',
      '1e999',
      '-',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(words, fc.string({ maxLength: 4 }))).map((a) => a.join(' ')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom<OutputFormat | 'auto'>('auto', ...outputFormats), (text, format) => {
        const values = Object.values(readOutput(format, text)?.metrics.values ?? {});
        expect(values.every(({ value }) => Number.isFinite(value))).toBe(true);
      }),
    );
  });
});

/** Outputs of real programs that are kept outside the repository, where a developer has them. */
const shared = process.env['VMPART_TEST_OUTPUTS'] ?? '';

describe.skipIf(!existsSync(shared))('captured outputs outside the repository', () => {
  it('are all recognised by their folder', () => {
    for (const format of ['npb', 'osu'] as const) {
      for (const name of readdirSync(join(shared, format))) {
        const read = auto(readFileSync(join(shared, format, name), 'utf8'));
        expect(read?.format, name).toBe(format);
        expect(Object.keys(read?.metrics.values ?? {}).length, name).toBeGreaterThan(1);
        if (format === 'npb') expect(read?.metrics, name).toMatchObject({ verified: true });
      }
    }
  });
});
