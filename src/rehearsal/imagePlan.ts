import { bootModules, firstStage, inittab, processOne, setupScript, sshdConfig } from './imageText';

/** What the image of the emulated machine is made of, and how; its hash names the image in the cache. */
export interface ImagePlan {
  readonly suite: string;
  /** deb822 text for mmdebstrap's standard input: the package sources of this system, no mirror of our own. */
  readonly sources: string;
  /** apt options of this system that say how to reach those sources (proxy, certificates). */
  readonly aptOptions: readonly string[];
  readonly packages: readonly string[];
  readonly dpkgOptions: readonly string[];
  /** Run by mmdebstrap with the new root as `$1`. */
  readonly customize: string;
}

/** Packages of the machine: a kernel, the hypervisor, ssh, two MPI runtimes with real programs, and tools to look around. */
const packages = [
  'linux-image-amd64',
  'qemu-system-x86',
  'openssh-server',
  'openssh-client',
  'iproute2',
  'util-linux',
  'mount',
  'kmod',
  'e2fsprogs',
  'numactl',
  'hwloc-nox',
  'openmpi-bin',
  'mpich',
  'hpcc',
  'scalapack-mpi-test',
  'netpipe-openmpi',
  'procps',
  'busybox-static',
  'cpio',
  'xz-utils',
  'zstd',
  'sudo',
] as const;

/** Nobody reads manuals on the emulated machine, and none of these drivers has a device there. */
const leftOut = [
  '/usr/share/man/*',
  '/usr/share/locale/*',
  '/usr/share/doc/*',
  '/usr/share/info/*',
  ...['sound', 'net/wireless', 'net/mac80211', 'net/bluetooth'].map((f) => `/lib/modules/*/kernel/${f}/*`),
  ...['gpu', 'media', 'infiniband', 'iio', 'hwmon', 'staging', 'scsi', 'usb', 'isdn', 'input', 'mtd'].map(
    (f) => `/lib/modules/*/kernel/drivers/${f}/*`,
  ),
  ...['wireless', 'usb', 'can', 'ethernet/[!r]*'].map((f) => `/lib/modules/*/kernel/drivers/net/${f}/*`),
  ...['xfs', 'btrfs', 'ocfs2', 'gfs2', 'f2fs', 'nfs', 'nfsd', 'ceph', 'smb'].map(
    (f) => `/lib/modules/*/kernel/fs/${f}/*`,
  ),
] as const;

/** `architecture` and the suite are those of this system. */
export function imagePlan(suite: string, sources: string, aptOptions: readonly string[]): ImagePlan {
  return {
    suite,
    sources,
    aptOptions,
    packages,
    dpkgOptions: leftOut.map((pattern) => `path-exclude=${pattern}`),
    customize: customizeScript(),
  };
}

/**
 * The last step of the build, outside the new root. An uncompressed kernel is left for both sides: it spares an
 * emulated CPU the unpacking. The offsets are those of the x86 boot protocol (Documentation/x86/boot.rst).
 */
function customizeScript(): string {
  return `set -eu
root=$1
file() { mkdir -p "$root$(dirname "$1")"; cat > "$root$1"; chmod "$2" "$root$1"; }
${hereFile('/etc/inittab', '644', inittab)}
${hereFile('/sbin/vmpart-setup', '755', setupScript)}
${hereFile('/etc/ssh/vmpart_sshd_config', '644', sshdConfig)}
${hereFile('/usr/lib/vmpart/first-stage', '755', firstStage)}
${hereFile('/sbin/vmpart-init', '755', processOne)}
chroot "$root" sh -eu <<'VMPART_END_OF_FILE'
getent group kvm > /dev/null || groupadd --system kvm
useradd --uid 1000 --groups kvm --shell /bin/bash --no-create-home --home-dir /home/lab lab
usermod --password '*' lab
usermod --password '*' root
rm -f /etc/ssh/ssh_host_*
release=$(ls /lib/modules)
image=/boot/vmlinuz-$release
number() { od -An -v -t "u$1" -j "$2" -N "$1" "$image" | tr -d ' '; }
start=$(( ($(number 1 497) + 1) * 512 + $(number 4 584) ))
payload() { tail -c "+$((start + 1))" "$image" | head -c "$(number 4 588)"; }
case $(payload | head -c 4 | od -An -v -t x1 | tr -d ' ') in
fd377a58) payload | xz -dc --single-stream ;;
28b52ffd) payload | head -c -4 | zstd -dcq ;;
*) echo "The kernel image of $release is packed in a way that is not known here." >&2; exit 1 ;;
esac > "/boot/vmlinux-$release"
chmod 644 "/boot/vmlinux-$release"
mkdir -p /tmp/first/modules /tmp/first/bin
cd /tmp/first
mkdir proc sys dev image writable root
cp /usr/lib/vmpart/first-stage init
cp /bin/busybox bin/busybox
modprobe -S "$release" -a --show-depends ${bootModules.join(' ')} | sed -n 's/^insmod \\([^ ]*\\).*/\\1/p' | awk '!seen[$0]++' |
while read -r module; do
  cp "$module" modules/
  echo "/modules/\${module##*/}" >> modules/order
done
find . | cpio --quiet -o -H newc > "/boot/vmpart-first-stage-$release"
cd /
rm -rf /tmp/first /var/cache/apt /var/lib/apt/lists /boot/initrd.img*
ln -s "vmlinux-$release" /boot/vmpart-kernel
ln -s "vmpart-first-stage-$release" /boot/vmpart-first-stage
VMPART_END_OF_FILE
`;
}

function hereFile(path: string, mode: string, text: string): string {
  return `file ${path} ${mode} <<'VMPART_END_OF_FILE'\n${text}VMPART_END_OF_FILE`;
}
