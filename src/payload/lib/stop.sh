# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# When the rest of run.sh is left out: cancelled or paused, enough blocks, or something that nothing can go on without.

# 0 when calls are to do nothing. AT is what has just been finished: `run` between runs, `block` between blocks.
stopped() {
  [ -z "$STOP" ] || return 0
  if [ ! -e "$ATTEMPT_DIR/reserve" ]; then
    problem "The disk of $ATTEMPT_DIR is full." 'Make room, then go on with --resume.'
    stop_failed 'the disk is full; --resume goes on'
    return 0
  fi
  read_cancel
  case $CANCEL in
    now | run) stop_asked ;;
    block) [ "${1:-run}" != block ] || stop_asked ;;
  esac
  [ -n "$STOP" ]
}

# Sets CANCEL to the first word in the file `cancel` and PAUSE to the second, both empty when there is none.
read_cancel() {
  CANCEL='' PAUSE=''
  [ -e "$ATTEMPT_DIR/cancel" ] || return 0
  read -r CANCEL PAUSE <"$ATTEMPT_DIR/cancel" || return 0
}

# A pause ends the attempt like a cancellation, but says that it is meant to go on.
stop_asked() {
  if [ "$PAUSE" = pause ]; then
    STOP=paused
    WHY="paused after a $CANCEL, as asked; --resume goes on"
    emit pause "mode=$CANCEL"
  else
    STOP=cancelled
    WHY="cancelled ($CANCEL)"
    emit cancel "mode=$CANCEL"
  fi
}

# stop_failed WHY
stop_failed() {
  STOP=failed
  WHY=$1
}
