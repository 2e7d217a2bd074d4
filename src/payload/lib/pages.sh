# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# Which guest memory ranks use, and where the host has it (docs/memory/pages.md). In RUN_DIR, of the last run:
# NAME.mapped (what the host had before it), NAME.frames (what the ranks used), NAME.seen (where floating vCPUs were).

PAGES_SESSION='' PAGES_WANTED=no PAGES_TOLD=no
GUEST_FRAMES=/run/vmpart/frames

# Sets PAGES_WANTED: the experiment collects it, or pages are to be migrated in this session.
pages_wanted() {
  [ "$PAGES_SESSION" != "$SESSION" ] || return 0
  PAGES_SESSION=$SESSION PAGES_WANTED=no PAGES_TOLD=no
  if collects pageKinds || session_migrates; then PAGES_WANTED=yes; fi
}

session_migrates() {
  awk -v session="$SESSION" '
    $1 == "session_techniques" && $2 == session { for (i = 3; i <= NF; i++) if ($i == "migrate") found = 1 }
    END { exit !found }' "$ATTEMPT_DIR/run.sh"
}

# Ranks leave what they use in a folder of the guest, where there is one.
pages_begin() {
  pages_wanted
  [ "$PAGES_WANTED" = yes ] || return 0
  for begin_vm in $VMS; do
    rm -f "$RUN_DIR/$begin_vm.mapped" "$RUN_DIR/$begin_vm.frames" "$RUN_DIR/$begin_vm.seen"
  done
  # A guest that does not answer is found out by the run itself.
  in_guests "rm -rf $GUEST_FRAMES && mkdir $GUEST_FRAMES" || return 0
  collects pageKinds || return 0
  for begin_vm in $VMS; do
    pages_ask "$begin_vm" mapped mapped || pages_missing "$PAGES_WHY" "$PAGES_REMEDY"
  done
}

pages_end() {
  [ "$PAGES_WANTED" = yes ] || return 0
  pages_fetch
  collects pageKinds || return 0
  for end_vm in $VMS; do
    pages_record "$end_vm"
  done
}

# pages_record VM: what the guest's ranks used, into the journal. A VM in which no rank was to run has nothing to tell.
pages_record() {
  [ -e "$RUN_DIR/$1.mapped" ] || return 0
  if [ ! -e "$RUN_DIR/$1.frames" ]; then
    ! ranks_expected "$1" ||
      pages_missing "no rank of $1 ran for 0.25 s, when its memory is first read, or none was started by vmpart-host rank" \
        'Use a larger problem (class), or a launcher that starts every rank by itself.'
  elif pages_ask "$1" pages mapped frames seen; then
    emit_lines "$RUN" "$(printf 'pages\tvm=%s\t%s' "$1" "$PAGES_SAID")"
    case $PAGES_SAID in
      *hiddenBytes*)
        pages_missing "where some pages of $1 are: this kernel does not tell of those that automatic NUMA balancing has marked" \
          'Set host.numaBalancing to 0 in the experiment, or run the attempt as root.'
        ;;
    esac
  else
    pages_missing "$PAGES_WHY" "$PAGES_REMEDY"
  fi
}

ranks_expected() {
  awk -v vm="$1" '$2 == vm { found = 1 } END { exit !found }' "$ATTEMPT_DIR/programs/$WORKLOAD/$LAYOUT.ranks"
}

# A guest without any reading leaves no file.
pages_fetch() {
  pages_fetching=
  for fetch_vm in $VMS; do
    {
      guest "$ANSWER_LIMIT" "$fetch_vm" "/vmpart/bin/vmpart-host frames $GUEST_FRAMES" \
        </dev/null >"$RUN_DIR/$fetch_vm.frames" 2>/dev/null || rm -f "$RUN_DIR/$fetch_vm.frames"
    } &
    pages_fetching="$pages_fetching $!"
  done
  # shellcheck disable=SC2086 # process ids
  wait_all $pages_fetching
}

# pages_ask VM VERB FILE-SUFFIX...: a verb of the helper about a VM; PAGES_SAID is what it prints. 1 with PAGES_WHY and
# PAGES_REMEDY where it cannot.
pages_ask() {
  vm_pid "$1"
  pages_vm=$1 pages_verb=$2
  shift 2
  pages_files=
  for pages_suffix; do
    pages_files="$pages_files $RUN_DIR/$pages_vm.$pages_suffix"
  done
  # shellcheck disable=SC2086 # paths without spaces
  PAGES_SAID=$("$HELPER" "$pages_verb" "$VM_PID" "$RUN_DIR/$pages_vm.qmp" $pages_files 2>"$RUN_DIR/$pages_vm.asked") && return 0
  PAGES_WHY=${PAGES_SAID%%	*} PAGES_REMEDY=${PAGES_SAID#*	}
  [ -z "$PAGES_SAID" ] || return 1
  PAGES_WHY=$(one_line <"$RUN_DIR/$pages_vm.asked")
  PAGES_REMEDY="Look at $pages_vm on the host; the runs go on without it."
  return 1
}

# pages_missing WHAT REMEDY: once a session.
pages_missing() {
  [ "$PAGES_TOLD" = no ] || return 0
  PAGES_TOLD=yes
  missing pageKinds "$1" "$2"
}

# technique_migrate VM: pages that one rank of the last run used, from another node than they lie on, move to its node;
# shared ones stay. Where there is no reading of this VM since it was started, nothing is known.
technique_migrate() {
  TECHNIQUE_COMPLETE=false TECHNIQUE_WHY='which memory its ranks used in the last run is not known'
  [ -n "$(find "$RUN_DIR/$1.frames" -newer "$RUN_DIR/$1.pid" 2>/dev/null)" ] || return 0
  if ! pages_ask "$1" migrate frames seen; then
    TECHNIQUE_LACKS=$PAGES_WHY TECHNIQUE_REMEDY=$PAGES_REMEDY
    return 0
  fi
  [ "${PAGES_SAID%% *}" != complete ] || TECHNIQUE_COMPLETE=true
  TECHNIQUE_WHY=${PAGES_SAID#* * * * * }
}
