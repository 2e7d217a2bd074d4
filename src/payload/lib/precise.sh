# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# Stopping when the intervals of all slowdowns are narrow: looked at when a block has ended, never within one.

# stop_when_precise WIDTH MINIMUM: full width of the 95 % intervals, and blocks before the first look.
stop_when_precise() {
  PRECISE_WIDTH=$1 PRECISE_MINIMUM=$2
}

# precise_look: at the end of BLOCK. What was decided once stands, whatever is run again later.
precise_look() {
  if [ -z "$PRECISE_WIDTH" ] || [ -n "$STOP" ]; then return 0; fi
  if [ "$(journal_count precise "block:=$BLOCK")" = 0 ]; then
    precise_said=$("$HELPER" precise "$JOURNAL" "$ATTEMPT_DIR/comparisons" "$PRECISE_WIDTH" "$PRECISE_MINIMUM" "$BLOCK") || return 0
    emit precise "blocks:=${precise_said% *}" "width:=${precise_said#* }"
  fi
  STOP=precise PRECISE_OPEN=$OPEN_RUNS
  WHY="precise enough after $(precise_blocks) blocks"
}

# precise_blocks: how many blocks had ended when it was decided.
precise_blocks() {
  sed -n '/"event":"precise"/s/.*"blocks":\([0-9]*\).*/\1/p' "$JOURNAL"
}

# precise_end: the verdict. Runs of later blocks are left out; those before are open as in any attempt.
precise_end() {
  STOP=finished
  [ "$PRECISE_OPEN" -ne 0 ] || return 0
  STOP=failed
  WHY="$WHY, but $PRECISE_OPEN runs are open because their sessions failed; --resume tries them again"
}
