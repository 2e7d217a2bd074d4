# shellcheck shell=sh
# The library of run.sh: `. lib/vmpart.sh` in an attempt folder gives attempt_begin, stop_when_precise, host_setting,
# session_levels, session_setting, session_techniques, session_begin, run_program, session_end, block_end and
# attempt_end. docs/bundle.md says what each does.
#
# Names in capitals are shared between these files; everything else belongs to the function that sets it.
set -u

ATTEMPT_DIR=$(pwd -P)
ATTEMPT=${ATTEMPT_DIR##*/}
BASE=${ATTEMPT_DIR%/attempts/*}
CACHE=$BASE/cache
JOURNAL=$ATTEMPT_DIR/journal.jsonl
# Sockets, keys, consoles, working folders: a tmpfs of the attempt's own mount namespace, with a path short enough for
# the 108 bytes of AF_UNIX.
RUN_DIR=/dev/shm/vmpart
# What programs find the bundle by; in guests it is /vmpart.
VMPART_HOME=$ATTEMPT_DIR
# Present block and session, empty outside; why the rest is left out, empty while it is not.
BLOCK='' SESSION='' SESSION_STATE=idle STOP='' WHY=''
OPEN_RUNS=0
# What stop_when_precise asked for, empty without; runs that were open when it was reached.
PRECISE_WIDTH='' PRECISE_MINIMUM='' PRECISE_OPEN=0
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# Programs print and sort alike on every host and in guests.
LC_ALL=C
export ATTEMPT_DIR ATTEMPT BASE CACHE JOURNAL RUN_DIR VMPART_HOME PATH LC_ALL
export BLOCK SESSION SESSION_STATE STOP WHY OPEN_RUNS
export PRECISE_WIDTH PRECISE_MINIMUM PRECISE_OPEN

# Values that attempt.env may set.
VMPART_ORIGIN=measured PLAN_HASH=0 TOOL_VERSION=0 BOOT_LIMIT=120 GUEST_KERNEL='' HOUSEKEEPING='' ACCEL=kvm
CPU_MODEL=host NIC_MODELS='' OUTPUT_MAX=67108864 WATCH_SECONDS=1 ANSWER_LIMIT=30 COLLECT='' SAMPLE_SECONDS=1
TECHNIQUE_LIMIT=60 BALLOON=''
# shellcheck source=/dev/null
. "$ATTEMPT_DIR/attempt.env"
export VMPART_ORIGIN PLAN_HASH TOOL_VERSION BOOT_LIMIT GUEST_KERNEL HOUSEKEEPING ACCEL CPU_MODEL NIC_MODELS
export OUTPUT_MAX WATCH_SECONDS ANSWER_LIMIT COLLECT SAMPLE_SECONDS TECHNIQUE_LIMIT BALLOON

for part in helper state stop root undo settings prepare network guest_kernel guest_files guest_root keys vm place session \
  group region region_room traffic sample kvm_faults counters pages swap reclaim balloon techniques collect program hints built \
  preflight shared shared_library used precise attempt; do
  # shellcheck source=/dev/null
  . "$ATTEMPT_DIR/lib/$part.sh"
done
