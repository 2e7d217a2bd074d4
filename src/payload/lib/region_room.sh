# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# What shared regions need of a host: memory of their nodes, pages of their size, devices in QEMU and in the guests'
# kernel. A page that is missing later would end a program, or a VM, by a signal in the middle of a run.

# By which guests see persistent memory as /dev/daxN.0.
DEVDAX_MODULES='virtio_pmem nd_pmem dax_pmem device_dax'

# regions_as DEVICE: some VM has a region that it sees so.
regions_as() {
  awk -v device="$1" '$4 == device { found = 1 } END { exit !found }' "$ATTEMPT_DIR"/vms/*/regions 2>/dev/null
}

has_regions() {
  regions_as devdax || regions_as ivshmem
}

# Names of the modules that guests load for their regions; an ivshmem needs none.
region_modules() {
  if regions_as devdax; then printf '%s\n' "$DEVDAX_MODULES"; fi
}

# regions_fit: the host has the memory for all regions of the session; 1 with FAULT where it has not.
regions_fit() {
  fit_base=$(base_page)
  fit_all=$(awk -v base="$fit_base" '$3 <= base { all += $2 } END { printf "%.0f", all }' "$REGIONS")
  # Files of a tmpfs may be longer than it.
  fit_room=$(df -Pk "$RUN_DIR" | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')
  if [ "$fit_all" -gt "$fit_room" ]; then
    region_lacks "The regions of $VARIANT need $(mebibytes "$fit_all"), and $(mebibytes "$fit_room") are free in the attempt's tmpfs." \
      "It is as large as the host's /dev/shm: as root, mount -o remount,size=BYTES /dev/shm; or make the regions smaller."
    return 1
  fi
  fit_demands=$(awk '{ key = $3 " " $5; bytes[key] += $2; names[key] = (key in names ? names[key] " " : "") $1 }
    END { for (key in bytes) printf "%s %.0f %s\n", key, bytes[key], names[key] }' "$REGIONS")
  while read -r fit_page fit_node fit_bytes fit_names; do
    if [ "$fit_page" -gt "$fit_base" ]; then fit_pool || return 1; else fit_memory || return 1; fi
  done <<END
$fit_demands
END
}

# region_lacks WHAT REMEDY
region_lacks() {
  FAULT=$1
  problem "$1" "$2"
}

# Memory that is free or holds pages of files, which give way.
fit_memory() {
  if [ "$fit_node" = - ] || [ ! -e "/sys/devices/system/node/node$fit_node/meminfo" ]; then
    fit_where='the host'
    fit_free=$(awk '$1 == "MemAvailable:" { printf "%.0f", $2 * 1024 }' /proc/meminfo)
  else
    fit_where="node $fit_node"
    fit_free=$(awk '$3 ~ /^(MemFree|Active\(file\)|Inactive\(file\)):$/ { all += $4 } END { printf "%.0f", all * 1024 }' \
      "/sys/devices/system/node/node$fit_node/meminfo")
  fi
  [ "$fit_bytes" -gt "$fit_free" ] || return 0
  region_lacks "Too little memory for shared regions ($fit_names): they need $(mebibytes "$fit_bytes") of $fit_where, which has $(mebibytes "$fit_free") free." \
    'Make them smaller, put them on another node, or free memory there (numactl -H shows it).'
  return 1
}

# Pages that are free in the pool and not promised to others.
fit_pool() {
  fit_kib=$((fit_page / 1024))
  fit_folder=/sys/kernel/mm/hugepages/hugepages-${fit_kib}kB
  fit_where='the host'
  if [ "$fit_node" != - ]; then
    fit_folder=/sys/devices/system/node/node$fit_node/hugepages/hugepages-${fit_kib}kB
    fit_where="node $fit_node"
  fi
  read -r fit_pages 2>/dev/null <"$fit_folder/free_hugepages" || fit_pages=0
  fit_free=$((fit_pages * fit_page))
  [ "$fit_bytes" -gt "$fit_free" ] || return 0
  region_lacks "Too few huge pages for shared regions ($fit_names): they need $((fit_bytes / fit_page)) of $fit_kib KiB from $fit_where, whose pool has $fit_pages free." \
    "Make the pool larger: a level of host.hugePages in the experiment, or as root write the number to $fit_folder/nr_hugepages."
  return 1
}

mebibytes() {
  printf '%d MiB' "$(($1 / 1048576))"
}

# Before anything is changed: devices and rights. How much memory there is, is looked at when a session begins.
preflight_regions() {
  if regions_as devdax; then
    preflight_region_device devdax virtio-pmem-pci
    preflight_region_modules
  fi
  if regions_as ivshmem; then preflight_region_device ivshmem ivshmem-plain; fi
  preflight_region_pages
}

# preflight_region_device DEVICE MODEL
preflight_region_device() {
  qemu_find || return 0
  "$QEMU" -device help 2>&1 | grep -q "name \"$2\"" ||
    lacking "QEMU of the host has no $2, by which VMs see shared regions ($1)." \
      'Install a QEMU that has it, or give the regions of the layout another device.'
}

preflight_region_modules() {
  [ -n "${GUEST_RELEASE:-}" ] || return 0
  # shellcheck disable=SC2086 # names
  region_said=$(module_files "$GUEST_RELEASE" $DEVDAX_MODULES 2>&1 >/dev/null | one_line)
  [ -z "$region_said" ] ||
    lacking "Kernel $GUEST_RELEASE of the guests has no devices for shared regions (devdax): $region_said" \
      'Install its modules, name a kernel with CONFIG_VIRTIO_PMEM, CONFIG_BLK_DEV_PMEM, CONFIG_NVDIMM_DAX and CONFIG_DEV_DAX_PMEM (guest.kernel), or use "device": "ivshmem".'
}

# A file of huge pages needs a file system of its own, which root alone may mount.
preflight_region_pages() {
  preflight_sizes=$(awk -v base="$(base_page)" '$3 > base { print $3 / 1024 }' "$ATTEMPT_DIR"/vms/*/regions 2>/dev/null | sort -un)
  [ -n "$preflight_sizes" ] || return 0
  for preflight_kib in $preflight_sizes; do
    [ -d "/sys/kernel/mm/hugepages/hugepages-${preflight_kib}kB" ] ||
      lacking "The host has no pages of $preflight_kib KiB, which shared regions are to be made of." \
        'Use a pageSize that it has (ls /sys/kernel/mm/hugepages), or leave pageSize out.'
  done
  real_root ||
    lacking "$(id -un) may not mount a hugetlbfs, which shared regions of huge pages need." \
      'Connect as root, or leave pageSize out of the regions.'
}
