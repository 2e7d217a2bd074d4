import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportedVm, type ExportFormat, exportLayout } from '../../src/core/plan/exportLayout';
import { layoutFromDocument } from '../../src/core/layout/fromDocument';
import type { LayoutDocument } from '../../src/core/schema/generated/vmlayout.types';
import type { TopologyDocument } from '../../src/core/schema/generated/vmtopology.types';
import { machineFromDocument } from '../../src/core/topology/fromDocument';
import { parseDocument } from '../../src/core/text/parse';

const ROOT = join(import.meta.dirname, '../..');

type Settings = Omit<LayoutDocument, 'version' | 'machine'>;

/** Layouts that together say everything that a layout can say, on a machine of 4 nodes with 4 PUs and 8 GiB each. */
export const ODD_LAYOUTS: Readonly<Record<string, Settings>> = {
  policies: {
    title: 'Every policy, <with> & "without" -- cells',
    defaults: { memory: '256MiB' },
    vms: [
      { name: 'first', pus: '0-7', policy: 'firstTouch', cells: 'perNode' },
      { name: 'bound', pus: '8-9', policy: 'bind', nodes: '2' },
      { name: 'preferred', pus: '10-11', policy: 'preferred', nodes: '2-3' },
      { name: 'spread', pus: '12-15', policy: 'interleave', nodes: '0,2-3' },
    ],
  },
  cells: {
    defaults: { memory: '512MiB', threadsPerCore: 4 },
    vms: [
      { name: 'told', pus: '0-7', policy: 'bind', cells: 'perNode', backing: 'shared' },
      {
        name: 'odd',
        pus: '8-13',
        policy: 'bind',
        threadsPerCore: 1,
        cells: [
          { vcpus: '0-3', memory: '256MiB', node: 2 },
          { vcpus: '4', memory: '128MiB', node: 3 },
          { vcpus: '5', memory: '128MiB', node: 3 },
        ],
      },
    ],
  },
  pages: {
    partition: { vms: 2 },
    defaults: { memory: '1GiB', backing: 'hugetlb', pageSize: '2MiB', cells: 'perNode', prealloc: true },
  },
  plainPages: { partition: { vms: 1 }, defaults: { memory: '1GiB', backing: 'hugetlb' } },
  devices: {
    hosts: ['left', 'right'],
    networks: { lan: {}, cluster: { hostNic: "en--'<&\\" } },
    regions: {
      dax: { size: '128MiB', node: 0 },
      wide: { size: '256MiB', pageSize: '2MiB' },
      bar: { size: '4MiB', device: 'ivshmem', node: 1 },
    },
    defaults: { memory: '256MiB' },
    vms: [
      {
        name: 'a',
        host: 'left',
        pus: '0-3',
        nics: [{}, { network: 'cluster', queues: 4, vhost: true }],
        regions: ['dax', 'wide', 'bar'],
        ioThreadPus: '4,6',
        emulatorPus: '5',
        pinning: 'perNode',
      },
      {
        name: 'b',
        host: 'right',
        pus: '8-11',
        nics: [
          { model: 'rtl8139' },
          { model: 'e1000', network: 'cluster' },
          { model: 'vfio', device: '0000:41:00.1', network: 'cluster' },
        ],
        regions: ['dax'],
        cells: 'perNode',
        pinning: 'floating',
        balloon: true,
      },
      { name: 'c', host: 'right', pus: '12-15', freePageReporting: true, threadsPerCore: 2, prealloc: true },
    ],
  },
};

/** The VMs of a layout on the machine `barcelona-4x4`, exported. */
export function exported(settings: Settings, format: ExportFormat, name = 'odd'): readonly ExportedVm[] {
  const document: LayoutDocument = { version: 1, machine: 'barcelona-4x4', ...settings };
  const text = readFileSync(join(ROOT, 'media/machines/barcelona-4x4.vmtopology.json'), 'utf8');
  const { machine } = machineFromDocument(parseDocument(text).value as TopologyDocument, 'barcelona-4x4');
  const { layout, problems } = layoutFromDocument(document, machine, name);
  if (problems.length > 0) throw new Error(problems.map((problem) => problem.message).join('\n'));
  return exportLayout(layout, document, format);
}
