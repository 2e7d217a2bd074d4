# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# The technique `reclaim`: the host takes all memory of a VM back, through swap. By the VM's control group where it has
# one (kernel: admin-guide/cgroup-v2.rst, memory.reclaim), else page by page (process_madvise(2), MADV_PAGEOUT).

# What a guest that does nothing touches again at once, whatever its size.
RECLAIM_FLOOR=4194304

technique_reclaim() {
  reclaim_can "$1" || return 0
  reclaim_members
  reclaim_enough=$((MAPPED_BYTES / 100))
  [ "$reclaim_enough" -ge "$RECLAIM_FLOOR" ] || reclaim_enough=$RECLAIM_FLOOR
  clock
  reclaim_least=$MAPPED_BYTES reclaim_moved=$NOW
  while [ "$MAPPED_BYTES" -gt "$reclaim_enough" ]; do
    reclaim_round
    mapped "$1" || return 0
    clock
    if [ "$MAPPED_BYTES" -lt "$reclaim_least" ]; then reclaim_least=$MAPPED_BYTES reclaim_moved=$NOW; fi
    if reclaim_over; then return 0; fi
    sleep 0.1
  done
  TECHNIQUE_COMPLETE=true
}

# reclaim_can VM: sets RECLAIM_GROUP, empty where the VM has no control group that may be written to; 1 when there is
# no way.
reclaim_can() {
  if grep -q ' huge ' "/proc/$VM_PID/numa_maps"; then
    TECHNIQUE_LACKS="$1 has huge pages from a pool, which the kernel never takes back"
    TECHNIQUE_REMEDY='Use another backing in the layout, or another technique.'
    return 1
  fi
  swap_read
  if [ "$SWAP_BYTES" -eq 0 ]; then
    TECHNIQUE_LACKS='the host has no swap, and memory of guests is taken back through swap only'
    TECHNIQUE_REMEDY='Give the host swap of the size of the VMs (mkswap and swapon; zram serves too), or leave reclaim out.'
    return 1
  fi
  RECLAIM_GROUP=$(group_path "$1" 2>/dev/null) || RECLAIM_GROUP=
  [ -w "$RECLAIM_GROUP/memory.reclaim" ] || RECLAIM_GROUP=
  if [ -n "$RECLAIM_GROUP" ] || reclaim_said=$("$HELPER" reclaim "$VM_PID" "$VM_PLACE" 2>&1); then return 0; fi
  TECHNIQUE_LACKS="memory of $1 cannot be taken back: $(printf '%s' "$reclaim_said" | one_line)"
  TECHNIQUE_REMEDY='Run as root on Linux 5.10 or later, or let the user have control groups of its own (cgroup v2).'
  return 1
}

# By which way, and how many pages the kernel reads at once when one comes back: 2 to the power of vm.page-cluster.
reclaim_members() {
  if [ -n "$RECLAIM_GROUP" ]; then reclaim_way=memory.reclaim; else reclaim_way=process_madvise; fi
  reclaim_cluster=$(setting_now set-page-cluster) || reclaim_cluster=null
  TECHNIQUE_MEMBERS=$(printf '\tway=%s\tpageCluster:=%s' "$reclaim_way" "$reclaim_cluster")
}

# A control group spares what was used just now, and stops when it finds too little else (EAGAIN): page by page, where
# that may be done, more goes.
reclaim_round() {
  if [ -n "$RECLAIM_GROUP" ]; then
    read -r reclaim_bytes <"$RECLAIM_GROUP/memory.current"
    if { printf '%s' "$reclaim_bytes" >"$RECLAIM_GROUP/memory.reclaim"; } 2>/dev/null; then return 0; fi
  fi
  "$HELPER" reclaim "$VM_PID" "$VM_PLACE" 2>/dev/null
}

# reclaim_over: 0 with TECHNIQUE_WHY when no more will go: a second without any and swap full, or the time is up.
reclaim_over() {
  TECHNIQUE_WHY="$MAPPED_BYTES bytes are still mapped after $TECHNIQUE_LIMIT s"
  [ "$NOW" -lt "$TECHNIQUE_UNTIL" ] || return 0
  TECHNIQUE_WHY="$MAPPED_BYTES bytes are still mapped, and the host's swap is full"
  [ $((NOW - reclaim_moved)) -ge 100 ] && swap_full && return 0
  TECHNIQUE_WHY=
  return 1
}
