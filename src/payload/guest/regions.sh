#!/bin/sh
# regions.sh VM INDEX: the shared regions of this VM, as devices for any of its users. /run/vmpart/regions gets a line for
# each: NAME PATH OFFSET BYTES ALIGN INDEX. 1 when one does not appear in time.
set -eu
umask 022
mkdir -p /run/vmpart
: >/run/vmpart/regions
[ -f /vmpart/regions ] || exit 0

# Lines NAME DEVICE of those that this VM maps and that are not there yet. The table: NAME BYTES PAGE DEVICE NODE VM,VM,...
missing() {
  awk -v vm=",$1," '
    FILENAME == ARGV[1] { there[$1] = 1; next }
    index("," $6 ",", vm) && !($1 in there) { print $1, $4 }' /run/vmpart/found /vmpart/regions
}

# Drivers look at their devices in their own time.
tries=1200
while :; do
  /vmpart/bin/vmpart-host region find "$2" >/run/vmpart/found
  lacking=$(missing "$1")
  [ -n "$lacking" ] || break
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then
    echo "$lacking" | while read -r name device; do
      case $device in
        devdax) why="its kernel needs virtio_pmem, nd_pmem, dax_pmem and device_dax" ;;
        *) why="no ivshmem among its PCI devices has it" ;;
      esac
      echo "vmpart: the guest does not see the shared region $name as $device: $why"
    done
    exit 1
  fi
  sleep 0.05
done

while read -r name path rest; do
  : "$name" "$rest"
  chmod a+rw "$path"
done </run/vmpart/found
mv /run/vmpart/found /run/vmpart/regions
