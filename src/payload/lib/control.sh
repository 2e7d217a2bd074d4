#!/bin/sh
# What a client asks of an attempt, or of all of them. Lies in an attempt's lib folder.
#
#   sh control.sh cancel now|run|block    ends this attempt: at once, after the run, or after the block under way
#   sh control.sh pause run|block         ends it after the run or block under way, to go on later; frees the host
#   sh control.sh alive                   exit 0 when this attempt runs
#   sh control.sh doctor [--clean]        lines WHAT<TAB>REMEDY<TAB>cleaned|open about what attempts have left
cd "$(dirname "$0")/.." || exit 2
set -u
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

usage() {
  echo 'usage: sh control.sh cancel now|run|block, pause run|block, alive, or doctor [--clean]' >&2
  exit 2
}

# alive FOLDER: somebody holds the attempt's lock.
alive() {
  [ -e "$1/lock" ] || return 1
  if [ -x "$1/bin/vmpart-host" ]; then "$1/bin/vmpart-host" alive "$1/lock"; else ! flock -sn "$1/lock" true; fi
}

# ask MODE [pause]: leaves word for run.sh, which looks after every run.
ask() {
  if ! alive .; then
    echo 'This attempt is not running.' >&2
    exit 1
  fi
  printf '%s\n' "$*" >cancel.new && mv cancel.new cancel || exit 3
}

# cancel MODE
cancel() {
  ask "$1"
  # In the queue nothing is under way that could be waited for.
  [ "$1" = now ] || [ -e queued ] || exit 0
  end_process
  tries=200
  while alive . && [ "$tries" -gt 0 ]; do
    sleep 0.1
    tries=$((tries - 1))
  done
  if alive .; then
    echo 'The attempt was told to end and has not within 20 s; start.log says what it does.' >&2
    exit 1
  fi
}

# Tells start.sh to end; only the very process that wrote the file `pid`.
end_process() {
  read -r process began <pid || return 0
  found=$(awk '{ sub(/.*\) /, ""); print $20 }' "/proc/$process/stat" 2>/dev/null)
  if [ "$found" = "$began" ]; then kill -TERM "$process"; fi
}

# say WHAT REMEDY cleaned|open
say() {
  printf '%s\t%s\t%s\n' "$(printf '%s' "$1" | tr '\t\n' '  ')" "$2" "$3"
}

# doctor [--clean]
doctor() {
  cd ../.. || exit 3
  for attempt in attempts/*/; do
    attempt=${attempt%/}
    [ -d "$attempt" ] || continue
    if ! alive "$attempt"; then doctor_attempt "$attempt" "$1"; fi
  done
  doctor_cache "$1"
}

# doctor_attempt FOLDER CLEAN
doctor_attempt() {
  name=${1#attempts/}
  if [ -s "$1/undo" ]; then
    state=open
    what="$name left host settings or control groups as its experiment wanted them: $(tr '\n' ';' <"$1/undo")"
    [ -z "$2" ] || ! in_attempt "$1" undo_replay || state=cleaned
    say "$what" 'vmpart doctor --clean puts back what was there before; it needs root or vmpart-root.' "$state"
  fi
  if [ -s "$1/journal.jsonl" ] && ! tail -n 1 "$1/journal.jsonl" | grep -q '"event":"attempt_end"'; then
    state=open
    [ -z "$2" ] || ! in_attempt "$1" close_journal || state=cleaned
    say "$name was broken off without an end (power cut, or everything killed)" \
      'Go on with vmpart run --resume; vmpart doctor --clean writes its end into the journal.' "$state"
  fi
}

# in_attempt FOLDER FUNCTION: with the library of that attempt.
in_attempt() (
  cd "$1" || exit 1
  # shellcheck source=/dev/null
  . lib/vmpart.sh
  helper_find && "$2"
) >&2

# Says in the journal how a broken attempt ended.
close_journal() {
  if [ -s session ]; then
    read -r SESSION BLOCK <session
    emit session_end state=failed 'why=broken off'
  fi
  SESSION='' BLOCK=''
  export SESSION BLOCK
  emit attempt_end state=failed 'why=broken off without an end (power cut, or everything killed)' || return 1
  rm -f session pid cancel verdict queued root.in root.out
}

# doctor_cache CLEAN: files that a builder was at when it was killed.
doctor_cache() {
  for left in cache/*.tmp.*; do
    [ -e "$left" ] || continue
    state=open
    flock -n cache/lock true || continue
    [ -z "$1" ] || ! rm -rf "$left" || state=cleaned
    say "unfinished file of the guests' image: $left" 'vmpart doctor --clean removes it.' "$state"
  done
}

case ${1:-} in
  cancel)
    [ "$#" -eq 2 ] || usage
    case $2 in now | run | block) cancel "$2" ;; *) usage ;; esac
    ;;
  pause)
    [ "$#" -eq 2 ] || usage
    case $2 in run | block) ;; *) usage ;; esac
    ask "$2" pause
    [ ! -e queued ] || end_process
    ;;
  alive) alive . ;;
  doctor)
    case $#,${2:-} in
      1,) doctor '' ;;
      2,--clean) doctor --clean ;;
      *) usage ;;
    esac
    ;;
  *) usage ;;
esac
