import { describe, expect, it } from 'vitest';
import type { Concerns } from '../../../src/core/text/document';
import type { Machine } from '../../../src/core/topology/machine';
import { cached, withPus } from './cutTrial';
import { layoutText, machineOf, quad, threaded, type LayoutBody } from './documents';
import { experimentText, findingsOfRule, inline } from './ruleTrial';

/** What the only finding of a rule is about, as a picture of the machine would show it. */
function concernsOf(rule: string, body: LayoutBody | string, machine: Machine = quad): Required<Concerns> {
  const text = typeof body === 'string' ? body : layoutText(body);
  const [finding, ...others] = findingsOfRule(rule, text, { machine });
  expect(others).toEqual([]);
  if (finding === undefined) throw new Error(`${rule} finds nothing.`);
  return finding.concerns;
}

const memory = '1GiB';

describe('what findings are about', () => {
  it('is the PUs that are wrong, those that the machine does not have among them', () => {
    const vms = [{ name: 'a', pus: '0-1,99', memory }];
    expect(concernsOf('CPU01', { vms })).toEqual({ pus: [99], nodes: [] });
  });

  it('is the PUs that VMs share, or whose core or cache they divide', () => {
    const pair = (a: string, b: string): LayoutBody => ({
      vms: [
        { name: 'a', pus: a, memory },
        { name: 'b', pus: b, memory },
      ],
    });
    expect(concernsOf('CPU02', pair('0-2', '2-3'))).toEqual({ pus: [2], nodes: [] });
    expect(concernsOf('CPU05', pair('0-2', '3-5'), threaded)).toEqual({ pus: [2, 3], nodes: [] });
    expect(concernsOf('CPU10', pair('0-2,4', '3,5-7'), cached).pus).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('is the PUs that are of another kind than most, reserved, or beside a reserved one', () => {
    const vms = [{ name: 'a', pus: '0-2', memory }];
    const hybrid = withPus(quad, ({ id }) => ({ kind: id === 2 ? 'slow' : 'fast' }));
    const reserving = (machine: Machine, pus: readonly number[]): Machine => ({
      ...machine,
      reserved: { ...machine.reserved, pus },
    });
    expect(concernsOf('CPU07', { vms }, hybrid).pus).toEqual([2]);
    expect(concernsOf('CPU08', { vms }, reserving(quad, [1, 5])).pus).toEqual([1]);
    expect(concernsOf('CPU13', { vms }, reserving(threaded, [3])).pus).toEqual([2]);
  });

  it('is the vCPUs that do not go up, by their PUs', () => {
    const vm = { name: 'a', pus: '0-4', memory, threadsPerCore: 2 };
    expect(concernsOf('CPU12', { vms: [vm] }, threaded).pus).toEqual([4]);
    expect(concernsOf('CPU14', { vms: [{ ...vm, threadsPerCore: 1 }] }, threaded).pus).toEqual([4]);
    const cells = [
      { vcpus: '0-1', memory: '512MiB', node: 0 },
      { vcpus: '3', memory: '512MiB', node: 0 },
    ];
    expect(concernsOf('NUM02', { vms: [{ name: 'a', pus: '8-11', memory, cells }] }).pus).toEqual([10]);
  });

  it('is the nodes that a VM spans, that are absent, or that have too little memory', () => {
    expect(concernsOf('NUM01', { vms: [{ name: 'a', pus: '0-7', memory }] })).toEqual({
      pus: [],
      nodes: [0, 1],
    });
    expect(concernsOf('NUM03', { vms: [{ name: 'a', pus: '0-3', memory, nodes: '0,9' }] }).nodes).toEqual([
      9,
    ]);
    expect(concernsOf('MEM01', { vms: [{ name: 'a', pus: '4-7', memory: '9GiB' }] }).nodes).toEqual([1]);
  });

  it('is the PUs and the far node where vCPUs and memory lie apart', () => {
    const vms = [{ name: 'a', pus: '0-3', memory, nodes: '2', policy: 'bind' as const }];
    expect(concernsOf('NUM04', { vms })).toEqual({ pus: [0, 1, 2, 3], nodes: [2] });
  });

  it('is the PUs of threads that run beside vCPUs, and the node of the card that they serve', () => {
    const vms = [{ name: 'a', pus: '0-3', memory, emulatorPus: '3-4' }];
    expect(concernsOf('IO01', { vms }).pus).toEqual([3]);
    const wired = machineOf({
      ...{ synthetic: 'pack:4 [numa] core:4 pu:1', memoryPerNode: '8GiB' },
      nics: [{ name: 'eth0', node: 3 }],
    });
    const networks = { lan: { hostNic: 'eth0' } };
    expect(
      concernsOf('IO02', { networks, vms: [{ name: 'a', pus: '0-2', memory, ioThreadPus: '3' }] }, wired),
    ).toEqual({ pus: [3], nodes: [3] });
  });

  it('is all of it where VMs inherit one mistake', () => {
    const vms = [
      { name: 'a', pus: '0-2', memory },
      { name: 'b', pus: '4-6', memory },
    ];
    const [finding] = findingsOfRule('IO01', layoutText({ defaults: { emulatorPus: '2,6' }, vms }));
    expect(finding?.paths).toEqual([
      ['vms', 0, 'emulatorPus'],
      ['vms', 1, 'emulatorPus'],
    ]);
    expect(finding?.concerns).toEqual({ pus: [2, 6], nodes: [] });
  });

  it('stays with a layout that stands inside an experiment', () => {
    const text = experimentText([inline('one', { vms: [{ name: 'a', pus: '0-7', memory }] })]);
    expect(concernsOf('NUM01', text).nodes).toEqual([0, 1]);
  });

  it('is nothing of the machine where a rule speaks of something else', () => {
    const vms = [{ name: 'a', pus: '0-3', memory, nics: [{ model: 'rtl8139' as const }] }];
    expect(concernsOf('IO04', { vms })).toEqual({ pus: [], nodes: [] });
  });
});
