# shellcheck shell=sh
# How a line gets into the journal, what the journal says already, and what run.sh still means to do.

# emit EVENT [KEY=TEXT | KEY:=JSON]...: a line about the present block and session.
emit() {
  emit_event=$1
  shift
  emit_session
  set -- event "$JOURNAL" "$emit_event" "block:=${BLOCK:-null}" "$EMIT_SESSION" "$@"
  "$HELPER" "$@" && return 0
  journal_room
  "$HELPER" "$@" || journal_lost
}

# emit_lines RUN LINES: events about the present block and session, and about RUN where it is not empty; a line each, the
# name and its members separated by tabs. All of them or none.
emit_lines() {
  [ -n "$2" ] || return 0
  emit_text=$2
  if [ -n "$1" ]; then emit_run="run=$1"; else emit_run='run:=null'; fi
  emit_session
  set -- events "$JOURNAL" "block:=${BLOCK:-null}" "$EMIT_SESSION" "$emit_run"
  printf '%s\n' "$emit_text" | "$HELPER" "$@" && return 0
  journal_room
  printf '%s\n' "$emit_text" | "$HELPER" "$@" || journal_lost
}

# Sets EMIT_SESSION to the present session as a member of a line.
emit_session() {
  if [ -n "$SESSION" ]; then EMIT_SESSION="session=$SESSION"; else EMIT_SESSION='session:=null'; fi
}

# On a full disk the reserve that preflight laid by makes room for the last lines.
journal_room() {
  [ -e "$ATTEMPT_DIR/reserve" ] || journal_lost
  rm -f "$ATTEMPT_DIR/reserve"
}

# A journal that cannot be written at all ends the attempt: what is not on record did not happen.
journal_lost() {
  printf 'The journal cannot be written: %s\n' "$JOURNAL" >&2
  exit 9
}

# problem WHAT REMEDY
problem() {
  printf 'problem: %s (%s)\n' "$1" "$2" >&2
  emit problem "what=$1" "remedy=$2"
}

run_ended() {
  "$HELPER" ended "$JOURNAL" "$1"
}

# journal_count EVENT [KEY=TEXT]...
journal_count() {
  if [ -e "$JOURNAL" ]; then "$HELPER" count "$JOURNAL" "$@"; else echo 0; fi
}

# session_runs SESSION: lines `RUN WORKLOAD PHASE` in the order of run.sh.
session_runs() {
  awk -v session="$1" '$1 == "run_program" && $2 == session { print $3, $4, $5 }' "$ATTEMPT_DIR/run.sh"
}

# block_runs BLOCK: its runs, one a line.
block_runs() {
  awk -v block="$1" '
    $1 == "session_begin" { of[$2] = $3 }
    $1 == "run_program" && of[$2] == block { print $3 }' "$ATTEMPT_DIR/run.sh"
}

# all_ended: every run named first on a line of standard input has ended.
all_ended() {
  while read -r all_run all_rest; do
    run_ended "$all_run" || return 1
  done
  : "${all_rest:-}"
}

# needed_later SESSION RUN WORKLOAD: a later run of this program in the session is still open.
needed_later() {
  session_runs "$1" | {
    needed_after=no
    while read -r needed_run needed_workload needed_phase; do
      : "$needed_phase"
      if [ "$needed_run" = "$2" ]; then
        needed_after=yes
      elif [ "$needed_after" = yes ] && [ "$needed_workload" = "$3" ] && ! run_ended "$needed_run"; then
        exit 0
      fi
    done
    exit 1
  }
}

# Sets NOW to hundredths of a second since boot, without starting a process.
clock() {
  read -r NOW clock_rest </proc/uptime
  : "$clock_rest"
  NOW=${NOW%.*}${NOW#*.}
  while :; do
    case $NOW in 0?*) NOW=${NOW#0} ;; *) break ;; esac
  done
}

# seconds HUNDREDTHS
seconds() {
  printf '%d.%02d' $(($1 / 100)) $(($1 % 100))
}

# wait_all PID...: 1 when any of them failed. QEMU is a child of this shell too, so a plain `wait` would not return.
wait_all() {
  wait_result=0
  for wait_process; do
    wait "$wait_process" || wait_result=1
  done
  return "$wait_result"
}

# keep NEW NAME: gives a file its name when its bytes are on the disk, so that what has that name is whole, also after the
# host went down.
keep() {
  sync "$1" && mv "$1" "$2"
}
