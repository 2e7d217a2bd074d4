import type { Experiment } from '../../src/core/experiment/experiment';
import type { Layout, Vm, VmNic } from '../../src/core/layout/layout';

/** What a document that says nothing of it means: for tests that build models by hand. */
export const plainNic: VmNic = { network: 'default', model: 'virtio', queues: 1, vhost: false, device: null };

export const plainVm = {
  host: null,
  pinning: 'perVcpu',
  threadsPerCore: 1,
  policy: 'bind',
  backing: 'anon',
  pageSizeBytes: null,
  cells: [],
  prealloc: false,
  balloon: false,
  freePageReporting: false,
  ioThreadPus: [],
  nics: [plainNic],
  regions: [],
} satisfies Partial<Vm>;

export const plainLayout = {
  hosts: [],
  networks: [{ name: 'default', hostNic: null, path: null }],
  regions: [],
  fromRule: false,
} satisfies Partial<Layout>;

export const plainExperiment = {
  precision: null,
  margin: null,
  factors: {},
  exclude: [],
  cells: null,
  techniques: [],
  collect: [],
} satisfies Partial<Experiment>;
