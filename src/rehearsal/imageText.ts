// Texts that go into the image of the emulated machine: there is no systemd in it, because a machine that is emulated
// instruction by instruction has to be ready in seconds. busybox init starts one set-up script and sshd.

/** Modules that the first stage needs to find its disks, and to read what QEMU hands over (keys, name). */
export const bootModules = [
  'virtio_pci',
  'virtio_blk',
  'squashfs',
  'overlay',
  'ext4',
  'qemu_fw_cfg',
] as const;

/** Modules that the running machine loads: the hypervisor, its network and what guests are made with. */
const hostModules = ['virtio_net', 'kvm_amd', 'tun', 'bridge', 'vhost_net', 'loop'] as const;

/**
 * First stage, process 1 of the initramfs: read-only image on /dev/vda, a tmpfs over it, so that every boot of the
 * machine starts from the same system. What has to outlive a boot lies on /dev/vdb.
 */
export const firstStage = `#!/bin/busybox sh
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
busybox mount -t devtmpfs dev /dev
while read -r module; do busybox insmod "$module"; done < /modules/order
busybox mount -t squashfs -o ro /dev/vda /image
busybox mount -t tmpfs -o size=40%,mode=755 tmpfs /writable
busybox mkdir /writable/upper /writable/work
busybox mount -t overlay -o lowerdir=/image,upperdir=/writable/upper,workdir=/writable/work overlay /root
for folder in proc sys dev; do busybox mount -o move "/$folder" "/root/$folder"; done
exec busybox switch_root /root /sbin/vmpart-init
`;

/** busybox looks at the name by which it is called: a link of another name would not do. */
export const processOne = `#!/bin/sh
exec /bin/busybox init
`;

export const inittab = `::sysinit:/sbin/vmpart-setup
::respawn:/usr/sbin/sshd -D -e -f /etc/ssh/vmpart_sshd_config
::ctrlaltdel:/bin/busybox reboot
::shutdown:/bin/busybox umount -a -r
`;

/** Lines on the console by which the outside knows how far the machine is. */
export const MACHINE_IS_UP = 'vmpart: the machine is up';
export const SETUP_FAILED = 'vmpart: the set-up of the machine failed';

/** Second stage: mounts, devices, network, keys; then the console says that the machine is up. */
export const setupScript = `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
set -e
trap '[ $? -eq 0 ] || echo "${SETUP_FAILED}" > /dev/console' EXIT
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /tmp
mkdir -p /dev/pts /dev/shm /dev/hugepages /run/sshd /run/lock /run/vmpart
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t hugetlbfs hugetlbfs /dev/hugepages
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t debugfs debugfs /sys/kernel/debug
mount -t tracefs tracefs /sys/kernel/tracing
modprobe -a ${hostModules.join(' ')}

given=/sys/firmware/qemu_fw_cfg/by_name/opt/vmpart
cat "$given/authorized_keys/raw" > /run/vmpart/authorized_keys
(umask 077 && cat "$given/host_key/raw" > /run/vmpart/host_key)
name=$(cat "$given/name/raw")
hostname "$name"
printf '127.0.0.1 localhost %s\\n' "$name" > /etc/hosts

chgrp kvm /dev/kvm /dev/vhost-net
chmod 660 /dev/kvm /dev/vhost-net
chmod 666 /dev/net/tun
sysctl -q kernel.printk='3 4 1 3'

ip link set lo up
ip address add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2

mkdir -p /data
mount -t ext4 /dev/vdb /data
mkdir -p /data/home/lab /data/root.local /root/.local
chown lab:lab /data/home/lab
mount --bind /data/home /home
mount --bind /data/root.local /root/.local
echo '${MACHINE_IS_UP}' > /dev/console
`;

/** `MaxSessions`: many commands go over one kept connection. */
export const sshdConfig = `Port 22
HostKey /run/vmpart/host_key
AuthorizedKeysFile /run/vmpart/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
LogLevel ERROR
X11Forwarding no
MaxSessions 100
MaxStartups 100
PidFile none
Subsystem sftp internal-sftp
`;
