import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/plan/compile';
import { pairs } from '../../../src/core/programs/pairs';
import { readOsu } from '../../../src/core/programs/readers/osu';
import { experiment, workload } from '../../support/experiments';

const captured = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'captured', `pairs-${name}-2-ranks.txt`), 'utf8');
const any = workload({ suite: 'pairs' });

describe('the project’s own pairs of ranks', () => {
  it('are two programs when an entry names none', () => {
    const described = pairs.describe({ suite: 'pairs' });
    expect(described.map(({ title, command }) => [title, ...command])).toEqual([
      ['pairs.latency', 'latency', '8', '1048576'],
      ['pairs.bandwidth', 'bandwidth', '8', '1048576'],
    ]);
  });

  it('may be named, and have other sizes', () => {
    const entry = { suite: 'pairs', name: 'far', measure: ['latency'], bytes: { to: 64 } } as const;
    expect(pairs.describe({ ...entry, measure: ['latency'] })).toMatchObject([
      { title: 'far', program: 'latency', command: ['latency', '8', '64'] },
    ]);
    const both = pairs.describe({ suite: 'pairs', name: 'far' });
    expect(both.map(({ title }) => title)).toEqual(['far:latency', 'far:bandwidth']);
  });

  it('are read by size, with the time of what was measured', () => {
    const read = pairs.read(any, captured('latency'));
    expect(read.seconds).toBe(1.056099);
    expect(read.values['latency@8']).toEqual({ value: 0.97, unit: 'us', better: 'lower' });
    expect(read.values['latency@1048576']?.value).toBe(435.28);
    expect(pairs.read(any, captured('bandwidth')).values).toMatchObject({
      'bandwidth@65536': { value: 782.82, unit: 'MB/s', better: 'higher' },
      'messageRate@65536': { value: 11944.94, unit: 'messages/s', better: 'higher' },
    });
    expect(readOsu(captured('latency'))).toBeNull();
  });

  it('have no time when they were ended before', () => {
    expect(pairs.read(any, captured('latency').split('\n').slice(0, 9).join('\n')).seconds).toBeNull();
    expect(pairs.read(any, 'nothing\n').seconds).toBeNull();
  });

  it('are compiled on the host by the runtime’s own compiler, and started from the bundle', () => {
    const command = ['latency', '8', '64'];
    for (const mpi of ['openmpi', 'mpich'] as const) {
      const of = workload({ suite: 'pairs', title: 'far', launcher: 'mpi', mpi, command });
      const { files } = compile(
        experiment({ native: true, workloads: [of] }),
        { accelerator: 'kvm', origin: 'measured' },
        '1',
      );
      const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
      expect(textOf(`programs/${of.id}/built`)).toBe(`pairs.${mpi} pairs.c mpicc.${mpi} mpicc\n`);
      expect(textOf(`programs/${of.id}/native.sh`)).toContain(
        `set -- "$VMPART_HOME"/programs/built/pairs.${mpi} latency 8 64\n`,
      );
      expect(textOf('needs')).toContain(`tool\tcompiles the program of far\tmpicc.${mpi}\tmpicc\n`);
      expect(textOf('needs')).not.toContain('the program of far\tlatency');
    }
  });
});
