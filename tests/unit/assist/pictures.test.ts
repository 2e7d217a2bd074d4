import { describe, expect, it } from 'vitest';
import type { ShownHover } from '../../../src/lab/assist';
import { assistance, at, EXPERIMENT, LAYOUT } from './cursor';

const layout = (machine: string, partition: string): string =>
  `{ "version": 1, "machine": "${machine}", "partition": ${partition} }`;

async function told(marked: string, path = LAYOUT): Promise<ShownHover | null> {
  const { text, offset } = at(marked);
  return assistance().hover(path, text, offset, 'dark');
}

describe('pictures in hovers', () => {
  it('a machine and a rule show the cut', async () => {
    for (const text of [
      layout('smt.vmto|pology.json', '{ "vms": 2 }'),
      layout('smt.vmtopology.json', '{ "vms": 2 }').replace('partition', 'parti|tion'),
    ]) {
      const hover = await told(text);
      expect(hover?.picture?.title).toBe('"smt" cut into 2 VMs');
      expect(hover?.picture?.svg.match(/data-pu="/g)).toHaveLength(16);
    }
  });

  it('a layout of an experiment shows its cut', async () => {
    const inline = layout('smt.vmtopology.json', '{ "vms": 4 }');
    const hover = await told(
      `{ "version": 1, "layouts": [{ "name": "fo|ur", "layout": ${inline} }] }`,
      EXPERIMENT,
    );
    expect(hover?.picture?.title).toBe('"smt" cut into 4 VMs');
  });

  it('nothing else does, and nothing without a theme', async () => {
    const named =
      '{ "version": 1, "machine": "smt.vmtopology.json", "vms": [{ "name": "a|b", "pus": "0" }] }';
    expect((await told(named))?.picture).toBeNull();
    const { text, offset } = at(layout('smt.vmto|pology.json', '{ "vms": 2 }'));
    expect((await assistance().hover(LAYOUT, text, offset))?.picture).toBeNull();
  });

  it('a large machine is drawn by nodes, short enough for the editor', async () => {
    for (const [machine, partition] of [
      ['epyc-9754-2x128', '{ "vms": 64 }'],
      ['epyc-7742-2x64-nps4', '{ "per": "core" }'],
      ['xeon-max-9470c-2x52-flat', '{ "per": "package" }'],
    ] as const) {
      const hover = await told(layout(`${machine}|`, partition));
      const svg = hover?.picture?.svg ?? '';
      expect(svg).toMatch(/^<svg .*Node 0.*<\/svg>$/s);
      expect(svg).not.toContain('data-pu');
      expect(Buffer.from(svg).toString('base64').length).toBeLessThanOrEqual(90_000);
    }
  });
});
