# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# One execution of one program in the present session.

# run_program SESSION RUN WORKLOAD PHASE LIMIT-SECONDS
run_program() {
  # Thousands may be left, and looking each up in the journal takes its time.
  [ "$STOP" != precise ] || return 0
  RUN=$2 WORKLOAD=$3 PHASE=$4 LIMIT=$5 RUN_EVENT=run_end
  if run_ended "$RUN"; then
    # After a new boot a program has lost its history; what later runs of it rest on is done again.
    if [ "$SESSION_STATE" != up ] || stopped || ! needed_later "$@"; then return 0; fi
    RUN_EVENT=warmup PHASE=warmup
  fi
  if stopped || [ "$SESSION_STATE" != up ]; then
    OPEN_RUNS=$((OPEN_RUNS + 1))
    return 0
  fi
  techniques_apply || return 0
  count_earlier
  program_levels
  work_fresh || { run_lost "$SILENT_VM" "$SILENT_WHY before $RUN"; return 0; }
  [ "$RUN_EVENT" = warmup ] ||
    emit run_begin "run=$RUN" "workload=$WORKLOAD" "phase=$PHASE" ${PROGRAM_LEVELS:+"levels:=$PROGRAM_LEVELS"}
  : >"$RUN_DIR/records"
  if [ "$LAYOUT" = native ]; then run_native; else run_guest || return 0; fi
  program_end
}

# Sets EARLIER_RUNS: executions of this program since the session's boot.
count_earlier() {
  EARLIER_RUNS=0
  for earlier_workload in $EARLIER; do
    [ "$earlier_workload" != "$WORKLOAD" ] || EARLIER_RUNS=$((EARLIER_RUNS + 1))
  done
  EARLIER="$EARLIER $WORKLOAD"
}

# Sets PROGRAM_LEVELS to the levels of factors with which the program is started, as JSON; empty without any.
program_levels() {
  PROGRAM_LEVELS=
  [ ! -f "$ATTEMPT_DIR/programs/$WORKLOAD/levels" ] || IFS= read -r PROGRAM_LEVELS <"$ATTEMPT_DIR/programs/$WORKLOAD/levels"
}

# A new working folder with the program's files, natively or in every guest; 1 as in_guests.
work_fresh() {
  if [ "$LAYOUT" = native ]; then
    WORK=$RUN_DIR/work/$WORKLOAD
    rm -rf "$WORK"
    mkdir -p "$WORK"
    [ ! -d "$ATTEMPT_DIR/programs/$WORKLOAD/files" ] || cp -a "$ATTEMPT_DIR/programs/$WORKLOAD/files/." "$WORK/"
    return
  fi
  in_guests "sh /vmpart/guest/work.sh $WORKLOAD"
}

# in_guests COMMAND-LINE [ENDING]: in all of them at once; 1 with SILENT_VM and SILENT_WHY when one does not answer within
# ANSWER_LIMIT seconds (a guest that stands still would be waited for much longer by ssh), or could not do it. What each
# says goes behind what is in RUN_DIR/NAME.ENDING.
in_guests() {
  in_guests=
  for work_vm in $VMS; do
    if [ -n "${2:-}" ]; then work_said=$RUN_DIR/$work_vm.$2; else work_said=/dev/null; fi
    guest "$ANSWER_LIMIT" "$work_vm" "$1" </dev/null >>"$work_said" 2>/dev/null &
    in_guests="$in_guests $work_vm:$!"
  done
  SILENT_VM='' SILENT_WHY=''
  for work_process in $in_guests; do
    wait "${work_process#*:}" || silent $? "${work_process%%:*}"
  done
  [ -z "$SILENT_VM" ]
}

# silent EXIT VM: 124 and 255 are those of timeout and ssh; any other is what was called for.
silent() {
  SILENT_VM=$2
  case $1 in
    124 | 255) SILENT_WHY='does not answer' ;;
    *) SILENT_WHY="could not make ready (exit code $1)" ;;
  esac
}

# captured [--while PID,PID...] -- COMMAND...: sets CAPTURED to the helper's line about it, and CAPTURE_EXIT to how the helper ended.
captured() {
  [ -d "$ATTEMPT_DIR/raw" ] || mkdir -p "$ATTEMPT_DIR/raw"
  CAPTURED=$("$HELPER" capture --raw "$ATTEMPT_DIR/raw/$SESSION.txt" --limit "$LIMIT" --max "$OUTPUT_MAX" \
    --records "$RUN_DIR/records" "$@" 9>&- 8>&- 7>&- 6<&- 5>&- 4<&- </dev/null)
  CAPTURE_EXIT=$?
}

# The program on the host itself. It ends alone: what it leaves behind is ended before the next one.
run_native() {
  counters_begin
  # shellcheck disable=SC2016 # expanded by the inner shell
  captured -- sh -c 'cd "$1" && exec sh "$2"' sh "$WORK" "$ATTEMPT_DIR/programs/$WORKLOAD/native.sh"
  counters_end
  [ $$ -ne 1 ] || end_leftovers
}

# Ends what is left in the namespace, and waits until it is gone: giving back many gigabytes takes its time, which is not
# to be the next program's.
end_leftovers() {
  kill -KILL -1 2>/dev/null || return 0
  leftover_tries=400
  while kill -0 -1 2>/dev/null && [ "$leftover_tries" -gt 0 ]; do
    sleep 0.05
    leftover_tries=$((leftover_tries - 1))
  done
}

# The program in the guests, started in the first. 1 when a VM died or stands still, which ends the session: what the
# program did then says nothing about it.
run_guest() {
  first_vm=${VMS%% *}
  collect_run_begin || { run_lost "$SILENT_VM" "$SILENT_WHY before $RUN"; return 1; }
  watch_begin
  vm_processes
  captured --while "$VM_PROCESSES" -- ssh -F "$RUN_DIR/config" "$first_vm" \
    "cd /run/vmpart/work/$WORKLOAD && VMPART_HOME=/vmpart VMPART_JOB=$RUN LC_ALL=C exec sh /vmpart/programs/$WORKLOAD/$LAYOUT.sh"
  watch_end "$RUN"
  for guest_vm in $VMS; do
    vm_alive "$guest_vm" || { run_lost "$guest_vm" "died while $RUN ran"; return 1; }
  done
  case $CAPTURED in
    *' ok' | '') ;;
    *) in_guests true || { run_lost "$SILENT_VM" "$SILENT_WHY after $RUN"; return 1; } ;;
  esac
  collect_run_end
  read_back "$RUN" 'vcpu emulator memory'
}

# run_lost VM WHAT: the run stays open and its session is over.
run_lost() {
  vm_fault "$1" "$2"
  OPEN_RUNS=$((OPEN_RUNS + 1))
  session_fail
}

# Sets VM_PROCESSES to the ids of QEMU: nobody else tells the ssh client that a VM is gone.
vm_processes() {
  VM_PROCESSES=
  for needed_vm in $VMS; do
    vm_pid "$needed_vm"
    VM_PROCESSES="$VM_PROCESSES${VM_PROCESSES:+,}$VM_PID"
  done
}

# What a program printed could not be kept to its end.
output_lost() {
  FAULT="the output of $RUN could not be kept"
  if [ "$CAPTURE_EXIT" -eq 3 ]; then
    # The disk does not take it; what room there is, is needed for the journal.
    rm -f "$ATTEMPT_DIR/reserve"
  else
    FAULT="$RUN was broken off: what keeps its output ended with exit code $CAPTURE_EXIT"
    problem "$FAULT" 'Go on with --resume; it was killed, if nothing in start.log says otherwise (out of memory?).'
  fi
  OPEN_RUNS=$((OPEN_RUNS + 1))
  session_fail
}

# Writes down where the ranks ran and how the program ended.
program_end() {
  # shellcheck disable=SC2086 # six words
  set -- $CAPTURED
  if [ "$#" -ne 6 ]; then
    output_lost
    return 0
  fi
  [ "$RUN_EVENT" = warmup ] || record_ranks "$RUN" "$ATTEMPT_DIR/programs/$WORKLOAD/$LAYOUT.ranks" "$RUN_DIR/records"
  if [ "$5" = cut ]; then run_cut=true; else run_cut=false; fi
  emit "$RUN_EVENT" "run=$RUN" "workload=$WORKLOAD" "phase=$PHASE" "state=$6" "exit:=$1" "wallSeconds:=$2" \
    "earlier:=$EARLIER_RUNS" "raw:={\"file\":\"raw/$SESSION.txt\",\"offset\":$3,\"bytes\":$4,\"cut\":$run_cut}" ${PROGRAM_LEVELS:+"levels:=$PROGRAM_LEVELS"}
  [ "$6" = ok ] || [ "$LAYOUT" = native ] || in_guests 'sh /vmpart/guest/clear.sh'
}
