import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../src/core/topology/facts';
import type { CheckedFile } from '../../../src/lab/lab';
import { createLab } from '../../../src/lab/createLab';
import type { LabOptions } from '../../../src/lab/options';
import { example, labOptions } from '../../support/labOptions';

const NO_FACTS: HostFacts = {
  ...{ takenAt: null, hostname: null, kernel: null, architecture: null, cpuModel: null, os: null },
  ...{ kvm: null, root: null, tools: {}, freeBytes: {}, availableBytes: {}, settings: {} },
};
const EXAMPLES = join(import.meta.dirname, '../../../examples');

/** Rules and what stands under their findings, but for EXP03: what it takes is said of every experiment. */
function told(file: CheckedFile): readonly string[] {
  return withoutCost(file).map((finding) => {
    const { offset, length } = finding.range;
    return `${finding.rule} ${file.text.slice(offset, offset + length)}`;
  });
}

function withoutCost({ findings }: CheckedFile): CheckedFile['findings'] {
  return findings.filter(({ rule }) => rule !== 'EXP03');
}

describe('checking documents', () => {
  const documents = readdirSync(EXAMPLES).filter((name) =>
    /\.vm(layout|experiment|topology)\.json$/.test(name),
  );

  it.each(documents)('finds nothing in the example %s', async (name) => {
    expect(told(await createLab(labOptions()).check(join(EXAMPLES, name)))).toEqual([]);
  });

  it('says of an experiment what it takes', async () => {
    const { findings } = await createLab(labOptions()).check(example('first-cut.vmexperiment.json').path);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['EXP03', 'info']]);
    // As planned below.
    expect(findings[0]?.message).toMatch(/^15 sessions with 25 boots of VMs and 30 runs, in 5 blocks\./);
  });

  it('sees unsaved text of a layout when it checks the experiment that names it', async () => {
    const layout = example('vm-per-node.vmlayout.json');
    const broken = layout.text.replace('rehearsal-4x2', 'no-such-machine');
    const lab = createLab(labOptions({ [layout.path]: broken }));
    const checked = await lab.check(example('first-cut.vmexperiment.json').path);
    expect(told(checked)).toEqual(['EXPERIMENT "vm-per-node.vmlayout.json"']);
    expect(told(await lab.check(layout.path))).toEqual(['MACHINE "no-such-machine"']);
  });

  it('finds mistakes inside a layout that an experiment holds inline, at their place', async () => {
    const path = join(EXAMPLES, 'inline.vmexperiment.json');
    const text = `{
      "version": 1,
      "layouts": [{ "name": "a", "layout": {
        "version": 1, "machine": "rehearsal-4x2",
        "vms": [{ "name": "vm0", "pus": "0-1", "memory": "256MiB" }, { "name": "vm1", "pus": "1", "memory": "256MiB" }]
      } }],
      "workloads": [{ "suite": "command", "name": "x", "launcher": "plain", "command": ["true"] }]
    }`;
    const checked = await createLab(labOptions({ [path]: text })).check(path);
    expect(told(checked)).toContain('CPU02 "1"');
  });

  it('makes a machine once for a text, so that what rules found out about it stays', async () => {
    const path = join(EXAMPLES, 'm.vmtopology.json');
    const text = '{ "version": 1, "synthetic": "[numa] core:2 pu:1", "memoryPerNode": "1GiB" }';
    const texts = { [path]: text };
    const lab = createLab(labOptions(texts));
    const machine = await lab.machine(path);
    expect(await lab.machine(path)).toBe(machine);
    texts[path] = text.replace('core:2', 'core:4');
    expect((await lab.machine(path)).pus).toHaveLength(4);
  });

  it('says where the syntax breaks and nothing else', async () => {
    const path = join(EXAMPLES, 'x.vmlayout.json');
    const checked = await createLab(labOptions({ [path]: '{ "version": 1, ' })).check(path);
    expect(new Set(checked.findings.map((finding) => finding.rule))).toEqual(new Set(['SYNTAX']));
  });

  it('a file that is not there, or is none of ours, is an error with a remedy', async () => {
    const lab = createLab(labOptions());
    await expect(lab.check('/nowhere/x.vmlayout.json')).rejects.toMatchObject({ name: 'UserError', exit: 2 });
    await expect(lab.check('/nowhere/x.txt')).rejects.toMatchObject({ name: 'UserError' });
  });
});

describe('planning', () => {
  it('plans the example and the same bytes twice', async () => {
    const lab = createLab(labOptions());
    const path = example('first-cut.vmexperiment.json').path;
    const [one, two] = [await lab.plan(path, 'x'), await lab.plan(path, 'x')];
    expect(one.bundle).toEqual(two.bundle);
    // Native, one wide VM, four VMs: 3 sessions and 5 boots in each of 5 blocks, a cold and a warm run each.
    expect(one.bundle.estimate).toMatchObject({ blocks: 5, sessions: 15, runs: 30, boots: 25 });
    expect(one.bundle.files.map((file) => file.path)).toContain('vms/vm-per-node/vm3.sh');
  });

  it('refuses a document with errors and names the first', async () => {
    const layout = example('vm-per-node.vmlayout.json');
    const lab = createLab(labOptions({ [layout.path]: layout.text.replace('640MiB', '640GiB') }));
    const error = await lab
      .plan(example('first-cut.vmexperiment.json').path, 'x')
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'UserError', exit: 1 });
    expect(String(error)).toContain('MEM01');
  });
});

describe('checking against a host', () => {
  const probed = (kvm: boolean): Partial<LabOptions> => ({
    probes: {
      read: async (host) => {
        const machine = await createLab(labOptions()).machine('rehearsal-4x2');
        const facts = { ...NO_FACTS, kvm };
        return host === 'quad' ? { machine, facts } : null;
      },
      write: () => Promise.resolve(),
    },
  });
  const path = example('first-cut.vmexperiment.json').path;

  it('uses what an earlier probe found, and nothing for a host that was never probed', async () => {
    const lab = createLab(labOptions({}, probed(false)));
    expect(told(await lab.check(path, { host: 'quad' })).map((one) => one.split(' ')[0])).toEqual(['HOST01']);
    expect(told(await lab.check(path, { host: 'other' }))).toEqual([]);
    expect(told(await lab.check(path))).toEqual([]);
    expect(told(await createLab(labOptions({}, probed(true))).check(path, { host: 'quad' }))).toEqual([]);
  });

  it('a plan for a host says it too, and is made all the same', async () => {
    const { findings } = await createLab(labOptions({}, probed(false))).plan(path, 'quad');
    expect(findings.flatMap((file) => withoutCost(file).map((finding) => finding.rule))).toEqual(['HOST01']);
  });
});

describe('layouts that an experiment compares', () => {
  it('know each other: an emulated card beside another one is what the experiment is about', async () => {
    const card = example('whole-machine.vmlayout.json');
    const changed = card.text.replace('"defaults": {', '"defaults": { "nics": [{ "model": "rtl8139" }],');
    expect(changed).not.toBe(card.text);
    const experiment = example('first-cut.vmexperiment.json');
    const rules = async (texts: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const { findings } = await createLab(labOptions(texts)).plan(experiment.path, 'x');
      return findings.flatMap((file) => withoutCost(file).map((finding) => finding.rule));
    };
    expect(await rules({ [card.path]: changed })).toEqual([]);
    const alone = experiment.text.replace(', "vm-per-node.vmlayout.json"', '');
    expect(await rules({ [card.path]: changed, [experiment.path]: alone })).toContain('IO04');
  });
});
