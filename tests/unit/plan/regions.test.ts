import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../../src/core/experiment/experiment';
import type { Layout, Region } from '../../../src/core/layout/layout';
import { compile } from '../../../src/core/plan/compile';
import { guestsOf } from '../../../src/core/plan/guest';
import { qemuScript } from '../../../src/core/plan/qemu';
import { regionsOf, regionTable } from '../../../src/core/plan/regionTable';
import { sharingRemarks } from '../../../src/core/plan/sharingRemarks';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import { experiment, layout, machine, vm } from '../../support/experiments';

const MIB = 2 ** 20;
const KVM = { accelerator: 'kvm', origin: 'measured' } as const;

function region(name: string, more: Partial<Region> = {}): Region {
  const path = ['regions', name];
  return { name, sizeBytes: 256 * MIB, node: 1, device: 'devdax', pageSizeBytes: null, path, ...more };
}

/** Two VMs that share all of these, and one that maps the first alone. */
function shared(regions: readonly Region[]): Layout {
  const names = regions.map(({ name }) => name);
  const vms = [
    vm('vm0', [0, 1], { regions: names }),
    vm('vm1', [2, 3], { regions: names }),
    vm('vm2', [4, 5], { regions: names.slice(0, 1) }),
  ];
  return { ...layout('cut', vms, { ...machine(), pageSizesBytes: [4096, 2 * MIB] }), regions };
}

function withLayout(cut: Layout): Experiment {
  return experiment({ layouts: [{ name: 'cut', layout: cut, path: ['layouts', 0] }] });
}

function tableOf(cut: Layout): string {
  return regionTable(regionsOf(guestsOf(cut)));
}

describe('the table of regions', () => {
  it('has each region once, with its VMs in their order', () => {
    const huge = region('huge', { node: null, device: 'ivshmem', pageSizeBytes: 2 * MIB });
    expect(tableOf(shared([region('near'), huge]))).toBe(
      'near 268435456 4096 devdax 1 vm0,vm1,vm2\nhuge 268435456 2097152 ivshmem - vm0,vm1\n',
    );
  });

  it('leaves out what nobody maps, and is no file where nothing is shared', () => {
    const cut = { ...shared([]), regions: [region('idle')] };
    expect(tableOf(cut)).toBe('');
    const paths = (one: Layout) => compile(withLayout(one), KVM, '1').files.map(({ path }) => path);
    expect(paths(cut)).not.toContain('vms/cut/regions');
    expect(paths(shared([region('near')]))).toContain('vms/cut/regions');
  });
});

describe('the QEMU command line of a VM with regions', () => {
  it('maps the file of the session, bound, and leaves room for persistent memory', () => {
    const cut = shared([region('near'), region('bar', { device: 'ivshmem', node: null })]);
    const [guest] = guestsOf(cut);
    const script = qemuScript(guest!, []);
    expect(script).toContain(
      '-object memory-backend-file,id=region0,size=268435456,share=on,mem-path="$RUN_DIR/near.region",host-nodes=1,policy=bind \\\n' +
        '  -device virtio-pmem-pci,memdev=region0 \\\n' +
        '  -object memory-backend-file,id=region1,size=268435456,share=on,mem-path="$RUN_DIR/bar.region" \\\n' +
        '  -device ivshmem-plain,memdev=region1',
    );
    expect(script).toContain(`-m size=${1024 * MIB}B,slots=1,maxmem=${1280 * MIB}B`);
  });

  it('has none of it in a VM that maps nothing', () => {
    const [guest] = guestsOf(layout('l', [vm('vm0', [0])]));
    expect(qemuScript(guest!, [])).not.toMatch(/region|maxmem|slots/);
  });
});

describe('a plan with regions', () => {
  const made = withLayout(shared([region('near'), region('bar', { device: 'ivshmem', node: null })]));

  it('says what VMs give up by sharing', () => {
    const [near, bar, ...others] = sharingRemarks(made, scheduleOf(made));
    expect(near).toBe(
      'cut: vm0, vm1, vm2 share the region near, 256MiB on node 1: each can read and write all of it, and none can be migrated meanwhile.',
    );
    expect(bar).toMatch(/^cut: vm0, vm1 share the region bar, 256MiB: /);
    expect(others).toEqual([]);
    const run = compile(made, KVM, '1').files.find(({ path }) => path === 'run.sh');
    expect(run?.text).toContain(`\n# ${near ?? ''}\n`);
  });

  it('says nothing of a layout that is not run', () => {
    expect(sharingRemarks(made, { sessions: [] })).toEqual([]);
  });
});
