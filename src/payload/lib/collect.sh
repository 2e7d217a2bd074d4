# shellcheck shell=sh
# When collectors begin and end. What the experiment asks for is in COLLECT; a part that this host cannot give is told
# once a session by `missing`, and the runs go on without it.

# collects PART: the experiment asks for it.
collects() {
  case " $COLLECT " in *" $1 "*) return 0 ;; esac
  return 1
}

# missing PART WHAT REMEDY
missing() {
  emit missing "part=$1" "what=$2" "remedy=$3"
}

# The VMs are up and can be logged into; nothing has run in them.
collect_session_begin() {
  sample_begin
}

# Before the VMs end; also where they never came up.
collect_session_end() {
  kvm_faults_stop
  sample_end
}

# Right before the program is started in the guests, and right after it has ended there. collect_run_begin: 1 as in_guests
# when a guest does not answer.
collect_run_begin() {
  pages_begin
  counters_begin || return 1
  traffic_begin
}

collect_run_end() {
  traffic_end
  counters_end
  pages_end
  regions_run
}
