# shellcheck shell=sh
# What the kernels of host and guests count, over a run: readings by the helper right before and right after it, kept in
# RUN_DIR as NAME.before and NAME.after (`@` is the host itself), and their differences. docs/memory/counters.md says what
# each counter is.

# Before a program starts: guests first, whose answer would else be counted of QEMU. 1 as in_guests.
counters_begin() {
  counted || return 0
  counted_anew before
  count_guests before || return 1
  # What else is told of QEMU are levels, which are read at the end, and some of them are expensive.
  count_host before "$COUNTED" "$(counted_of 'faults systemTime steal')"
  kvm_faults_begin
}

# After it has ended, the other way round. What a guest does not tell by then is left out: the run is over.
counters_end() {
  counted || return 0
  counted_anew after
  kvm_faults_end
  count_host after "$COUNTED" "$COUNTED"
  count_ranks
  count_guests after || count_failed after "$SILENT_VM" "$SILENT_VM was not asked for what it counts: it $SILENT_WHY"
  counters_missing
  emit_lines "$RUN" "$(counters_lines)"
}

# Sets COUNTED to what the experiment asks of kernels' own counters; 1 when there is nothing to count, or this run is the
# history of another.
counted() {
  COUNTED=$(counted_of 'faults systemTime steal pageTables ksm balloon swap')
  [ "$RUN_EVENT" != warmup ] || return 1
  [ -n "$COUNTED" ] || kvm_faults_wanted
}

# counted_of PARTS: those that the experiment asks for.
counted_of() {
  counted_text=
  for counted_part in $1; do
    if collects "$counted_part"; then counted_text="$counted_text${counted_text:+ }$counted_part"; fi
  done
  printf '%s' "$counted_text"
}

# counted_anew ENDING: empty readings.
counted_anew() {
  for counted_name in @ $VMS; do
    : >"$RUN_DIR/$counted_name.$1"
  done
}

# count_guests ENDING: all at once; 1 as in_guests.
count_guests() {
  counted_inside=$(counted_of 'faults systemTime steal pageTables swap')
  [ -z "$counted_inside" ] || in_guests "/vmpart/bin/vmpart-host counts guest $counted_inside || true" "$1"
}

# count_host ENDING PARTS PARTS-OF-QEMU
count_host() {
  [ -n "$2" ] || return 0
  # shellcheck disable=SC2086 # names of parts
  "$HELPER" counts host $2 >>"$RUN_DIR/@.$1" || count_failed "$1" @ 'the host could not be asked for what it counts'
  [ -n "$3" ] || return 0
  for counted_vm in $VMS; do
    vm_pid "$counted_vm"
    # shellcheck disable=SC2086
    "$HELPER" counts qemu "$VM_PID" "$RUN_DIR/$counted_vm.qmp" $3 >>"$RUN_DIR/$counted_vm.$1" ||
      count_failed "$1" "$counted_vm" "QEMU of $counted_vm could not be asked for its threads"
  done
}

# count_failed ENDING NAME WHAT: a line as the helper has it for what is missing.
count_failed() {
  printf 'missing\t%s\t%s\t%s\n' "${COUNTED%% *}" "$3" 'Look at start.log in the attempt folder.' >>"$RUN_DIR/$2.$1"
}

# What the ranks' own records say: sums over those of a VM, or of the native program.
count_ranks() {
  counted_ranks=$ATTEMPT_DIR/programs/$WORKLOAD/$LAYOUT.ranks
  [ -s "$counted_ranks" ] || return 0
  if [ "$LAYOUT" = native ]; then rank_counts - >>"$RUN_DIR/@.after"; fi
  for counted_vm in $VMS; do
    rank_counts "$counted_vm" >>"$RUN_DIR/$counted_vm.after"
  done
}

# rank_counts VM: lines `rankNAME VALUE`; none of what one of the ranks has not told.
rank_counts() {
  rank_names=
  if collects faults; then rank_names='minorFaults majorFaults'; fi
  if collects systemTime; then rank_names="$rank_names userSeconds systemSeconds"; fi
  if collects pageTables; then rank_names="$rank_names pageTableBytes"; fi
  awk -v vm="$1" -v names="$rank_names" '
    function number(name,   at, text) {
      at = index($0, "\"" name "\":")
      if (at == 0) return ""
      text = substr($0, at + length(name) + 3)
      return match(text, /^[0-9]+(\.[0-9]+)?[,}]/) ? substr(text, 1, RLENGTH - 1) : ""
    }
    BEGIN { count = split(names, name, " ") }
    FILENAME == ARGV[1] {
      rank = number("rank")
      if (rank == "" || rank in told) next
      told[rank] = 1
      for (i = 1; i <= count; i++) value[rank, i] = number(name[i])
      next
    }
    $2 == vm {
      ranks++
      for (i = 1; i <= count; i++) {
        if (value[$1, i] == "") lacks[i] = 1
        else sum[i] += value[$1, i]
      }
    }
    END {
      for (i = 1; i <= count && ranks > 0; i++)
        if (!(i in lacks))
          printf "rank%s%s " (name[i] ~ /Seconds$/ ? "%.6f" : "%.0f") "\n", toupper(substr(name[i], 1, 1)), \
            substr(name[i], 2), sum[i]
    }' "$RUN_DIR/records" "$counted_ranks"
}

# What both readings lack, each once a session.
counters_missing() {
  : >>"$RUN_DIR/missing.told"
  missing_lines=$(
    for missing_name in @ $VMS; do
      cat "$RUN_DIR/$missing_name.before" "$RUN_DIR/$missing_name.after"
    done | awk -F '\t' '
      FILENAME == ARGV[1] { told[$0] = 1; next }
      $1 == "missing" && NF == 4 && !($0 in told) { told[$0] = 1; print }' "$RUN_DIR/missing.told" -
  )
  [ -n "$missing_lines" ] || return 0
  printf '%s\n' "$missing_lines" >>"$RUN_DIR/missing.told"
  emit_lines '' "$(printf '%s\n' "$missing_lines" |
    awk -F '\t' -v OFS='\t' '{ print $1, "part=" $2, "what=" $3, "remedy=" $4 }')"
}

# A line for the host and each VM, for emit_lines.
counters_lines() {
  counters_line 'vm:=null' @
  for counters_vm in $VMS; do
    counters_line "vm=$counters_vm" "$counters_vm"
  done
}

# counters_line MEMBER NAME: differences of the two readings, levels (bytes) and sums over ranks as they are at the end. A
# counter that was not there before, or has gone back, is left out.
counters_line() {
  awk -v member="$1" '
    function add(name, value) {
      text = text (text == "" ? "" : ",") "\"" name "\":" sprintf(name ~ /Seconds$/ ? "%.6f" : "%.0f", value)
    }
    NF != 2 || $1 !~ /^[a-zA-Z]+$/ || $2 !~ /^[0-9]+(\.[0-9]+)?$/ { next }
    FILENAME == ARGV[1] { before[$1] = $2; next }
    $1 in after { next }
    { after[$1] = $2 }
    $1 ~ /Bytes$|^rank/ { add($1, $2); next }
    $1 in before && $2 - before[$1] >= 0 { add($1, $2 - before[$1]) }
    END { printf "counters\t%s\tcounters:={%s}\n", member, text }' "$RUN_DIR/$2.before" "$RUN_DIR/$2.after"
}
