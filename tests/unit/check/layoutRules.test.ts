import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/core/topology/machine';
import { layoutFromDocument } from '../../../src/core/layout/fromDocument';
import {
  checkLayoutText,
  checkText,
  fixed,
  layoutText,
  machineOf,
  quad,
  rulesOf,
  threaded,
  underlined,
  type LayoutBody,
} from './documents';

interface Case {
  readonly rule: string;
  readonly what: string;
  readonly body: LayoutBody;
  readonly machine?: Machine;
  /** In the message: names, numbers, the remedy. */
  readonly says: RegExp;
  /** Text under the finding. */
  readonly at: string;
  /** Titles of the fixes, best first; each must cure. */
  readonly fixes: readonly string[];
}

const a = (pus: string, rest: object = {}) => ({ name: 'a', pus, memory: '2GiB', ...rest });
const b = (pus: string, rest: object = {}) => ({ name: 'b', pus, memory: '2GiB', ...rest });
const reserved = machineOf({
  synthetic: 'pack:4 [numa] core:4 pu:1',
  memoryPerNode: '8GiB',
  reserved: { pus: '0,4,8,12', memoryPerNode: '1GiB' },
});
const offline: Machine = {
  ...quad,
  pus: quad.pus.map((pu) => (pu.id === 5 ? { ...pu, online: false } : pu)),
};
const memoryless: Machine = {
  ...quad,
  nodes: quad.nodes.map((node) => (node.id === 2 ? { ...node, memoryBytes: 0 } : node)),
};

const cases: readonly Case[] = [
  {
    rule: 'CPU01',
    what: 'an absent PU',
    body: { vms: [a('0-3'), b('4-6,99')] },
    says: /VM "b": PU 99 does not exist.*PUs 0-15/,
    at: '"4-6,99"',
    fixes: ['Give "b" PU 7 instead'],
  },
  {
    rule: 'CPU01',
    what: 'an offline PU',
    body: { vms: [a('4-6')] },
    machine: offline,
    says: /PU 5 is offline/,
    at: '"4-6"',
    fixes: ['Give "a" PU 7 instead'],
  },
  {
    rule: 'CPU01',
    what: 'only absent PUs, without memory of its own',
    body: { vms: [{ name: 'a', pus: '20-21' }] },
    says: /PUs 20-21 do not exist/,
    at: '"20-21"',
    fixes: ['Give "a" PUs 0-1 instead'],
  },
  {
    rule: 'CPU02',
    what: 'a shared PU',
    body: { vms: [a('0-2'), b('2-3')] },
    says: /PU 2 is given to VM "b" and to "a"/,
    at: '"2-3"',
    // PU 3 is its own, so the free PU must be found on another node; the binding follows the PUs.
    fixes: ['Give "b" PU 4 instead'],
  },
  {
    rule: 'CPU02',
    what: 'a shared PU on a full machine',
    body: { vms: [a('0-3'), b('3-7'), { name: 'c', pus: '8-15', memory: '2GiB', accept: { NUM01: 'x' } }] },
    says: /PU 3 is given/,
    at: '"3-7"',
    fixes: ['Shrink "b" to PUs 4-7'],
  },
  {
    rule: 'CPU03',
    what: 'a rule with too many VMs',
    body: { partition: { vms: 32 } },
    says: /32 VMs, but .* has 16 usable PUs.*at most 16/,
    at: '32',
    fixes: ['Make 16 VMs'],
  },
  {
    rule: 'CPU03',
    what: 'a rule with too many VMs a node',
    body: { partition: { per: 'node', count: 5 } },
    says: /5 VMs in each node, but .* 4 usable PUs/,
    at: '5',
    fixes: ['Make 4 VMs in each node'],
  },
  {
    rule: 'CPU03',
    what: 'a VM larger than the machine',
    body: { vms: [a('0-15,0-3', { accept: { NUM01: 'x' } })] },
    says: /20 vCPUs, but .* only 16 PUs/,
    at: '"0-15,0-3"',
    fixes: ['Shrink "a" to 16 vCPUs'],
  },
  {
    rule: 'CPU04',
    what: 'a PU named twice',
    body: { vms: [a('0-2,1')] },
    says: /2 vCPUs on PU 1/,
    at: '"0-2,1"',
    fixes: ['Give "a" PU 3 instead'],
  },
  {
    rule: 'CPU05',
    what: 'siblings in two VMs',
    body: { vms: [a('0,2,4,6'), b('1,3,5,7')] },
    machine: threaded,
    says: /"a" and "b" divide 4 cores .*0-1 and 2-3 and 4-5 and 6-7/,
    at: '"1,3,5,7"',
    fixes: ['Deal whole cores out to "a" and "b"'],
  },
  {
    rule: 'CPU08',
    what: 'a PU of the host',
    body: { vms: [a('0-2')] },
    machine: reserved,
    says: /uses PU 0, which .* reserves/,
    at: '"0-2"',
    fixes: ['Give "a" PU 3 instead'],
  },
  {
    rule: 'NUM01',
    what: 'a wide VM',
    body: { vms: [a('0-7')] },
    says: /vCPUs on nodes 0-1.*perNode/,
    at: '"a"',
    fixes: ['Let the guest see a NUMA cell for each node'],
  },
  {
    rule: 'NUM01',
    what: 'a wide VM of a rule',
    body: { partition: { vms: 2 }, defaults: { memory: '4GiB' } },
    says: /"vm0" has vCPUs on nodes 0-1.*once more/,
    at: '"partition"',
    fixes: ['Let the guest see a NUMA cell for each node'],
  },
  {
    rule: 'NUM02',
    what: 'a forgotten and an absent vCPU',
    body: {
      vms: [
        a('0-1,4-5', {
          policy: 'bind',
          cells: [
            { vcpus: '0-1', memory: '1GiB', node: 0 },
            { vcpus: '2,9', memory: '1GiB', node: 1 },
          ],
        }),
      ],
    },
    says: /vCPU 3 is in none and vCPU 9 does not exist/,
    at: '[',
    fixes: ['Complete the cells of "a"'],
  },
  {
    rule: 'NUM02',
    what: 'cells with other memory than the VM',
    body: { vms: [a('0-1', { cells: [{ vcpus: '0-1', memory: '1GiB', node: 0 }] })] },
    says: /1GiB together, but the VM has 2GiB/,
    at: '"2GiB"',
    fixes: ['Give "a" 1GiB'],
  },
  {
    rule: 'NUM03',
    what: 'an absent node',
    body: { vms: [a('4-7', { nodes: '7' })] },
    says: /node 7 does not exist.*nodes 0-3/,
    at: '"7"',
    fixes: ['Take memory of "a" from node 1'],
  },
  {
    rule: 'NUM03',
    what: 'a node without memory',
    body: { vms: [a('8-11')] },
    machine: memoryless,
    says: /node 2 has no memory.*nodes 0-1,3/,
    at: '"a"',
    fixes: ['Take memory of "a" from node 0'],
  },
  {
    rule: 'NUM03',
    what: 'a cell on an absent node',
    body: { vms: [a('4-5', { cells: [{ vcpus: '0-1', memory: '2GiB', node: 6 }] })] },
    says: /Cell 0 of VM "a": node 6 does not exist/,
    at: '6',
    fixes: ['Back the cell from node 1'],
  },
  {
    rule: 'NUM04',
    what: 'memory bound elsewhere',
    body: { vms: [a('0-3', { nodes: '1', policy: 'bind' })] },
    says: /vCPUs on node 0, but its memory is bound to node 1/,
    at: '"1"',
    fixes: ['Bind memory of "a" to node 0'],
  },
  {
    rule: 'NUM04',
    what: 'a cell backed elsewhere',
    body: { vms: [a('4-5', { cells: [{ vcpus: '0-1', memory: '2GiB', node: 3 }] })] },
    says: /Cell 0 of VM "a" has vCPUs on node 1, but its memory on node 3/,
    at: '3',
    fixes: ['Back the cell from node 1'],
  },
  {
    rule: 'MEM01',
    what: 'two VMs on one node',
    body: { vms: [a('1', { memory: '5GiB' }), b('2-3', { memory: '3GiB' })] },
    machine: reserved,
    says: /"a" and "b" need 8 GiB of node 0, which has 7 GiB beside the 1 GiB/,
    at: '"3GiB"',
    fixes: ['Reduce "a" to 4GiB'],
  },
  {
    rule: 'MEM01',
    what: 'VMs of a rule with too large a default',
    body: { partition: { per: 'node', count: 2 }, defaults: { memory: '5GiB' } },
    says: /"vm0" and "vm1" need 10 GiB of node 0.*3 times more/,
    at: '"5GiB"',
    fixes: ['Reduce every VM to 4GiB'],
  },
  {
    rule: 'MEM01',
    what: 'first-touch VMs larger than the machine',
    body: { vms: [a('0-15', { memory: '40GiB', accept: { NUM01: 'x' } })] },
    says: /"a" needs 40 GiB of nodes 0-3, which have 32 GiB/,
    at: '"40GiB"',
    fixes: ['Reduce "a" to 32GiB'],
  },
  {
    rule: 'MEM04',
    what: 'half a huge page',
    body: { vms: [a('0', { memory: '1025MiB', backing: 'hugetlb', pageSize: '2MiB' })] },
    says: /"a" has 1025MiB, which is no multiple of its page size, 2MiB. Use 1GiB/,
    at: '"1025MiB"',
    fixes: ['Round to whole pages (1GiB)'],
  },
  {
    rule: 'MEM04',
    what: 'a default that two VMs inherit',
    body: {
      defaults: { memory: '1025MiB', backing: 'hugetlb', pageSize: '2MiB' },
      vms: [
        { name: 'a', pus: '0' },
        { name: 'b', pus: '1' },
      ],
    },
    says: /"a" has 1025MiB.*once more/,
    at: '"1025MiB"',
    fixes: ['Round to whole pages (1GiB)'],
  },
  {
    rule: 'MEM04',
    what: 'an unknown page size',
    body: { vms: [a('0', { backing: 'hugetlb', pageSize: '16MiB' })] },
    says: /asks for pages of 16MiB.*2MiB and 1GiB/,
    at: '"16MiB"',
    fixes: ['Use pages of 2MiB'],
  },
  {
    rule: 'MEM04',
    what: 'a cell with half a page',
    body: {
      vms: [
        a('0-1', {
          memory: '1025MiB',
          backing: 'hugetlb',
          pageSize: '2MiB',
          cells: [{ vcpus: '0-1', memory: '1025MiB', node: 0 }],
        }),
      ],
    },
    says: /no multiple/,
    at: '"1025MiB"',
    fixes: ['Round to whole pages (1GiB)'],
  },
  {
    rule: 'IO04',
    what: 'an emulated card',
    body: { vms: [a('0', { nics: [{ model: 'rtl8139' }] })] },
    says: /rtl8139.*`virtio`/,
    at: '"rtl8139"',
    fixes: ['Use a virtio network card'],
  },
  {
    rule: 'IO04',
    what: 'an emulated card in the defaults',
    body: { defaults: { nics: [{ model: 'rtl8139' }] }, vms: [a('0'), b('1')] },
    says: /once more/,
    at: '"rtl8139"',
    fixes: ['Use a virtio network card'],
  },
];

describe('layout rules', () => {
  it.each(cases)('$rule finds $what once, at its place, and every fix cures it', (test) => {
    const machine = test.machine ?? quad;
    const text = layoutText(test.body);
    const findings = checkLayoutText(text, machine);
    expect(rulesOf(findings)).toEqual([test.rule]);
    expect(findings[0]?.message).toMatch(test.says);
    expect(underlined(text, findings[0]).slice(0, test.at.length)).toBe(test.at);
    expect(findings[0]?.fixes.map((fix) => fix.title)).toEqual(test.fixes);
    for (const fix of findings[0]?.fixes ?? []) {
      expect(rulesOf(checkLayoutText(fixed(text, fix), machine))).not.toContain(test.rule);
    }
  });

  const clean: readonly [string, LayoutBody, Machine?][] = [
    ['one VM a node', { partition: { per: 'node' } }],
    ['one VM a core, with hardware threads', { partition: { per: 'core' } }, threaded],
    ['a rule that leaves the host its PUs', { partition: { per: 'package', count: 1 } }, reserved],
    ['VMs that fill a node exactly', { vms: [a('0-1', { memory: '4GiB' }), b('2-3', { memory: '4GiB' })] }],
    ['whole cores', { vms: [a('0-3'), b('4-7')] }, threaded],
    ['a wide VM that sees its nodes', { vms: [a('0-7', { cells: 'perNode' })] }],
    [
      'cells that make up the VM',
      {
        vms: [
          a('0,4', {
            policy: 'bind',
            cells: [
              { vcpus: '0', memory: '1GiB', node: 0 },
              { vcpus: '1', memory: '1GiB', node: 1 },
            ],
          }),
        ],
      },
    ],
    ['more memory nodes than vCPU nodes', { vms: [a('0-3', { nodes: '0-1', policy: 'bind' })] }],
    ['memory that is preferred from another node', { vms: [a('0-3', { nodes: '1', policy: 'preferred' })] }],
    ['whole huge pages', { vms: [a('0', { backing: 'hugetlb', pageSize: '1GiB' })] }],
    ["the kernel's choice of huge page", { vms: [a('0', { backing: 'hugetlb' })] }],
    ['an emulated card of another kind', { vms: [a('0', { nics: [{ model: 'e1000' }] })] }],
    ['vCPUs on a node without memory', { vms: [a('8-11', { nodes: '3', policy: 'bind' })] }, memoryless],
  ];

  it.each(clean)('find nothing in %s', (_what, body, machine = quad) => {
    expect(checkLayoutText(layoutText(body), machine)).toEqual([]);
  });

  it('leave rtl8139 alone beside a layout with another card', () => {
    const text = layoutText({ vms: [a('0', { nics: [{ model: 'rtl8139' }] })] });
    const virtio = layoutFromDocument({ version: 1, machine: 'm', vms: [a('0')] }, quad, 'virtio').layout;
    const alike = {
      ...virtio,
      vms: virtio.vms.map((vm) => ({
        ...vm,
        nics: vm.nics.map((nic) => ({ ...nic, model: 'rtl8139' as const })),
      })),
    };
    expect(rulesOf(checkText(text, { beside: [virtio] }))).toEqual([]);
    expect(rulesOf(checkText(text, { beside: [alike] }))).toEqual(['IO04']);
  });

  it('call only those fixes safe that change nothing decided on purpose', () => {
    const safety = cases.flatMap(({ rule, what, body, machine }) =>
      checkLayoutText(layoutText(body), machine ?? quad)
        .flatMap((finding) => finding.fixes)
        .filter((fix) => fix.safe)
        .map(() => `${rule} ${what}`),
    );
    expect(safety).toEqual([
      'NUM02 a forgotten and an absent vCPU',
      'MEM04 half a huge page',
      'MEM04 a default that two VMs inherit',
      'MEM04 a cell with half a page',
    ]);
    const half = layoutText({ vms: [a('0', { memory: '1.5GiB', backing: 'hugetlb', pageSize: '1GiB' })] });
    expect(checkLayoutText(half)[0]?.fixes.map((fix) => fix.safe)).toEqual([false]);
  });
});
