#!/bin/sh
# boot.sh FOLDER: one life of a stand-in host, from power on to power cut: the first process of its namespaces. What is mounted here is
# new with every boot. Says `ready`, and takes in the processes that lose their parents. FOLDER is where the machine keeps
# the host's files: by it the process can be told from those of other hosts.
set -eu
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mkdir /run/sshd
hostname stand-in
ip link set lo up

# The machine's own setting is not touched: this file stands in for it, and is as the kernel has it after a boot.
echo 0 >/run/ksm
if [ -e /sys/kernel/mm/ksm/run ]; then mount --bind /run/ksm /sys/kernel/mm/ksm/run; fi

echo ready
exec >/dev/null
while :; do
  sleep infinity &
  wait "$!" || :
done
