# shellcheck shell=sh
# A control group for each VM, so that what one has of the host's memory can be asked and taken back. Root makes the
# attempt's group before the namespaces are opened and gives it to the user; all groups below it need no root. It outlives
# the namespaces, so it is in the undo file.
#
# Shared with what runs inside: VMPART_GROUP is the attempt's folder, empty without; then GROUP_WHAT says why and
# GROUP_REMEDY what can be done.

GROUP_ROOT=/sys/fs/cgroup

# 0 when the experiment asks for something that needs groups.
group_wanted() {
  has_guests || return 1
  if collects numaStat; then return 0; fi
  awk '$1 == "session_techniques" { for (i = 3; i <= NF; i++) if ($i == "reclaim") found = 1 } END { exit !found }' \
    "$ATTEMPT_DIR/run.sh"
}

# group_make PID: the attempt's group, with this process in it.
group_make() {
  VMPART_GROUP=''
  export VMPART_GROUP GROUP_WHAT GROUP_REMEDY
  group_possible || return 1
  undo_note remove-group "$ATTEMPT"
  if group_said=$(root_verb make-group "$ATTEMPT" "$1" 2>&1 </dev/null); then
    VMPART_GROUP=$GROUP_ROOT/vmpart/$ATTEMPT
    return 0
  fi
  GROUP_WHAT="The control group of the attempt could not be made: $(printf '%s' "$group_said" | one_line)"
  GROUP_REMEDY='Install the vmpart-root of this bundle and grant make-group and remove-group (vmpart plan shows how).'
  undo_replay remove-group || [ -d "$GROUP_ROOT/vmpart/$ATTEMPT" ] || undo_forget remove-group
  return 1
}

# 0 when the kernel and the user's rights are such that it can be tried.
group_possible() {
  if ! grep -q -w memory "$GROUP_ROOT/cgroup.controllers" 2>/dev/null; then
    GROUP_WHAT="The host has no memory controller of cgroup v2 at $GROUP_ROOT."
    GROUP_REMEDY='Boot it with systemd.unified_cgroup_hierarchy=1 and without cgroup_disable=memory.'
    return 1
  fi
  real_root || root_installed || {
    GROUP_WHAT="$(id -un) may not make a control group for the VMs."
    GROUP_REMEDY='Install vmpart-root and grant it as the plan shows (vmpart plan), or connect as root.'
    return 1
  }
}

# group_path VM: prints the folder of its group; 1 when there is none.
group_path() {
  [ -n "${VMPART_GROUP:-}" ] && [ -d "$VMPART_GROUP/$1" ] && printf '%s' "$VMPART_GROUP/$1"
}

# group_enter VM: moves this very process, be it a subshell, into the group of the VM, which a VM that is started again
# keeps, so that its samples go on. Without it the VM runs all the same.
group_enter() {
  [ -n "${VMPART_GROUP:-}" ] || return 0
  { mkdir -p "$VMPART_GROUP/$1" && echo 0 >"$VMPART_GROUP/$1/cgroup.procs"; } 2>/dev/null || return 0
}
