# shellcheck shell=sh
# Page faults that KVM gets from the VMs, over a run: `vmpart-host kvmfaults` has the kernel count them for the vCPU
# threads, from right before the program starts until it has ended. docs/memory/counters.md says what each counter is.

# Process id of what counts, empty while nothing does; the event as vmpart-root tells it, empty until it was asked.
KVM_COUNTER='' KVM_EVENT=''

# 0 when this session has VMs whose faults are asked for.
kvm_faults_wanted() {
  [ -n "$VMS" ] && collects kvmFaults
}

# What counts ends when descriptor 5, its input, is closed or written to; descriptor 4 is what it says. What is missing
# goes to the host's reading.
kvm_faults_begin() {
  kvm_faults_wanted || return 0
  kvm_event && kvm_paging || return 0
  rm -f "$RUN_DIR/kvm.in" "$RUN_DIR/kvm.out"
  mkfifo "$RUN_DIR/kvm.in" "$RUN_DIR/kvm.out"
  exec 5<>"$RUN_DIR/kvm.in"
  kvm_vms
  kvm_allow
  # shellcheck disable=SC2086 # names, numbers and paths without spaces
  "$HELPER" kvmfaults "$KVM_PAGING" "$KVM_EVENT" $KVM_VMS \
    5>&- <"$RUN_DIR/kvm.in" >"$RUN_DIR/kvm.out" 2>"$RUN_DIR/kvm.errors" &
  KVM_COUNTER=$!
  exec 4<"$RUN_DIR/kvm.out"
  IFS= read -r kvm_said <&4 || kvm_said=
  kvm_forbid
  [ "$kvm_said" != counting ] || return 0
  kvm_faults_stop
  kvm_refused "$kvm_said"
}

# Sets KVM_VMS to NAME PID SOCKET of every VM.
kvm_vms() {
  KVM_VMS=
  for kvm_vm in $VMS; do
    vm_pid "$kvm_vm"
    KVM_VMS="$KVM_VMS $kvm_vm $VM_PID $RUN_DIR/$kvm_vm.qmp"
  done
}

# Sets KVM_EVENT; 1 when it cannot be had. Root mounts tracefs in the attempt's own namespace where nobody has.
kvm_event() {
  [ -z "$KVM_EVENT" ] || return 0
  if [ "$ACCEL" != kvm ]; then
    kvm_missing before 'the VMs are emulated, without KVM' 'Run the experiment on a host with /dev/kvm.'
    return 1
  fi
  if real_root && [ -n "${VMPART_INSIDE:-}" ] && [ ! -e /sys/kernel/tracing/events ]; then
    mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
  fi
  KVM_EVENT=$(root_verb show-fault-event 2>/dev/null </dev/null)
  case $? in
    0) return 0 ;;
    3) kvm_missing before "the host's kernel does not tell of the tracepoint kvm:kvm_page_fault" \
      'Mount tracefs (mount -t tracefs tracefs /sys/kernel/tracing); the kernel needs CONFIG_EVENT_TRACING, and KVM of x86.' ;;
    *) kvm_missing before 'tracepoints of the host are for root alone' \
      'Install the vmpart-root of this bundle and grant show-fault-event and set-perf-paranoid (vmpart plan shows how).' ;;
  esac
  return 1
}

# Sets KVM_PAGING to what gives KVM the faults and their codes.
kvm_paging() {
  KVM_PAGING=npt
  [ ! -e /sys/module/kvm_intel/parameters/ept ] || KVM_PAGING=ept
  [ "$(setting_now set-paging)" != nested ] || return 0
  KVM_PAGING=shadow
  kvm_missing before 'under shadow paging faults on RAM and on devices are not told apart (kvmShadowFaults has both)' \
    'Set host.paging to nested.'
}

# Who is not root may open counters of what the kernel traces up to level 1 of kernel.perf_event_paranoid. Counters that
# are open stay so: the host has that level for a moment only.
kvm_allow() {
  KVM_ALLOWED=
  if real_root; then return 0; fi
  kvm_level=$(setting_now set-perf-paranoid) || return 0
  [ "$kvm_level" -gt 1 ] || return 0
  undo_note set-perf-paranoid "$kvm_level"
  root_verb set-perf-paranoid 1 >/dev/null 2>&1 </dev/null
  if [ "$(setting_now set-perf-paranoid)" = "$kvm_level" ]; then undo_forget set-perf-paranoid; else KVM_ALLOWED=yes; fi
}

kvm_forbid() {
  [ -n "$KVM_ALLOWED" ] || return 0
  undo_replay set-perf-paranoid ||
    problem 'kernel.perf_event_paranoid could not be put back; it is listed in the file undo of the attempt.' \
      'It is tried again when the attempt ends, and by vmpart doctor --clean.'
}

# kvm_refused SAID: why nothing counts, by the helper.
kvm_refused() {
  kvm_what=${1%%	*} kvm_remedy=${1#*	}
  if [ -z "$1" ]; then
    kvm_what="faults in KVM could not be counted: $(one_line <"$RUN_DIR/kvm.errors")"
    kvm_remedy='Look at start.log in the attempt folder.'
  fi
  kvm_missing before "$kvm_what" "$kvm_remedy"
}

# kvm_missing ENDING WHAT REMEDY: a line as the helper has it for what is missing.
kvm_missing() {
  printf 'missing\tkvmFaults\t%s\t%s\n' "$2" "$3" >>"$RUN_DIR/@.$1"
}

# Ends what counts, also where a run was lost; what it said is in RUN_DIR/kvm.said. 1 when it did not say everything.
kvm_faults_stop() {
  [ -n "$KVM_COUNTER" ] || return 0
  # Said beside closing it, for a process that was started meanwhile may have inherited it.
  echo end >&5
  exec 5>&-
  cat <&4 >"$RUN_DIR/kvm.said"
  exec 4<&-
  kvm_process=$KVM_COUNTER
  KVM_COUNTER=
  wait "$kvm_process"
}

# Counts begin with the run: the reading before it is nothing.
kvm_faults_end() {
  [ -n "$KVM_COUNTER" ] || return 0
  if ! kvm_faults_stop; then
    kvm_missing after "faults in KVM were not counted to the end of a run: $(one_line <"$RUN_DIR/kvm.errors")" \
      'See whether vmpart-host was killed (out of memory?).'
    return 0
  fi
  for kvm_vm in $VMS; do
    awk -v vm="$kvm_vm" '$1 == vm && NF == 3 { print $2, 0 }' "$RUN_DIR/kvm.said" >>"$RUN_DIR/$kvm_vm.before"
    awk -v vm="$kvm_vm" '$1 == vm && NF == 3 { print $2, $3 }' "$RUN_DIR/kvm.said" >>"$RUN_DIR/$kvm_vm.after"
  done
  emit_lines "$RUN" "$(kvm_marks)"
}

# A line for every VM whose counters did not count all the time.
kvm_marks() {
  while read -r kvm_vm kvm_name kvm_value; do
    [ "$kvm_name $kvm_value" != 'partly ' ] || mark_line "$kvm_vm" "faults in KVM of $kvm_vm were not counted all the time"
  done <"$RUN_DIR/kvm.said"
}
