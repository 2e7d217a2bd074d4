import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExportFormat, exportLayout } from '../../../src/core/plan/exportLayout';
import { guestsOf } from '../../../src/core/plan/guest';
import { qemuScript } from '../../../src/core/plan/qemu';
import { layout, machine, vm } from '../../support/experiments';
import { exported, ODD_LAYOUTS } from '../../support/exports';
import { hostileString } from '../../support/hostile';
import { plainNic } from '../../support/plain';
import { temporaryFolder } from '../../support/temporaryFolder';

const HOST = { KERNEL: '/k', INITRD: '/i', ROOT_IMAGE: '/r', QEMU: 'printf', RUN_DIR: '/run' };

/** Runs a script with a program in QEMU's place that prints its arguments; taskset is a fake that only goes on. */
function argumentsOf(script: string, env: Readonly<Record<string, string>> = HOST) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'vm.sh'), script);
  writeFileSync(join(folder, 'taskset'), '#!/bin/sh\nshift 2\nexec "$@"\n', { mode: 0o755 });
  writeFileSync(join(folder, 'print'), '#!/bin/sh\nprintf "%s\\0" "$@"\n', { mode: 0o755 });
  const { stdout, stderr, status } = spawnSync('sh', ['vm.sh', '-more'], {
    cwd: folder,
    env: { PATH: `${folder}:/usr/bin:/bin`, ...env, ...(env['QEMU'] ? { QEMU: `${folder}/print` } : {}) },
    encoding: 'utf8',
  });
  return { words: stdout.split('\0').slice(0, -1), stderr, status, ran: existsSync(join(folder, 'ran')) };
}

function text(name: keyof typeof ODD_LAYOUTS, vmName: string): string {
  return exported(ODD_LAYOUTS[name] ?? {}, 'qemu').find((one) => one.vm === vmName)?.text ?? '';
}

describe('the script with the command line of a VM', () => {
  const all = Object.entries(ODD_LAYOUTS);

  it.each(all)('gives QEMU what a run gives it: %s', (_name, settings) => {
    for (const { text: script, executable } of exported(settings, 'qemu')) {
      const { words, stderr, status } = argumentsOf(script);
      expect([status, stderr, executable, words[0]]).toEqual([0, '', true, '-more']);
      expect(words.filter((word) => word.startsWith('-'))).toEqual(
        expect.arrayContaining(['-S', '-smp', '-m', '-object', '-netdev', '-machine', '-append', '-qmp']),
      );
    }
  });

  it('differs from a run only in what boots', () => {
    const cut = layout('l', [vm('vm0', [0, 1], { nics: [{ ...plainNic, queues: 2, vhost: true }] })]);
    const [guest] = guestsOf(cut);
    const run = `${qemuScript(guest!, ['root=/dev/vda'])}exec "$@"\n`;
    const [file] = exportLayout(cut, { version: 1, machine: 'test' }, 'qemu');
    const env = { ...HOST, ACCEL: 'kvm', CPU_MODEL: 'host' };
    expect(argumentsOf(file?.text ?? '', env).words.slice(1)).toEqual(argumentsOf(run, env).words);
  });

  it('asks for what it boots', () => {
    const { status, stderr } = argumentsOf(text('pages', 'vm0'), { KERNEL: '/k' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('INITRD');
  });

  it('has every part with where it comes from, before its options', () => {
    const script = text('devices', 'a');
    expect(script).toMatch(/^# vCPUs: vms\[0\]\.pus; default: threadsPerCore\nset -- "\$@" \\\n {2}-smp 4,/m);
    expect(script).toMatch(
      /^# vms\[0\]\.regions, regions\.dax\. All VMs .*numactl -m 0 fallocate -l 134217728/m,
    );
    expect(script).toContain('# For the host left alone (vms[0].host).');
    expect(script).toContain('#   taskset -pc 0-3 THREAD_OF_VCPU_3');
    expect(script).toContain('#   taskset -pc 4,6 THREAD\n');
    expect(script).toMatch(/^exec taskset -c 5 "\$QEMU" "\$@"$/m);
    expect(script).toContain('-m size=268435456B,slots=2,maxmem=671088640B');
    expect(script).toContain('host-nodes=0,policy=bind \\\n  -device virtio-pmem-pci,memdev=region0');
    expect(script).toContain('-device virtio-blk-pci,drive=root,iothread=io0');
    expect(text('devices', 'b')).toContain('-device vfio-pci,host=0000:41:00.1');
    expect(text('devices', 'c')).toContain('-device virtio-balloon-pci,free-page-reporting=on');
    expect(text('devices', 'c')).toContain('prealloc=on');
  });

  it('tells distances where a guest would assume others', () => {
    expect(text('policies', 'first')).not.toContain('dist,');
    expect(text('cells', 'odd')).toContain('-numa dist,src=1,dst=2,val=11');
  });
});

describe('hostile strings from a document', () => {
  const canary = 'touch ran';

  it('start nothing, and leave the arguments as they are', () => {
    const plain = argumentsOf(hostile('t', 'eth0', '0000:41:00.1', 'qemu')).words.length;
    fc.assert(
      fc.property(
        hostileString(canary),
        hostileString(canary),
        hostileString(canary),
        (title, nic, device) => {
          const { words, status, ran, stderr } = argumentsOf(hostile(title, nic, device, 'qemu'));
          expect([status, ran, stderr, words.length]).toEqual([0, false, '', plain]);
          expect(words).toContain(`vfio-pci,host=${device.replaceAll(',', ',,')}`);
        },
      ),
      { numRuns: 25 },
    );
  }, 20_000);
});

function hostile(title: string, hostNic: string, device: string, format: ExportFormat): string {
  const nics = [plainNic, { ...plainNic, model: 'vfio' as const, device }];
  const cut = {
    ...layout('l', [vm('vm0', [0, 1], { nics })], machine()),
    networks: [{ name: 'default', hostNic, path: ['networks', 'default'] }],
  };
  return exportLayout(cut, { version: 1, machine: 'test', title }, format)[0]?.text ?? '';
}
