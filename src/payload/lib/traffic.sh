# shellcheck shell=sh
# Which way the data of a run goes: bytes over the VMs' interfaces and through their shared regions, read right before the
# program is started and right after it has ended. docs/shared-memory.md says what is counted, and when a run is marked.

# Only between VMs is there a choice of ways.
traffic_wanted() {
  case $VMS in *' '*) [ "$RUN_EVENT" != warmup ] ;; *) return 1 ;; esac
}

traffic_begin() {
  traffic_wanted || return 0
  traffic_read >"$RUN_DIR/traffic.before"
}

traffic_end() {
  traffic_wanted || return 0
  traffic_read >"$RUN_DIR/traffic.after"
  traffic_differences >"$RUN_DIR/traffic"
  emit_lines "$RUN" "$(traffic_lines; traffic_mark)"
}

# Lines `network INDEX SENT RECEIVED` of each interface and `region INDEX SENT MESSAGES RANKS` of each VM in each region, by
# the number of the VM; `unread` where a region does not tell, as while a rank that was killed in a VM holds its lock. What
# a VM sends is received by its tap. /sys may be that of another network namespace, /proc is this one's.
traffic_read() {
  tr ':' ' ' </proc/net/dev |
    awk '$1 ~ /^vmtap[0-9]+(n[0-9]+)?$/ { vm = $1; gsub(/^vmtap|n[0-9]+$/, "", vm); print "network", vm, $2, $10 }'
  for traffic_file in "$RUN_DIR"/*.region; do
    [ -e "$traffic_file" ] || continue
    if traffic_said=$(timeout "$ANSWER_LIMIT" "$HELPER" region stat "$traffic_file"); then
      printf '%s\n' "$traffic_said" | awk '$1 == "guest" { print "region", $2, $3, $4, $5 }'
    else
      echo unread
    fi
  done
}

# Lines `VM NETWORK-SENT NETWORK-RECEIVED REGION-SENT REGION-MESSAGES` of the run; the last two are `-` of a VM in which no rank
# used a region, or of which that is not known. A VM whose interfaces were not read twice has no line.
traffic_differences() {
  awk '
    FILENAME == ARGV[1] { name[$2] = $1; order[++vms] = $2; next }
    { file = FILENAME == ARGV[2] ? 2 : 3; sign = file == 2 ? -1 : 1 }
    $1 == "network" { sent[$2] += sign * $3; received[$2] += sign * $4; seen[$2, file] = 1 }
    $1 == "region" { through[$2] += sign * $3; messages[$2] += sign * $4; ranks[$2] += sign * $5 }
    $1 == "unread" { unread = 1 }
    END {
      for (i = 1; i <= vms; i++) {
        vm = order[i]
        if (!((vm, 2) in seen) || !((vm, 3) in seen)) continue
        used = !unread && ranks[vm] > 0 && through[vm] >= 0 && messages[vm] >= 0
        printf "%s %.0f %.0f", name[vm], sent[vm], received[vm]
        if (used) printf " %.0f %.0f\n", through[vm], messages[vm]
        else print " - -"
      }
    }' "$ATTEMPT_DIR/vms/$VARIANT/vms" "$RUN_DIR/traffic.before" "$RUN_DIR/traffic.after"
}

# A line for each VM, for emit_lines.
traffic_lines() {
  awk -v OFS='\t' '
    { region = $4 == "-" ? "null" : $4; messages = $5 == "-" ? "null" : $5 }
    { print "traffic", "vm=" $1, "networkSentBytes:=" $2, "networkReceivedBytes:=" $3, "regionSentBytes:=" region, \
        "regionMessages:=" messages }' "$RUN_DIR/traffic"
}

# A mark when the program was to go through a region and has not, as a line for emit_lines. Starting ranks, their first words to
# each other and what they print go over the network in any case: 256 KiB, 64 KiB a rank, and eight times the output; a
# hundredth of what went through the region is allowed beside it. A run that failed says so by itself.
traffic_mark() {
  traffic_program=$ATTEMPT_DIR/programs/$WORKLOAD/$LAYOUT
  [ -s "$traffic_program.shared" ] || return 0
  case $CAPTURED in *' ok') ;; *) return 0 ;; esac
  read -r traffic_region <"$traffic_program.shared"
  if grep -q unread "$RUN_DIR/traffic.before" "$RUN_DIR/traffic.after"; then
    printf 'mark\tvm:=null\twhat=which way data went is not known: region %s could not be read\n' "$traffic_region"
    return 0
  fi
  # shellcheck disable=SC2086 # six words
  set -- $CAPTURED
  awk -v region="$traffic_region" -v output="$4" '
    function size(bytes) {
      if (bytes < 1000) return bytes " B"
      if (bytes < 1e6) return sprintf("%.1f kB", bytes / 1e3)
      return bytes < 1e9 ? sprintf("%.1f MB", bytes / 1e6) : sprintf("%.2f GB", bytes / 1e9)
    }
    FILENAME == ARGV[1] { ranks++; carries[$2] = 1; next }
    { network += $2 }
    $4 != "-" { through += $4 }
    $4 == "-" && $1 in carries { without = without (without == "" ? "" : ", ") $1 }
    END {
      most = 262144 + 65536 * ranks + 8 * output + through / 100
      if (without == "" && network <= most) exit
      if (without != "") what = "no rank of " without " used region " region
      else what = "data took the network"
      printf "mark\tvm:=null\twhat=%s although shared memory was asked for: %s over the network, %s through region %s\n", \
        what, size(network), size(through + 0), region
    }' "$traffic_program.ranks" "$RUN_DIR/traffic"
}
