# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# A session: from the start of its VMs (or the preparation of the native machine) to their end.

# session_begin SESSION BLOCK LAYOUT [VARIANT]: VARIANT is the folder of the VMs where the layout has several.
session_begin() {
  SESSION_STATE=idle
  if stopped; then return 0; fi
  if session_runs "$1" | all_ended; then return 0; fi
  SESSION=$1 BLOCK=$2 LAYOUT=$3 VARIANT=${4:-$3} VMS='' EARLIER='' FAULT=''
  BLOCK_TOUCHED=yes
  SESSION_STATE=up
  [ "$LAYOUT" = native ] || VMS=$(awk '{ printf sep $1; sep = " " }' "$ATTEMPT_DIR/vms/$VARIANT/vms")
  printf '%s %s\n' "$SESSION" "$BLOCK" >"$ATTEMPT_DIR/session"
  session_said
  settings_make || { session_fail; return 0; }
  prepare_host
  [ "$LAYOUT" = native ] || session_vms || session_fail
}

# The first line about a session.
session_said() {
  set -- "layout=$LAYOUT" "vms:=$(vms_json)" "boot:=$(($(journal_count session_begin "session=$SESSION") + 1))"
  if [ "$WANTED_FOR" = "$SESSION" ] && [ -n "$WANTED_LEVELS" ]; then set -- "$@" "levels:=$WANTED_LEVELS"; fi
  emit session_begin "$@"
}

# Names of the session's VMs as a JSON array; names are restricted to letters, digits and dashes.
vms_json() {
  vms_text=
  for vms_name in $VMS; do
    vms_text="$vms_text,\"$vms_name\""
  done
  printf '[%s]' "${vms_text#,}"
}

# Starts the VMs of VARIANT; 1 with FAULT when one does not come up.
session_vms() {
  FAULT='the files of the guests could not be made'
  session_keys "$VARIANT" && session_initrd "$VARIANT" "$RUN_DIR/ssh" || return 1
  regions_make || return 1
  for session_vm in $VMS; do
    vm_start "$VARIANT" "$session_vm"
  done
  for session_vm in $VMS; do
    vm_answers "$session_vm" || { vm_fault "$session_vm" 'QEMU did not start'; return 1; }
  done
  FAULT='the taps could not be put on the bridge'
  network_join_taps || return 1
  session_place || return 1
  clock
  session_began=$NOW
  for session_vm in $VMS; do
    "$HELPER" qmp "$RUN_DIR/$session_vm.qmp" cont >/dev/null
  done
  # shellcheck disable=SC2086 # names hold no spaces
  vms_wait_ready "$session_began" $VMS || return 1
  session_connect
}

# Pins the vCPU threads while they stand still, and records where they were found.
session_place() {
  for session_vm in $VMS; do
    vm_pid "$session_vm"
    place_said=$("$HELPER" place "$VM_PID" "$RUN_DIR/$session_vm.qmp" "$VM_PLACE" 2>&1) || {
      FAULT="$session_vm could not be placed: $place_said"
      problem "$FAULT" 'Check the PUs of the layout against the host (vmpart check --live).'
      return 1
    }
  done
  read_back '' 'vcpu emulator'
}

# Opens a connection to every VM that later calls use, and records the memory that booting has mapped.
session_connect() {
  connecting=
  for session_vm in $VMS; do
    guest "$BOOT_LIMIT" "$session_vm" true </dev/null >"$RUN_DIR/$session_vm.connect" 2>&1 &
    connecting="$connecting $!"
  done
  # shellcheck disable=SC2086 # process ids
  if ! wait_all $connecting; then
    FAULT="a guest does not answer by ssh: $(cat "$RUN_DIR"/*.connect | one_line)"
    problem "$FAULT" 'Look at start.log in the attempt folder, and whether sshd starts on the host itself.'
    return 1
  fi
  read_back '' memory
  collect_session_begin
}

# guest SECONDS VM COMMAND-LINE: in a guest, for so long at most; 124 when it has not ended by then.
guest() {
  timeout "$1" ssh -F "$RUN_DIR/config" "$2" "$3"
}

# session_fail: says why and ends the VMs; the list goes on with the next session.
session_fail() {
  printf 'session %s failed: %s\n' "$SESSION" "$FAULT" >&2
  SESSION_STATE=failed
  session_vms_end
  settings_undo
  emit session_end state=failed "why=$FAULT"
  rm -f "$ATTEMPT_DIR/session"
  SESSION='' BLOCK=''
}

session_vms_end() {
  collect_session_end
  regions_end
  for session_vm in $VMS; do
    ssh -F "$RUN_DIR/config" -O exit "$session_vm" >/dev/null 2>&1
    vm_end "$session_vm"
  done
  find "$RUN_DIR" -mindepth 1 -delete
}

# session_end SESSION
session_end() {
  [ "$SESSION_STATE" = up ] || return 0
  if session_runs "$1" | all_ended; then session_verdict=ok; else session_verdict=cancelled; fi
  session_vms_end
  settings_undo
  emit session_end "state=$session_verdict"
  rm -f "$ATTEMPT_DIR/session"
  SESSION='' BLOCK='' SESSION_STATE=idle
}
