# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# Where things were found, against where they were declared, into the journal.

# placement_lines VM [KINDS]: lines of `readback` or `watch` as lines for emit_lines, with KINDS those of these kinds only.
placement_lines() {
  while read -r placed_kind placed_index placed_declared placed_found placed_verdict placed_pages; do
    case $placed_verdict in ok) placed_ok=true ;; bad) placed_ok=false ;; *) continue ;; esac
    case " ${2:-$placed_kind} " in *" $placed_kind "*) ;; *) continue ;; esac
    printf 'placement\tvm=%s\tkind=%s\tdeclared=%s\tfound=%s\tok:=%s' "$1" "$placed_kind" "${placed_declared#-}" \
      "${placed_found#-}" "$placed_ok"
    [ "$placed_index" = - ] || printf '\tindex:=%s' "$placed_index"
    if [ "$placed_kind" = memory ]; then pages_member "$placed_pages"; fi
    printf '\n'
  done
}

# mark_line VM WHAT: why a run does not count as declared, as a line for emit_lines.
mark_line() {
  printf 'mark\tvm=%s\twhat=%s\n' "$1" "$2"
}

# pages_member 'NODE=BYTES NODE=BYTES' [NAME]: as a member whose value is an object, `pages` without a NAME.
pages_member() {
  pages_text=
  for pages_item in $1; do
    pages_text="$pages_text,\"${pages_item%%=*}\":${pages_item#*=}"
  done
  printf '\t%s:={%s}' "${2:-pages}" "${pages_text#,}"
}

# read_back RUN KINDS: every VM now; RUN may be empty. What cannot be read back is a mark.
read_back() {
  back_lines=$(
    for back_vm in $VMS; do
      vm_pid "$back_vm"
      if back_found=$("$HELPER" readback "$VM_PID" "$RUN_DIR/$back_vm.qmp" "$VM_PLACE"); then
        printf '%s\n' "$back_found" | placement_lines "$back_vm" "$2"
      else
        mark_line "$back_vm" "where $back_vm was could not be read back"
      fi
    done
  )
  emit_lines "$1" "$back_lines"
}

# watch_begin: looks at every VM until watch_end; where floating vCPUs are is noted in NAME.seen. Watchers end when
# descriptor 8, their input, is closed.
watch_begin() {
  rm -f "$RUN_DIR/watch.in"
  mkfifo "$RUN_DIR/watch.in"
  exec 8<>"$RUN_DIR/watch.in"
  WATCHERS=
  for watch_vm in $VMS; do
    vm_pid "$watch_vm"
    "$HELPER" watch "$WATCH_SECONDS" "$VM_PID" "$RUN_DIR/$watch_vm.qmp" "$VM_PLACE" "$RUN_DIR/$watch_vm.seen" \
      8>&- <"$RUN_DIR/watch.in" >"$RUN_DIR/$watch_vm.watch" 2>/dev/null &
    WATCHERS="$WATCHERS$! "
  done
}

# watch_end RUN: what the watchers saw. One that has not seen it to the end marks the run.
watch_end() {
  exec 8>&-
  watch_lost=
  for watch_vm in $VMS; do
    wait "${WATCHERS%% *}" || watch_lost="$watch_lost $watch_vm"
    WATCHERS=${WATCHERS#* }
  done
  watched_lines=$(
    for watch_vm in $VMS; do
      placement_lines "$watch_vm" <"$RUN_DIR/$watch_vm.watch"
    done
    for watch_vm in $watch_lost; do
      mark_line "$watch_vm" "where the vCPUs of $watch_vm were was not watched to the end"
    done
  )
  emit_lines "$1" "$watched_lines"
}

# record_ranks RUN RANKS-FILE RECORDS-FILE: where the ranks ran, and a mark for each that does not say. Records come from
# programs: one that is not as the helper writes it is none.
record_ranks() {
  [ -s "$2" ] || return 0
  rank_lines=$(awk -v OFS='\t' '
    function text(record, name) { return rest(record, "\"" name "\":\"", "\"") }
    function word(record, name) { return rest(record, "\"" name "\":", "[,}]") }
    function rest(record, before, behind,   at) {
      at = index(record, before)
      if (at == 0) return ""
      record = substr(record, at + length(before))
      return match(record, behind) ? substr(record, 1, RSTART - 1) : ""
    }
    FILENAME == ARGV[1] {
      gsub(/\t/, " ")
      rank = word($0, "rank")
      if (!(rank in records) && word($0, "threads") ~ /^[0-9]+$/ && word($0, "ok") ~ /^(true|false)$/) records[rank] = $0
      next
    }
    {
      vm = $2 == "-" ? "vm:=null" : "vm=" $2
      if (!($1 in records)) { print "mark", vm, "what=rank " $1 " left no record of where it ran"; next }
      found = records[$1]
      print "placement", vm, "kind=rank", "index:=" $1, "declared=" text(found, "declared"), "found=" text(found, "found"), \
        "threads:=" word(found, "threads"), "ok:=" word(found, "ok")
      if (index(found, "\"why\":") > 0) print "mark", vm, "what=rank " $1 ": " text(found, "why")
    }' "$3" "$2")
  emit_lines "$1" "$rank_lines"
}
