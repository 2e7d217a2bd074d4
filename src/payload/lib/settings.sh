# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# What a session is set up with beside its VMs: the levels of the experiment's factors, and settings of the host that
# are made before its VMs start and put back after they have ended. Both are said before session_begin, and so is what
# is done between its runs (techniques.sh).

WANTED_FOR='' WANTED_LEVELS='' WANTED_SETTINGS='' WANTED_TECHNIQUES='' MADE_KEYS=''

# session_levels SESSION JSON: levels by factor, for the journal.
session_levels() {
  wanted_for "$1"
  WANTED_LEVELS=$2
}

# session_setting SESSION VERB ARGUMENTS...: a `set-` verb of vmpart-root; made when the session begins.
session_setting() {
  wanted_for "$1"
  shift
  WANTED_SETTINGS="$WANTED_SETTINGS$*
"
}

# wanted_for SESSION: forgets what was said of another.
wanted_for() {
  [ "$WANTED_FOR" != "$1" ] || return 0
  WANTED_FOR=$1 WANTED_LEVELS='' WANTED_SETTINGS='' WANTED_TECHNIQUES=''
}

# Makes all settings of the present session; 1 with FAULT when one cannot be made.
settings_make() {
  MADE_KEYS=
  [ "$WANTED_FOR" = "$SESSION" ] || return 0
  while read -r settings_line; do
    # shellcheck disable=SC2086 # words of the verb
    [ -z "$settings_line" ] || setting_make $settings_line || return 1
  done <<END
$WANTED_SETTINGS
END
}

# setting_make VERB ARGUMENTS... VALUE: nothing is touched where the host is so already. The kernel may give less than
# it is asked for (huge pages), so it is read back.
setting_make() {
  setting_key=$(undo_key "$@")
  setting_all=$*
  setting_value=${setting_all##* }
  setting_found='' setting_said=''
  setting_old=$(setting_now "$setting_key") || setting_old=
  [ "$setting_old" != "$setting_value" ] || return 0
  if [ -n "$setting_old" ]; then
    undo_note "$setting_key" "$setting_old"
    MADE_KEYS="$MADE_KEYS$setting_key
"
    setting_said=$(root_verb "$@" 2>&1 >/dev/null </dev/null)
    setting_found=$(setting_now "$setting_key")
    [ "$setting_found" != "$setting_value" ] || return 0
  fi
  FAULT="the host setting '$setting_all' could not be made: it is ${setting_found:-not to be had}"
  [ -z "$setting_said" ] || FAULT="$FAULT ($(printf '%s' "$setting_said" | one_line))"
  setting_remedy='Install vmpart-root as the plan shows it'
  case $1 in
    set-huge-pages) setting_remedy="$setting_remedy, ask for fewer pages" ;;
    set-paging) setting_remedy="$setting_remedy, end whatever else uses KVM on the host (fuser /dev/kvm)" ;;
  esac
  problem "$FAULT" "$setting_remedy, or take the level out."
  return 1
}

# setting_now KEY: what is set.
setting_now() {
  # shellcheck disable=SC2086 # the key is verb, node and page size
  sh "$ATTEMPT_DIR/bin/vmpart-root" show $1 2>/dev/null
}

# Puts back what the session has set.
settings_undo() {
  [ -n "$MADE_KEYS" ] || return 0
  undo_replay "$MADE_KEYS" ||
    problem "Host settings of $SESSION could not be put back; they are listed in the file undo of the attempt." \
      'They are tried again when the attempt ends, and by vmpart doctor --clean.'
  MADE_KEYS=
}
