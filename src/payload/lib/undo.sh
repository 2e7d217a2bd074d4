# shellcheck shell=sh
# Host settings outlive the namespaces, so what they were is written down before they are touched.

# host_setting VERB ARGUMENTS...: a `set-` verb of vmpart-root, undone when the attempt ends. What a session sets is
# in settings.sh.
host_setting() {
  if stopped; then return 0; fi
  undo_key=$(undo_key "$@")
  # shellcheck disable=SC2086 # the key is verb, node and page size
  if undo_old=$(sh "$ATTEMPT_DIR/bin/vmpart-root" show $undo_key); then
    undo_note "$undo_key" "$undo_old"
    root_verb "$@" >/dev/null && return 0
  fi
  problem "The host setting '$*' could not be made." \
    'Install vmpart-root as the plan shows it, or take the setting out of the experiment.'
  stop_failed "host setting '$*' not made"
}

# undo_key VERB ARGUMENTS...: the arguments without the value.
undo_key() {
  case $1 in
    set-huge-pages) printf '%s %s %s' "$1" "$2" "$3" ;;
    *) printf '%s' "$1" ;;
  esac
}

# undo_note KEY OLD-VALUE: only the first change of a setting knows what was there before the attempt.
undo_note() {
  ! grep -q "^$1 " "$ATTEMPT_DIR/undo" 2>/dev/null || return 0
  printf '%s %s\n' "$1" "$2" >>"$ATTEMPT_DIR/undo"
  sync "$ATTEMPT_DIR/undo"
}

# undo_forget KEY: what was noted did not come about.
undo_forget() {
  grep -v "^$1 " "$ATTEMPT_DIR/undo" >"$ATTEMPT_DIR/undo.left"
  if [ -s "$ATTEMPT_DIR/undo.left" ]; then
    keep "$ATTEMPT_DIR/undo.left" "$ATTEMPT_DIR/undo"
  else
    rm -f "$ATTEMPT_DIR/undo" "$ATTEMPT_DIR/undo.left"
  fi
}

# undo_replay [KEYS]: puts back what the undo file of the attempt says, with KEYS (one a line) those alone. Lines that
# could not be put back stay in it.
undo_replay() {
  [ -s "$ATTEMPT_DIR/undo" ] || return 0
  undo_failed=no
  : >"$ATTEMPT_DIR/undo.left"
  while read -r undo_line; do
    if undo_wanted "${undo_line% *}" "${1:-}"; then
      # shellcheck disable=SC2086 # the words of the line are the arguments
      if root_verb $undo_line >/dev/null </dev/null; then continue; fi
      undo_failed=yes
    fi
    printf '%s\n' "$undo_line" >>"$ATTEMPT_DIR/undo.left"
  done <"$ATTEMPT_DIR/undo"
  if [ -s "$ATTEMPT_DIR/undo.left" ]; then
    keep "$ATTEMPT_DIR/undo.left" "$ATTEMPT_DIR/undo"
  else
    rm -f "$ATTEMPT_DIR/undo" "$ATTEMPT_DIR/undo.left"
  fi
  [ "$undo_failed" = no ]
}

# undo_wanted KEY KEYS: is it one of them? Without any, all are.
undo_wanted() {
  [ -z "$2" ] || printf '%s' "$2" | grep -q -x -F -e "$1"
}
