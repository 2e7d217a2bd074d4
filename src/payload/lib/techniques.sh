# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# What is done to the VMs of a session between two runs. A technique is a function `technique_WORD VM` (reclaim.sh,
# balloon.sh, pages.sh). It sets TECHNIQUE_COMPLETE=true, or TECHNIQUE_WHY to why it is not; where host or guest cannot
# do it at all, TECHNIQUE_LACKS and TECHNIQUE_REMEDY. It has until TECHNIQUE_UNTIL (as clock tells time). All VMs are
# treated at once, each in a subshell: root_verb, whose answers come one after the other, is not for them.

# Words for which a session was told what is missing: ` SESSION/WORD `.
MISSING_TOLD=''

# session_techniques SESSION WORD...: before each run but the first after a boot, in this order.
session_techniques() {
  wanted_for "$1"
  shift
  WANTED_TECHNIQUES=$*
}

# techniques_apply: 1 when the session is over; the run that was to follow stays open.
techniques_apply() {
  if [ "$LAYOUT" = native ] || [ -z "$EARLIER" ] || [ "$WANTED_FOR" != "$SESSION" ]; then return 0; fi
  for apply_word in $WANTED_TECHNIQUES; do
    vms_live "before $RUN" || return 1
    if [ "$apply_word" = restart ]; then vms_restart; else vms_treat "$apply_word"; fi || return 1
  done
}

# vms_live WHEN: 1 when one has died, with which the session is over.
vms_live() {
  for live_vm in $VMS; do
    vm_alive "$live_vm" || { run_lost "$live_vm" "died $1"; return 1; }
  done
}

# vms_treat WORD: 1 as techniques_apply.
vms_treat() {
  treat_processes=
  for treat_vm in $VMS; do
    vm_treat "$1" "$treat_vm" </dev/null >"$RUN_DIR/$treat_vm.treated" &
    treat_processes="$treat_processes $!"
  done
  # shellcheck disable=SC2086 # process ids
  wait_all $treat_processes
  vms_live "while $1 was done before $RUN" || return 1
  emit_lines '' "$(treated_lines "$1")"
  if grep -q '^missing' "$RUN_DIR"/*.treated; then MISSING_TOLD="$MISSING_TOLD $SESSION/$1 "; fi
}

# treated_lines WORD: what was said of all VMs, without what the session was told before.
treated_lines() {
  for treated_vm in $VMS; do
    cat "$RUN_DIR/$treated_vm.treated"
  done | case $MISSING_TOLD in
    *" $SESSION/$1 "*) grep -v '^missing' ;;
    *) awk '!/^missing/ || !told[$0]++' ;;
  esac
}

# vm_treat WORD VM: does it and prints lines for emit_lines. A run whose VMs were not treated does not count.
vm_treat() {
  TECHNIQUE_COMPLETE=false TECHNIQUE_WHY='' TECHNIQUE_LACKS='' TECHNIQUE_REMEDY='' TECHNIQUE_MEMBERS=''
  MAPPED='' treat_able=no
  if memory_told "$2" && mapped "$2"; then treat_able=yes; fi
  treat_before=$MAPPED
  clock
  treat_began=$NOW
  TECHNIQUE_UNTIL=$((NOW + TECHNIQUE_LIMIT * 100))
  [ "$treat_able" = no ] || "technique_$1" "$2" >/dev/null
  clock
  treat_took=$((NOW - treat_began))
  mapped "$2"
  [ -z "$TECHNIQUE_LACKS" ] || TECHNIQUE_WHY=$TECHNIQUE_LACKS
  technique_line "$1" "$2" "$treat_took" "$treat_before" "$MAPPED"
  [ -z "$TECHNIQUE_LACKS" ] || printf 'missing\tpart=%s\twhat=%s\tremedy=%s\n' "$1" "$TECHNIQUE_LACKS" "$TECHNIQUE_REMEDY"
  if [ "$TECHNIQUE_COMPLETE" = true ] || [ "$RUN_EVENT" = warmup ]; then return 0; fi
  mark_line "$2" "$1 of $2 before this run was not complete: $TECHNIQUE_WHY"
}

# technique_line WORD VM HUNDREDTHS BEFORE AFTER: memory by node as mapped gives it.
technique_line() {
  printf 'technique\ttechnique=%s\tvm=%s\tseconds:=%s\tcomplete:=%s' "$1" "$2" "$(seconds "$3")" "$TECHNIQUE_COMPLETE"
  pages_member "$4" before
  pages_member "$5" after
  [ "$TECHNIQUE_COMPLETE" = true ] || printf '\twhy=%s' "$TECHNIQUE_WHY"
  printf '%s\n' "$TECHNIQUE_MEMBERS"
}

# memory_told VM: 1 where the kernel of the host does not say on which node memory lies.
memory_told() {
  vm_pid "$1"
  [ ! -r "/proc/$VM_PID/numa_maps" ] || return 0
  TECHNIQUE_LACKS='the host does not tell where memory of VMs lies (/proc/PID/numa_maps)'
  TECHNIQUE_REMEDY='Use a kernel with CONFIG_NUMA on the host.'
  return 1
}

# mapped VM: sets MAPPED to the guest memory that the host has mapped by node, `NODE=BYTES NODE=BYTES`, and MAPPED_BYTES
# to its sum; 1 with TECHNIQUE_WHY when that cannot be read back.
mapped() {
  MAPPED='' MAPPED_BYTES=0
  vm_pid "$1"
  mapped_said=$("$HELPER" readback "$VM_PID" "$RUN_DIR/$1.qmp" "$VM_PLACE" 2>/dev/null) || {
    TECHNIQUE_WHY='where its memory lies could not be read back'
    return 1
  }
  MAPPED=$(printf '%s\n' "$mapped_said" | mapped_nodes)
  for mapped_item in $MAPPED; do
    MAPPED_BYTES=$((MAPPED_BYTES + ${mapped_item#*=}))
  done
}

# mapped_nodes: of the lines of `readback`, all pieces of memory together.
mapped_nodes() {
  awk '
    $1 == "memory" {
      for (i = 6; i <= NF; i++) {
        split($i, part, "=")
        bytes[part[1]] += part[2]
        if (part[1] + 0 > last) last = part[1] + 0
      }
    }
    END { for (node = 0; node <= last; node++) if (node in bytes) printf "%d=%.0f ", node, bytes[node] }'
}

# still VM HUNDREDTHS BYTES: waits until its mapped memory has not moved by more than BYTES for so long; 1 with
# TECHNIQUE_WHY when the time is up before.
still() {
  mapped "$1" || return 1
  clock
  still_since=$NOW still_bytes=$MAPPED_BYTES
  while [ $((NOW - still_since)) -lt "$2" ]; do
    if [ "$NOW" -ge "$TECHNIQUE_UNTIL" ]; then
      TECHNIQUE_WHY="its memory was not still after $TECHNIQUE_LIMIT s"
      return 1
    fi
    sleep 0.5
    mapped "$1" || return 1
    clock
    still_moved=$((MAPPED_BYTES - still_bytes))
    [ "${still_moved#-}" -le "$3" ] || still_since=$NOW still_bytes=$MAPPED_BYTES
  done
}

# vms_restart: the cure of reference. What follows counts from the new boot; 1 as techniques_apply.
vms_restart() {
  restart_before=$(mapped_all)
  clock
  restart_began=$NOW
  session_vms_end
  EARLIER=
  session_vms || { OPEN_RUNS=$((OPEN_RUNS + 1)); session_fail; return 1; }
  clock
  emit_lines '' "$(printf '%s\n' "$restart_before" | restarted_lines $((NOW - restart_began)))"
}

# mapped_all: a line for each VM.
mapped_all() {
  for all_vm in $VMS; do
    mapped "$all_vm"
    printf '%s\n' "$MAPPED"
  done
}

# restarted_lines HUNDREDTHS: reads what was mapped before.
restarted_lines() {
  TECHNIQUE_COMPLETE=true TECHNIQUE_MEMBERS=''
  for restarted_vm in $VMS; do
    IFS= read -r restarted_before
    mapped "$restarted_vm" </dev/null
    technique_line restart "$restarted_vm" "$1" "$restarted_before" "$MAPPED"
  done
}
