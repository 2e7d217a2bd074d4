#!/bin/sh
# vm.sh NAME INDEX ADDRESS FOLDER ROOM: stands for a VM. First process of mount, ipc, uts, pid and net namespaces of its own:
# it has its own boot id, /dev/shm, /tmp and /run, a network card, and sshd. What guests have in /vmpart is in
# /run/vmpart/home.
set -eu
name=$1 index=$2 address=$3 folder=$4 room=$5

mount -t tmpfs -o mode=0755 tmpfs /run
mkdir -p /run/sshd /run/vmpart/home /run/vmpart/room /run/vmpart/work
mount --bind "$folder" /run/vmpart/home
mount --bind "$room" /run/vmpart/room
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
# An empty home, as guests have: bash reads its owner's settings for each login, which may take seconds, or wait for a lock
# that a killed login has left.
mount -t tmpfs -o mode=0700 tmpfs "$(getent passwd root | cut -d: -f6)"
cat /proc/sys/kernel/random/uuid >/run/vmpart/boot_id
mount --bind /run/vmpart/boot_id /proc/sys/kernel/random/boot_id
{
  echo '127.0.0.1 localhost'
  awk '{ print $3, $1 }' /run/vmpart/home/vms
} >/run/vmpart/hosts
mount --bind /run/vmpart/hosts /etc/hosts
# A VM of which the table says so has no device.
[ ! -f "/run/vmpart/home/$name.regions" ] || sed "s/INDEX/$index/" "/run/vmpart/home/$name.regions" >/run/vmpart/regions

hostname "$name"
ip link set lo up
until ip link show eth0 >/dev/null 2>&1; do sleep 0.02; done
ip addr add "$address/16" dev eth0
ip link set eth0 up
exec /usr/sbin/sshd -D -e -f /run/vmpart/home/ssh/sshd_config
