#!/bin/sh
# What a guest does for a technique between two runs.
#
#   memory.sh available    prints how many bytes it could give up; exit 1 where nothing serves the VM's balloon
#   memory.sh free         frees what it can and prints how many bytes are free; exit 1 where it does not report them
set -eu

# Sets FEATURES to what the VM's balloon (virtio device 5) and its driver agreed on, a digit each from feature 0 on; exit
# 1 without a driver.
balloon() {
  for device in /sys/bus/virtio/devices/*; do
    read -r kind <"$device/device" || continue
    if [ "$kind" = 0x0005 ] && [ -e "$device/driver" ]; then
      read -r FEATURES <"$device/features"
      return 0
    fi
  done
  exit 1
}

# meminfo NAME: bytes.
meminfo() {
  awk -v name="$1:" '$1 == name { printf "%.0f\n", $2 * 1024 }' /proc/meminfo
}

case ${1:-} in
  available)
    balloon
    meminfo MemAvailable
    ;;
  free)
    balloon
    # VIRTIO_BALLOON_F_REPORTING
    case $FEATURES in ?????1*) ;; *) exit 1 ;; esac
    sync
    echo 3 >/proc/sys/vm/drop_caches
    [ ! -e /proc/sys/vm/compact_memory ] || echo 1 >/proc/sys/vm/compact_memory
    meminfo MemFree
    ;;
  *) exit 2 ;;
esac
