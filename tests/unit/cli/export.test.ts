import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../support/temporaryFolder';
import { vmpart } from './runMain';

const NAME = 'x.vmlayout.json';
const LAYOUT = `{
  "version": 1, "machine": "rehearsal-4x2",
  "partition": { "vms": 2 },
  "defaults": { "memory": "640MiB", "cells": "perNode", "policy": "bind" }
}
`;

const folderOf = (text = LAYOUT): string => folderWith({ [NAME]: text });

describe('vmpart export', () => {
  it('prints every VM, under a line with its name where there are several', async () => {
    const { code, stdout, stderr } = await vmpart(['export', NAME, '--format', 'libvirt'], folderOf());
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.match(/^<!-- ==== .* ==== -->$/gm)).toEqual([
      '<!-- ==== vm0 ==== -->',
      '<!-- ==== vm1 ==== -->',
    ]);
    expect(stdout.match(/^<domain /gm)).toHaveLength(2);
    const scripts = await vmpart(['export', NAME, '--format', 'qemu'], folderOf());
    expect(scripts.stdout.match(/^# ==== vm\d ====\n#!\/bin\/sh$/gm)).toHaveLength(2);
  });

  it('prints one VM as the file that it is', async () => {
    const folder = folderOf(LAYOUT.replace('"vms": 2', '"vms": 1'));
    const { stdout } = await vmpart(['export', NAME, '--format', 'qemu'], folder);
    expect(stdout).toMatch(/^#!\/bin\/sh\n# vm0: 8 vCPUs/);
  });

  it('--out writes a file a VM, scripts executable, and prints where', async () => {
    const folder = folderOf();
    for (const [format, end, mode] of [
      ['libvirt', 'xml', 0],
      ['qemu', 'sh', 0o111],
    ] as const) {
      const out = join(folder, format);
      const { code, stdout } = await vmpart(['export', NAME, '--format', format, '--out', format], folder);
      expect([code, stdout]).toEqual([0, `${out}/vm0.${end}\n${out}/vm1.${end}\n`]);
      expect(readdirSync(out)).toEqual([`vm0.${end}`, `vm1.${end}`]);
      expect(statSync(join(out, `vm0.${end}`)).mode & 0o111).toBe(mode);
    }
  });

  it('--json holds names, paths and texts', async () => {
    const folder = folderOf();
    const printed = await vmpart(['export', NAME, '--format', 'libvirt', '--json'], folder);
    const list = JSON.parse(printed.stdout) as { vm: string; path: string | null; text: string }[];
    expect(list.map(({ vm, path }) => [vm, path])).toEqual([
      ['vm0', null],
      ['vm1', null],
    ]);
    const told = await vmpart(['export', NAME, '--format', 'libvirt', '--out', 'd', '--json'], folder);
    const [first] = JSON.parse(told.stdout) as typeof list;
    expect(first?.path).toBe(join(folder, 'd/vm0.xml'));
    expect(readFileSync(first?.path ?? '', 'utf8')).toBe(list[0]?.text);
  });

  it.each([
    [
      LAYOUT.replace('rehearsal-4x2', 'cray-1'),
      1,
      /x\.vmlayout\.json:2:\d+: \w+ No built-in machine is named/,
    ],
    [LAYOUT.replace('640MiB', '640GiB'), 1, /x\.vmlayout\.json:\d+:\d+: MEM01 /],
    [LAYOUT.replace('"cells"', '"nics": [{ "network": "lan" }], "cells"'), 1, /network "lan"/],
    [LAYOUT.replace('"cells"', '"regions": ["r"], "cells"'), 1, /region "r"/],
    [LAYOUT.replace('"vms": 2', '"vms": '), 2, /x\.vmlayout\.json:\d+:\d+: SYNTAX /],
  ])(
    'refuses a layout with errors %#: the first with its place, and what to do',
    async (text, exit, says) => {
      const folder = folderOf(text);
      const { code, stdout, stderr } = await vmpart(
        ['export', NAME, '--format', 'qemu', '--out', 'd'],
        folder,
      );
      expect([code, stdout]).toEqual([exit, '']);
      expect(stderr).toMatch(says);
      expect(existsSync(join(folder, 'd'))).toBe(false);
    },
  );

  it.each([
    [[NAME], '--format is missing: libvirt or qemu'],
    [[NAME, '--format', 'xen'], '--format takes libvirt or qemu, not "xen"'],
    [['--format', 'qemu'], 'Exactly one layout'],
    [['x.vmexperiment.json', '--format', 'qemu'], 'is not a layout'],
    [['y.vmlayout.json', '--format', 'qemu'], 'There is no file'],
  ])('wrong use %j is exit code 2', async (words, says) => {
    const { code, stdout, stderr } = await vmpart(['export', ...words], folderOf());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });
});
