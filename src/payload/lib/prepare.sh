# shellcheck shell=sh
# Before every session, native ones too: the same page cache, the same fragmentation, free memory on record.

prepare_host() {
  sync
  prepare_dropped=false
  prepare_compacted=false
  if root_verb drop-caches; then prepare_dropped=true; fi
  if root_verb compact-memory; then prepare_compacted=true; fi
  emit prepared "freeBytes:=$(free_memory)" "dropped:=$prepare_dropped" "compacted:=$prepare_compacted"
}

# Free bytes of each node as JSON; a kernel without NUMA support has node 0 only.
free_memory() {
  if [ -e /sys/devices/system/node/node0/meminfo ]; then
    cat /sys/devices/system/node/node[0-9]*/meminfo
  else
    sed -n 's/^MemFree:/Node 0 MemFree:/p' /proc/meminfo
  fi | awk '$3 == "MemFree:" { all = all sep "\"" $2 "\":" sprintf("%.0f", $4 * 1024); sep = "," } END { print "{" all "}" }'
}
