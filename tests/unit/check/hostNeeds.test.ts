import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../../src/core/experiment/experiment';
import type { Finding } from '../../../src/core/check/rule';
import { hostFindings } from '../../../src/core/check/hostNeeds';
import { parseDocument } from '../../../src/core/text/parse';
import type { HostFacts } from '../../../src/core/topology/facts';
import { experiment, workload } from '../../support/experiments';

const FACTS: HostFacts = {
  ...{ takenAt: null, hostname: 'quad', kernel: null, architecture: null, cpuModel: null, os: null },
  ...{ kvm: true, root: false, tools: {}, freeBytes: {}, availableBytes: {}, settings: {} },
};
const TEXT = '{ "layouts": ["two"], "workloads": [{ "name": "first" }, { "name": "second" }] }';

function found(facts: Partial<HostFacts>, more: Partial<Experiment> = {}): readonly Finding[] {
  return hostFindings(parseDocument(TEXT), experiment(more), { ...FACTS, ...facts }, 'quad');
}

function at({ range }: Finding): string {
  return TEXT.slice(range.offset, range.offset + range.length);
}

const MPI = workload({ launcher: 'mpi', mpi: 'openmpi', path: ['workloads', 1] });

describe('HOST01', () => {
  it('says at the layouts that KVM cannot be used, only when the probe has found that', () => {
    const [finding, ...others] = found({ kvm: false });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'HOST01', severity: 'warning' });
    expect(finding?.message).toMatch(/^Host quad .*\/dev\/kvm.*group kvm/);
    expect(at(finding as Finding)).toBe('["two"]');
    expect(found({ kvm: null })).toEqual([]);
    expect(found({ kvm: true })).toEqual([]);
  });

  it('says at the program which command of its launcher is missing', () => {
    const missing = Object.fromEntries(
      ['mpirun', 'mpiexec', 'mpirun.openmpi', 'mpiexec.openmpi', 'orterun'].map((name) => [name, null]),
    );
    const [finding, ...others] = found({ tools: missing }, { workloads: [workload(), MPI] });
    expect(others).toEqual([]);
    expect(at(finding as Finding)).toBe('{ "name": "second" }');
    expect(finding?.message).toMatch(/^Host quad has no .*mpirun.*Install it there.*than mpi\.$/);
  });

  it('says at the technique "reclaim" that there is no swap', () => {
    const none = { settings: { swapTotal: '0 kB' } };
    const list = found(none, { techniques: ['restart', 'reclaim'] });
    expect(list.map(({ message, paths }) => [message, paths])).toEqual([
      [expect.stringMatching(/^Host quad has no swap.*"reclaim"/), [['techniques', 1]]],
    ]);
    const level = found(none, { factors: { technique: ['none', 'reclaim'] } });
    expect(level.map(({ paths }) => paths)).toEqual([[['factors', 'technique']]]);
    expect(found(none, { techniques: ['restart'], factors: { technique: ['none'] } })).toEqual([]);
    expect(found({ settings: { swapTotal: '8388604 kB' } }, { techniques: ['reclaim'] })).toEqual([]);
    expect(found({}, { techniques: ['reclaim'] })).toEqual([]);
  });

  it('is content with any of the names that serve', () => {
    const [only] = found({ tools: { 'mpirun.openmpi': null, mpirun: null } }, { workloads: [MPI] });
    expect(only).toBeDefined();
    expect(found({ tools: { 'mpirun.openmpi': null, mpirun: '4.1' } }, { workloads: [MPI] })).toEqual([]);
  });

  it('says nothing of what the probe did not look for', () => {
    expect(found({ tools: { gcc: null } }, { workloads: [MPI] })).toEqual([]);
    expect(found({ tools: { mpirun: null } }, { workloads: [MPI], layouts: [] })).toEqual([]);
  });
});
