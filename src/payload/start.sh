#!/bin/sh
# Starts an attempt, or goes on with it:
#   setsid sh start.sh [--blocks N] [--failed] [--queue] </dev/null >>start.log 2>&1 &
#
# --blocks N ends it after so many further blocks; --failed runs again what has failed before; --queue waits for the host
# when another attempt has it, in order of arrival.
#
# Exit codes: 0 finished, 4 failed, 5 cancelled, 6 partial (as many blocks as asked), 7 paused, 1 not started because the
# host or the attempt is taken, 2 wrong usage.
cd "$(dirname "$0")" || exit 2
# shellcheck source=/dev/null
. lib/vmpart.sh

# The helper writes the journal, so its absence is written by hand.
no_helper() {
  say='"origin":"'$VMPART_ORIGIN'","block":null,"session":null'
  t=$(date +%s)
  echo "No vmpart-host for $(uname -m), and no C compiler to make one." >&2
  [ ! -e "$JOURNAL" ] || exit 4
  {
    echo '{"v":1,"seq":0,"t":'"$t"',"event":"attempt_begin",'"$say"',"attempt":"'"$ATTEMPT"'","plan":"'"$PLAN_HASH"'","tool":"'"$TOOL_VERSION"'"}'
    echo '{"v":1,"seq":1,"t":'"$t"',"event":"problem",'"$say"',"what":"The host is of an architecture ('"$(uname -m)"') that the bundle has no helper for, and has no C compiler.","remedy":"Install gcc and the static C library: apt install gcc libc6-dev, or dnf install gcc glibc-static."}'
    echo '{"v":1,"seq":2,"t":'"$t"',"event":"attempt_end",'"$say"',"state":"failed","why":"no helper for this architecture"}'
  } >"$JOURNAL"
  : >started
  exit 4
}

# Begins the journal, or says that the attempt goes on.
journal_begin() {
  set -- attempt_resume
  [ "$(journal_count attempt_begin)" != 0 ] ||
    set -- attempt_begin "attempt=$ATTEMPT" "plan=$PLAN_HASH" "tool=$TOOL_VERSION"
  [ -z "$VMPART_BLOCKS" ] || set -- "$@" "blocks:=$VMPART_BLOCKS"
  emit "$@"
}

# Takes back the end of every run that has failed, so that it is run again; its output and its line stay.
retry_failed() {
  "$HELPER" failed "$JOURNAL" >"$ATTEMPT_DIR/failed" || return 0
  while IFS= read -r retry_run; do
    emit retry "run=$retry_run"
  done <"$ATTEMPT_DIR/failed"
  rm -f "$ATTEMPT_DIR/failed"
}

# facts WHEN: what the host says of itself and which files are used, among the output, so that clients copy it as they
# do that. Of several starts each keeps its own.
facts() {
  [ -f probe.sh ] || return 0
  mkdir -p raw
  facts_file=raw/facts-$1.txt
  facts_number=1
  while [ -e "$facts_file" ]; do
    facts_number=$((facts_number + 1))
    facts_file=raw/facts-$1-$facts_number.txt
  done
  sh probe.sh >facts.new 2>/dev/null || return 0
  # The last line says that the capture is whole; one for which there was no room is none, and clients never see half.
  if { sed '$d' facts.new && used_files && tail -n 1 facts.new; } >facts.whole && keep facts.whole "$facts_file"; then
    emit facts "when=$1" "file=$facts_file"
  fi
  rm -f facts.new facts.whole
}

# Opens the way to root for a user who may call vmpart-root.
serve_root() {
  ROOT_SERVER=
  SERVER=
  rm -f root.in root.out
  if real_root || ! root_installed; then return 0; fi
  mkfifo root.in root.out || return 0
  setpriv --pdeathsig KILL sh lib/root_server.sh &
  SERVER=$!
  ROOT_SERVER=yes
}

# Runs the list as first process of its own namespaces. However this process ends, they end with it.
run_inside() {
  # shellcheck disable=SC2046 # options
  set -- env VMPART_INSIDE=yes "VMPART_BLOCKS=$VMPART_BLOCKS" "VMPART_ROOT_SERVER=$ROOT_SERVER" unshare $(namespace_options) sh run.sh
  if group_wanted; then set -- sh lib/grouped.sh "$@"; fi
  set -- setpriv --pdeathsig KILL "$@"
  [ -z "$HOUSEKEEPING" ] || set -- taskset -c "$HOUSEKEEPING" "$@"
  "$@" &
  INNER=$!
  wait "$INNER"
  EXIT=$?
  if [ -n "$TOLD_TO_END" ]; then
    kill -KILL "$INNER" 2>/dev/null
    wait "$INNER" 2>/dev/null
  fi
}

# Sets STATE and WHY from what the list left, or from how it ended.
judge() {
  if [ -n "$TOLD_TO_END" ]; then
    STATE=cancelled WHY='cancelled (now)'
    end_open_session
    emit cancel mode=now
  elif [ -s verdict ]; then
    read -r STATE WHY <verdict
  else
    STATE=failed WHY="run.sh ended before its time (exit code $EXIT); --resume goes on"
    [ "$EXIT" -ne 9 ] || WHY='the journal could not be written for a while (disk full?); --resume goes on'
    end_open_session
  fi
}

end_open_session() {
  [ -s session ] || return 0
  read -r SESSION BLOCK <session
  emit session_end "state=$STATE" "why=$WHY"
  SESSION='' BLOCK=''
  export SESSION BLOCK
}

put_back() {
  undo_replay || problem 'Some host settings could not be put back; they are listed in the file undo of the attempt.' \
    'Run vmpart doctor --clean as a user who may call vmpart-root.'
  facts after
}

# end_attempt STATE WHY EXIT-CODE
end_attempt() {
  if [ -n "$2" ]; then emit attempt_end "state=$1" "why=$2"; else emit attempt_end "state=$1"; fi
  rm -f reserve pid session verdict cancel queued root.in root.out
  case $1 in finished) exit 0 ;; cancelled) exit 5 ;; partial) exit 6 ;; paused) exit 7 ;; *) exit 4 ;; esac
}

# From here on this process is the one that is told to end.
listen_to_clients() {
  TOLD_TO_END=
  trap 'TOLD_TO_END=yes' TERM INT HUP
  rm -f cancel verdict session
  # The start time tells this process from a later one with the same number.
  awk '{ pid = $1; sub(/.*\) /, ""); print pid, $20 }' "/proc/$$/stat" >pid
}

# Ends the attempt where the host lacks something.
preflight_passed() {
  preflight
  [ "$PROBLEMS" -gt 0 ] || return 0
  : >started
  end_attempt failed "the host lacks $PROBLEMS of the things that the attempt needs"
}

# The attempt, with both locks held.
held() {
  listen_to_clients
  rm -f queued
  journal_begin
  : >started
  preflight_passed
  [ -z "$RETRY" ] || retry_failed
  facts before
  serve_root
  EXIT=0
  [ -n "$TOLD_TO_END" ] || run_inside
  trap '' TERM INT HUP
  judge
  [ -z "$SERVER" ] || kill "$SERVER" 2>/dev/null
  put_back
  end_attempt "$STATE" "$WHY"
}

# The host is taken by another attempt: this one says so in its journal and ends.
taken() {
  journal_begin
  : >started
  problem "$1" 'Wait until it has ended (vmpart runs), cancel it, or get in line behind it (vmpart run --queue).'
  end_attempt failed 'another attempt is running on this host'
}

# The attempt in line for the host, with its own lock held, so that it is alive for its clients. What the host lacks is
# told now, not after hours.
waiting() {
  listen_to_clients
  journal_begin
  : >queued
  preflight_passed
  emit queued
  : >started
  "$HELPER" hold --wait "$$" vm-partition-lab - -- sh start.sh --held "$@" 3>&2 &
  INNER=$!
  EXIT=0
  if [ -z "$TOLD_TO_END" ]; then
    wait "$INNER"
    EXIT=$?
  fi
  if [ -n "$TOLD_TO_END" ]; then
    # When its turn has come just now, this reaches the attempt itself.
    kill -TERM "$INNER" 2>/dev/null
    wait "$INNER" 2>/dev/null
    EXIT=$?
  fi
  [ -e queued ] || exit "$EXIT"
  trap '' TERM INT HUP
  leave_queue
}

# The attempt ends without its turn.
leave_queue() {
  [ -n "$TOLD_TO_END" ] || end_attempt failed "waiting for the host was broken off (exit code $EXIT); --resume waits again"
  read_cancel
  [ -n "$CANCEL" ] || CANCEL=now
  stop_asked
  end_attempt "$STOP" "$WHY"
}

usage() {
  echo 'usage: sh start.sh [--blocks N] [--failed] [--queue]' >&2
  exit 2
}

VMPART_BLOCKS='' RETRY='' QUEUE='' STAGE=''
while [ "$#" -gt 0 ]; do
  case $1 in
    --held | --waiting) STAGE=${1#--} ;;
    --failed) RETRY=yes ;;
    --queue) QUEUE=yes ;;
    --blocks)
      VMPART_BLOCKS=${2:-}
      case $VMPART_BLOCKS in '' | *[!0-9]* | 0*) usage ;; esac
      shift
      ;;
    *) usage ;;
  esac
  shift
done

helper_find || no_helper
# What the next stage is told.
set --
[ -z "$VMPART_BLOCKS" ] || set -- "$@" --blocks "$VMPART_BLOCKS"
[ -z "$RETRY" ] || set -- "$@" --failed
if [ -n "$STAGE" ]; then
  # Messages of this shell and its children go to start.log again.
  exec 2>&3 3>&-
  "$STAGE" "$@"
fi
"$HELPER" hold vm-partition-lab lock -- sh start.sh --held "$@" 3>&2 2>hold.said
RESULT=$?
SAID=$(cat hold.said)
rm -f hold.said
[ "$RESULT" -eq 1 ] || exit "$RESULT"
"$HELPER" alive lock && exit 1
[ -n "$QUEUE" ] || taken "$SAID"
exec "$HELPER" hold - lock -- sh start.sh --waiting "$@" 3>&2
