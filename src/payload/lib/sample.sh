# shellcheck shell=sh
# Memory of the VMs by node, over time: `vmpart-host sample` looks at their control groups from when they are up until
# they end.

# Process id of the sampler, empty while there is none.
SAMPLER=''

# The sampler ends when descriptor 9, its input, is closed or written to. One that runs already goes on: VMs may be
# started again in their groups.
sample_begin() {
  [ -z "$SAMPLER" ] || return 0
  collects numaStat || return 0
  sample_hugetlb
  sample_groups || return 0
  mkdir -p "$ATTEMPT_DIR/raw"
  rm -f "$RUN_DIR/sample.in"
  mkfifo "$RUN_DIR/sample.in"
  exec 9<>"$RUN_DIR/sample.in"
  # shellcheck disable=SC2086 # names and folders hold no spaces
  "$HELPER" sample "$SAMPLE_SECONDS" "$ATTEMPT_DIR/raw/$SESSION-memory.txt" $SAMPLED \
    9>&- <"$RUN_DIR/sample.in" >"$RUN_DIR/sample.said" 2>"$RUN_DIR/sample.errors" &
  SAMPLER=$!
}

# Sets SAMPLED to NAME=FOLDER of every VM that is in its group; 1 when there is none.
sample_groups() {
  SAMPLED='' sample_lost=''
  if [ -z "${VMPART_GROUP:-}" ]; then
    missing numaStat "${GROUP_WHAT:-The attempt has no control group.}" "${GROUP_REMEDY:-Start it with start.sh.}"
    return 1
  fi
  for sample_vm in $VMS; do
    vm_pid "$sample_vm"
    if sample_group=$(group_path "$sample_vm") && grep -q -x "$VM_PID" "$sample_group/cgroup.procs"; then
      SAMPLED="$SAMPLED $sample_vm=$sample_group"
    else
      sample_lost="$sample_lost, $sample_vm"
    fi
  done
  [ -z "$sample_lost" ] ||
    missing numaStat "No control group of their own: ${sample_lost#, }." 'Look at what else manages /sys/fs/cgroup on the host.'
  [ -n "$SAMPLED" ] || return 1
  sample_group=${SAMPLED##*=}
  [ ! -r "$sample_group/memory.numa_stat" ] || return 0
  missing numaStat "Linux $(uname -r) has no memory.numa_stat." 'Linux 5.10 or later has it, when built with CONFIG_NUMA.'
  return 1
}

# Pages of a pool are no memory of a group for the kernel, unless cgroup2 is mounted so.
sample_hugetlb() {
  sample_pooled=
  for sample_vm in $VMS; do
    ! grep -q 'hugetlb=on' "$ATTEMPT_DIR/vms/$VARIANT/$sample_vm.sh" || sample_pooled="$sample_pooled, $sample_vm"
  done
  if [ -z "$sample_pooled" ] || grep -q 'cgroup2 .*memory_hugetlb_accounting' /proc/mounts; then return 0; fi
  missing numaStat "Memory of ${sample_pooled#, } is of a huge page pool, which memory.numa_stat does not count." \
    'Collect numaMaps for it, which looks at the begin and end of each run; or use transparent huge pages.'
}

# Also where the VMs never came up, or have died.
sample_end() {
  [ -n "$SAMPLER" ] || return 0
  # Said beside closing it, for a process that was started meanwhile may have inherited it.
  echo end >&9
  exec 9>&-
  if wait "$SAMPLER" && read -r sample_offset sample_bytes sample_count sample_own sample_vms <"$RUN_DIR/sample.said"; then
    [ "$sample_vms" != - ] || sample_vms=null
    emit sampled "file=raw/$SESSION-memory.txt" "offset:=$sample_offset" "bytes:=$sample_bytes" \
      "seconds:=$SAMPLE_SECONDS" "samples:=$sample_count" "collectorSeconds:=$sample_own" "vmSeconds:=$sample_vms"
  else
    missing numaStat "Memory of $SESSION was not sampled to its end: $(one_line <"$RUN_DIR/sample.errors")" \
      'See whether the disk of the attempt folder is full, or the sampler was killed (out of memory?).'
  fi
  SAMPLER=''
}
