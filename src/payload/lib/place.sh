# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# Where things were found, against where they were declared, into the journal.

# record_placement RUN VM: lines of `readback` or `watch` as events; RUN may be empty.
record_placement() {
  if [ -n "$1" ]; then placed_run="run=$1"; else placed_run='run:=null'; fi
  placed_vm=$2
  while read -r placed_kind placed_index placed_declared placed_found placed_verdict placed_pages; do
    case $placed_verdict in ok) placed_ok=true ;; bad) placed_ok=false ;; *) continue ;; esac
    set -- "declared=${placed_declared#-}" "found=${placed_found#-}" "ok:=$placed_ok"
    [ "$placed_index" = - ] || set -- "$@" "index:=$placed_index"
    [ "$placed_kind" != memory ] || set -- "$@" "pages:=$(pages_json "$placed_pages")"
    emit placement "$placed_run" "vm=$placed_vm" "kind=$placed_kind" "$@"
  done
}

# pages_json 'NODE=BYTES NODE=BYTES': as a JSON object.
pages_json() {
  pages_text=
  for pages_item in $1; do
    pages_text="$pages_text,\"${pages_item%%=*}\":${pages_item#*=}"
  done
  printf '{%s}' "${pages_text#,}"
}

# read_back RUN KINDS: every VM now; KINDS is a pattern of the kinds to record. What cannot be read back marks the run.
read_back() {
  for back_vm in $VMS; do
    vm_pid "$back_vm"
    if "$HELPER" readback "$VM_PID" "$RUN_DIR/$back_vm.qmp" "$(vm_place_file "$back_vm")" >"$RUN_DIR/$back_vm.back"; then
      grep -E "^($2) " "$RUN_DIR/$back_vm.back" | record_placement "$1" "$back_vm"
    else
      mark "$1" "where $back_vm was could not be read back" "$back_vm"
    fi
  done
}

# watch_begin: looks at every VM until watch_end. Watchers end when descriptor 8, their input, is closed.
watch_begin() {
  rm -f "$RUN_DIR/watch.in"
  mkfifo "$RUN_DIR/watch.in"
  exec 8<>"$RUN_DIR/watch.in"
  WATCHERS=
  for watch_vm in $VMS; do
    vm_pid "$watch_vm"
    "$HELPER" watch "$WATCH_SECONDS" "$VM_PID" "$RUN_DIR/$watch_vm.qmp" "$(vm_place_file "$watch_vm")" \
      8>&- <"$RUN_DIR/watch.in" >"$RUN_DIR/$watch_vm.watch" 2>/dev/null &
    WATCHERS="$WATCHERS$! "
  done
}

# watch_end RUN: what the watchers saw. One that has not seen it to the end marks the run.
watch_end() {
  exec 8>&-
  for watch_vm in $VMS; do
    watch_this=${WATCHERS%% *}
    WATCHERS=${WATCHERS#* }
    wait "$watch_this" || mark "$1" "where the vCPUs of $watch_vm were was not watched to the end" "$watch_vm"
    record_placement "$1" "$watch_vm" <"$RUN_DIR/$watch_vm.watch"
  done
}

# record_ranks RUN RANKS-FILE RECORDS-FILE: where the ranks ran, and a mark for each that does not say.
record_ranks() {
  [ -s "$2" ] || return 0
  while read -r rank_number rank_vm rank_cpus; do
    : "$rank_cpus"
    rank_record=$(sed -n "/\"rank\":$rank_number,/{p;q}" "$3" 2>/dev/null)
    if [ -n "$rank_record" ]; then
      record_rank "$1" "${rank_vm#-}" "$rank_number" "$rank_record"
    else
      mark "$1" "rank $rank_number left no record of where it ran" "${rank_vm#-}"
    fi
  done <"$2"
}

# record_rank RUN VM RANK RECORD: VM is empty natively.
record_rank() {
  if [ -n "$2" ]; then rank_where="vm=$2"; else rank_where='vm:=null'; fi
  emit placement "run=$1" "$rank_where" kind=rank "index:=$3" "declared=$(rank_text "$4" declared)" \
    "found=$(rank_text "$4" found)" "threads:=$(rank_word "$4" threads)" "ok:=$(rank_word "$4" ok)"
  case $4 in *'"why":'*) mark "$1" "rank $3: $(rank_text "$4" why)" "$2" ;; esac
}

# rank_text RECORD MEMBER: a string of the helper's record: a kernel list, or words.
rank_text() {
  rank_rest=${1#*\""$2"\":\"}
  printf '%s' "${rank_rest%%\"*}"
}

# rank_word RECORD MEMBER: a number, true or false.
rank_word() {
  rank_rest=${1#*\""$2"\":}
  printf '%s' "${rank_rest%%[,\}]*}"
}
