#!/bin/sh
# host.sh FOLDER ROOM: stands for a host with VMs, in net, mount and pid namespaces of its own. FOLDER/vms is the table of
# VMs, lines `NAME INDEX ADDRESS MAC`; ROOM is a folder in memory with the region. Says `ready` when all VMs can be logged into,
# and ends them all when its input ends.
set -eu
folder=$1 room=$2
here=$(dirname "$0")

ip link set lo up
ip link add switch type bridge
ip addr add 10.77.0.1/16 dev switch
ip link set switch up
mount -t tmpfs tmpfs /run

while read -r name index address mac; do
  unshare --mount --ipc --uts --pid --net --fork --kill-child --mount-proc \
    sh "$here/vm.sh" "$name" "$index" "$address" "$folder" "$room" </dev/null >"$folder/$name.log" 2>&1 &
  while [ "$(readlink "/proc/$!/ns/net")" = "$(readlink /proc/$$/ns/net)" ]; do sleep 0.02; done
  ip link add "vmtap$index" type veth peer name eth0 address "$mac" netns "$!"
  ip link set "vmtap$index" master switch up
done <"$folder/vms"

while read -r name index address mac; do
  : "$index" "$address" "$mac"
  until ssh -F "$folder/config" -o ControlPath=none -o ConnectTimeout=2 "$name" true </dev/null 2>/dev/null; do sleep 0.1; done
done <"$folder/vms"
echo ready
cat >/dev/null
