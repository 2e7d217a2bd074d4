import { describe, expect, it } from 'vitest';
import { checkExperimentText, fixed, type LayoutBody } from '../documents';

const vm = (name: string, pus: string, host?: string) => ({
  ...{ name, pus, memory: '2GiB' },
  ...(host === undefined ? {} : { host }),
});
const files: Readonly<Record<string, LayoutBody>> = {
  pair: { vms: [vm('a', '0-3'), vm('b', '4-7')] },
  turned: { vms: [vm('a', '4-7'), vm('b', '0-3')] },
  hosts: { hosts: ['left', 'right'], vms: [vm('a', '0-3', 'left'), vm('b', '0-3', 'right')] },
  swapped: { hosts: ['left', 'right'], vms: [vm('a', '0-3', 'right'), vm('b', '0-3', 'left')] },
};
const text = (layouts: readonly string[], more: object = {}): string =>
  JSON.stringify({
    version: 1,
    layouts,
    workloads: [{ suite: 'npb', programs: ['cg', 'mg'], class: 'A', directory: '/npb' }],
    ...more,
  });
const exp05 = (document: string) =>
  checkExperimentText(document, files).filter(({ rule }) => rule === 'EXP05');

describe('EXP05', () => {
  it('finds other PUs than the first layout has, once for all programs of an entry', () => {
    const [finding, ...others] = exp05(text(['pair', 'turned']));
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(/rank 0 runs on PU 0 natively and in "pair", but on PU 4 in "turned"/);
  });

  it('tells PUs of the same number on different hosts apart', () => {
    expect(exp05(text(['hosts', 'swapped']))[0]?.message).toMatch(
      /rank 0 runs on PU 0 of host "left" natively and in "hosts", but on PU 0 of host "right" in "swapped"/,
    );
    expect(exp05(text(['hosts']))).toEqual([]);
  });

  it('looks only where a workload runs', () => {
    const document = (exclude: readonly object[]) => text(['pair', 'turned'], { exclude });
    expect(exp05(document([{ layout: 'turned', program: 'cg' }]))[0]?.message).toMatch(/^"mg\.A"/);
    expect(exp05(document([{ layout: 'turned', launcher: 'mpi' }]))).toEqual([]);
    expect(exp05(document([{ layout: 'native', class: 'A' }]))).toEqual([]);
    expect(exp05(document([{ layout: 'turned', 'host.thp': 'never' }]))).toHaveLength(1);
  });

  it('offers block order only where that makes all alike', () => {
    const cyclic = {
      workloads: [{ suite: 'npb', programs: ['cg'], class: 'A', directory: '/n', rankOrder: 'cyclic' }],
    };
    const whole = { ...files, whole: { vms: [vm('w', '0-7')] } };
    const document = text(['whole', 'pair'], cyclic);
    const find = (one: string) => checkExperimentText(one, whole).filter(({ rule }) => rule === 'EXP05');
    const [finding] = find(document);
    expect(finding?.fixes.map(({ title }) => title)).toEqual(['Fill one VM after the other']);
    expect(find(fixed(document, finding?.fixes[0]))).toEqual([]);
  });
});
