import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exported, ODD_LAYOUTS } from '../support/exports';
import { temporaryFolder } from '../support/temporaryFolder';

const MEBIBYTE = 2 ** 20;

/** What a Linux kernel begins with, as far as QEMU looks: never run, the VM is stopped before its first instruction. */
function kernelImage(): Buffer {
  const image = Buffer.alloc(16384);
  image.write('HdrS', 0x202);
  image.writeUInt16LE(0x0208, 0x206);
  image.writeUInt8(1, 0x211);
  image.writeUInt32LE(0x37ffffff, 0x22c);
  return image;
}

/** A folder with everything that a script asks for, and a QEMU that knows neither taps nor the devices of a host. */
function host(): { readonly folder: string; readonly env: Readonly<Record<string, string>> } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'kernel'), kernelImage());
  writeFileSync(join(folder, 'initrd'), 'nothing');
  writeFileSync(join(folder, 'root'), Buffer.alloc(MEBIBYTE));
  // Fakes: taps need rights, and this machine has neither the PUs nor the nodes nor the device of the layout.
  writeFileSync(join(folder, 'taskset'), '#!/bin/sh\nshift 2\nexec "$@"\n', { mode: 0o755 });
  writeFileSync(join(folder, 'qemu'), FAKE_HOST, { mode: 0o755 });
  const file = (name: string): string => join(folder, name);
  return {
    folder,
    env: {
      PATH: `${folder}:/usr/bin:/bin`,
      KERNEL: file('kernel'),
      INITRD: file('initrd'),
      ROOT_IMAGE: file('root'),
      RUN_DIR: folder,
      QEMU: file('qemu'),
      ACCEL: 'tcg',
      // QEMU's own processor is one of AMD's, and emulated ones have no topoext there.
      CPU_MODEL: 'max,vendor=GenuineIntel',
    },
  };
}

/** Real QEMU behind a few changed words: no binding to nodes, no taps, no vfio, regions in the folder. */
const FAKE_HOST = `#!/bin/sh
here=$(dirname "$0")
for word; do
  shift
  case $word in vfio-pci,*) word=pci-testdev ;; esac
  set -- "$@" "$(printf '%s' "$word" | sed -e 's/,host-nodes=[0-9-]*//g' -e 's/,policy=[a-z]*//' \\
    -e 's/^tap,id=\\(net[0-9]*\\),.*/user,id=\\1/' \\
    -e "s|mem-path=/dev/[a-z]*/|mem-path=$here/|")"
done
exec qemu-system-x86_64 "$@"
`;

/** Starts it, stopped, and ends it at once by its monitor. Returns what it complained about. */
function tryOut(script: string): string {
  const { folder, env } = host();
  const file = join(folder, 'vm.sh');
  writeFileSync(file, script);
  const { stderr, status, error } = spawnSync('sh', [file, '-monitor', 'stdio'], {
    cwd: folder,
    env,
    input: 'quit\n',
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (error) throw error;
  for (const region of ['dax', 'wide', 'bar']) rmSync(join(folder, `vmpart-${region}`), { force: true });
  return status === 0 ? stderr : `exit code ${status}: ${stderr}`;
}

const scripts = Object.entries(ODD_LAYOUTS).flatMap(([layout, settings]) =>
  exported(settings, 'qemu').map(({ vm, text }): readonly [string, string, string] => [layout, vm, text]),
);

describe('an exported script', () => {
  it.each(scripts)('%s, %s: has nothing that shellcheck complains about', (_layout, _vm, text) => {
    const { stdout } = spawnSync('shellcheck', ['-'], { input: text, encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(spawnSync('sh', ['-n'], { input: text }).status).toBe(0);
  });

  // Huge pages need a pool, which this machine need not have.
  it.each(scripts.filter(([layout]) => !/ages$/.test(layout)))(
    '%s, %s: is a command line that QEMU accepts',
    (_layout, _vm, text) => {
      expect(tryOut(text)).toBe('');
    },
  );

  it('is not accepted whatever it says', () => {
    const [, , text = ''] = scripts[0] ?? [];
    expect(tryOut(text.replace('virtio-rng-pci', 'virtio-nothing-pci'))).toContain('virtio-nothing-pci');
  });
});
