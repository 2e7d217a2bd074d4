# shellcheck shell=sh
# The library of run.sh: `. ./lib/vmpart.sh` in an attempt folder gives attempt_begin, session_begin, run_program,
# session_end, block_end, host_setting and attempt_end. docs/bundle.md says what each does.
#
# Names in capitals are shared between these files; everything else belongs to the function that sets it.
set -u

ATTEMPT_DIR=$(pwd -P)
BASE=${ATTEMPT_DIR%/attempts/*}
CACHE=$BASE/cache
JOURNAL=$ATTEMPT_DIR/journal.jsonl
# Sockets, keys and consoles: a tmpfs of the attempt's own mount namespace, with a path short enough for AF_UNIX.
RUN_DIR=/dev/shm/vmpart
# Present block and session, empty outside; why the rest is left out, empty while it is not.
BLOCK=
SESSION=
STOP=
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# Programs print and sort alike on every host and in guests.
LC_ALL=C
export LC_ALL ATTEMPT_DIR BASE CACHE JOURNAL RUN_DIR BLOCK SESSION STOP PATH

# The text before the attempt's own values are read, so that a value that is missing is known by its default.
ATTEMPT=${ATTEMPT_DIR##*/} ORIGIN=measured PLAN_HASH=0 TOOL_VERSION=0 BOOT_LIMIT=120 GUEST_KERNEL='' HOUSEKEEPING=''
QEMU='' OUTPUT_MAX=67108864 WATCH_SECONDS=1
# shellcheck source=/dev/null
. "$ATTEMPT_DIR/attempt.env"
VMPART_ORIGIN=$ORIGIN
export ATTEMPT ORIGIN PLAN_HASH TOOL_VERSION BOOT_LIMIT GUEST_KERNEL HOUSEKEEPING QEMU OUTPUT_MAX WATCH_SECONDS
export VMPART_ORIGIN

for part in helper state stop root undo prepare network guest_kernel guest_files guest_root keys vm place session program \
  preflight attempt; do
  # shellcheck source=/dev/null
  . "$ATTEMPT_DIR/lib/$part.sh"
done
