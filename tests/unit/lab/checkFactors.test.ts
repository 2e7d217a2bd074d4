import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../src/core/topology/facts';
import { machineFromDocument } from '../../../src/core/topology/fromDocument';
import { checkExperimentFile } from '../../../src/lab/check';
import { labOptions } from '../../support/labOptions';

const NO_FACTS: HostFacts = {
  ...{ takenAt: null, hostname: null, kernel: null, architecture: null, cpuModel: null, os: null },
  ...{ kvm: null, root: null, tools: {}, freeBytes: {}, availableBytes: {}, settings: {} },
};
const FOLDER = join(import.meta.dirname, '../../../examples');
const LAYOUT = join(FOLDER, 'huge.vmlayout.json');
const EXPERIMENT = join(FOLDER, 'huge.vmexperiment.json');

const layout = {
  version: 1,
  machine: 'rehearsal-4x2',
  partition: { per: 'node' },
  defaults: { memory: '640MiB', backing: 'hugetlb', pageSize: '2MiB' },
};

function experiment(over: object): string {
  const workloads = [{ suite: 'command', name: 'x', launcher: 'plain', command: ['true'] }];
  return JSON.stringify({ version: 1, layouts: ['huge.vmlayout.json'], workloads, ...over });
}

/** Rules that speak of the layout file when it is checked in the name of the experiment. */
async function rulesIn(over: object): Promise<readonly string[]> {
  const hugePages = [{ size: '2MiB', total: 0 }];
  const nodes = [0, 1, 2, 3].map((id) => ({ id, memoryBytes: 2 ** 31, hugePages }));
  const pus = Array.from({ length: 8 }, (_, id) => ({
    ...{ id, package: id >> 1, core: id % 2, node: id >> 1, online: true },
  }));
  const { machine } = machineFromDocument({ version: 1, nodes, pus, pageSizes: ['4KiB', '2MiB'] }, 'probed');
  const options = labOptions(
    { [LAYOUT]: JSON.stringify(layout), [EXPERIMENT]: experiment(over) },
    {
      probes: {
        read: () => Promise.resolve({ machine, facts: NO_FACTS }),
        write: () => Promise.resolve(),
      },
    },
  );
  const { files } = await checkExperimentFile(options, EXPERIMENT, { host: 'h' });
  return files.find(({ path }) => path === LAYOUT)?.findings.map(({ rule }) => rule) ?? [];
}

describe('a layout file that is checked in the name of an experiment', () => {
  it('is told what the experiment sets on the host', async () => {
    expect(await rulesIn({})).toContain('MEM03');
    const factors = { 'host.hugePages': [{ size: '2MiB', perNode: '1GiB' }] };
    expect(await rulesIn({ factors })).not.toContain('MEM03');
  });
});
