# shellcheck shell=sh
# Everything that the host lacks, told at once and before anything is changed. Run from the detached process, because
# what counts is what that one may do.

# Sets PROBLEMS to the number of what is missing; each is a `problem` event.
preflight() {
  PROBLEMS=0
  preflight_tools
  preflight_needs
  preflight_settings
  preflight_disk
  preflight_namespaces
  preflight_logout /proc/self/cgroup
  if has_guests; then
    preflight_devices
    preflight_kernel
    preflight_shared
    preflight_shared_library
    preflight_regions
  fi
}

has_guests() {
  [ -d "$ATTEMPT_DIR/vms" ]
}

# lacking WHAT REMEDY
lacking() {
  PROBLEMS=$((PROBLEMS + 1))
  problem "$1" "$2"
}

# What the library itself starts.
preflight_tools() {
  preflight_list='unshare setpriv mount awk sed grep sync ip taskset'
  if has_guests; then
    preflight_list="$preflight_list flock namei stat od comm tar find xargs sha256sum chroot mke2fs ssh ssh-keygen timeout"
  fi
  for preflight_tool in $preflight_list; do
    command -v "$preflight_tool" >/dev/null 2>&1 ||
      lacking "The host has no $preflight_tool, which the harness starts." "$(hint "$preflight_tool")"
  done
}

# needs_found: lines KIND, first NAME that is there as a path (empty when none is), REASON, first NAME; by tabs.
needs_found() {
  needs_tab=$(printf '\t')
  while IFS= read -r needs_line; do
    [ -n "$needs_line" ] || continue
    needs_kind=${needs_line%%"$needs_tab"*}
    needs_rest=${needs_line#*"$needs_tab"}
    needs_reason=${needs_rest%%"$needs_tab"*}
    needs_names=${needs_rest#*"$needs_tab"}
    printf '%s\t%s\t%s\t%s\n' "$needs_kind" "$(needs_first "$needs_kind" "$needs_names")" "$needs_reason" \
      "${needs_names%%"$needs_tab"*}"
  done <"$ATTEMPT_DIR/needs"
}

# needs_first KIND NAMES: the first of the names, separated by tabs, that the host has; as an absolute path.
needs_first() (
  IFS=$(printf '\t')
  set -f
  for needs_name in $2; do
    if [ "$1" = file ]; then
      [ ! -e "$needs_name" ] || { printf '%s' "$needs_name"; exit 0; }
    else
      needs_path=$(path_of "$needs_name") || continue
      printf '%s' "$needs_path"
      exit 0
    fi
  done
)

# path_of NAME: the program of that name, also where the shell has a builtin of its own that hides it.
path_of() (
  case $1 in
    */*) [ -f "$1" ] && [ -x "$1" ] && printf '%s' "$1" && exit 0 ;;
  esac
  IFS=:
  set -f
  for path_folder in $PATH; do
    case $path_folder in
      /*) [ -f "$path_folder/$1" ] && [ -x "$path_folder/$1" ] && printf '%s' "$path_folder/$1" && exit 0 ;;
    esac
  done
  exit 1
)

preflight_needs() {
  needs_found >"$ATTEMPT_DIR/needs.found"
  preflight_tab=$(printf '\t')
  while IFS= read -r preflight_line; do
    case $preflight_line in
      *"$preflight_tab$preflight_tab"*) ;;
      *) continue ;;
    esac
    preflight_kind=${preflight_line%%"$preflight_tab"*}
    preflight_name=${preflight_line##*"$preflight_tab"}
    preflight_rest=${preflight_line#*"$preflight_tab$preflight_tab"}
    preflight_reason=${preflight_rest%%"$preflight_tab"*}
    # The program itself is told as such.
    [ "$preflight_kind" != preloaded ] || continue
    if [ "$preflight_kind" = file ]; then
      lacking "The host has no file $preflight_name ($preflight_reason)." 'Put it there, or correct the path.'
    else
      lacking "The host has no $preflight_name ($preflight_reason)." "$(hint "$preflight_name")"
    fi
  done <"$ATTEMPT_DIR/needs.found"
  rm -f "$ATTEMPT_DIR/needs.found"
}

# Settings of the host that run.sh asks for: the kernel has them, and this user may make them.
preflight_settings() {
  awk '$1 == "session_setting" { $1 = $2 = ""; print } $1 == "host_setting" { $1 = ""; print }' "$ATTEMPT_DIR/run.sh" |
    sed 's/^ *//' | sort -u >"$ATTEMPT_DIR/settings.wanted"
  settings_refused=
  while read -r settings_wanted; do
    # shellcheck disable=SC2086 # words of the verb
    if ! setting_now "$(undo_key $settings_wanted)" >/dev/null; then
      lacking "The host has nothing to set for '$settings_wanted', which the experiment asks for." \
        'Look at the node and the page size, load what the kernel lacks, or take that level out of the experiment.'
    elif ! setting_allowed $settings_wanted; then
      settings_refused="$settings_refused, $settings_wanted"
    fi
  done <"$ATTEMPT_DIR/settings.wanted"
  rm -f "$ATTEMPT_DIR/settings.wanted"
  [ -z "$settings_refused" ] ||
    lacking "$(id -un) may not make settings of the host that the experiment asks for: ${settings_refused#, }." \
      'Install vmpart-root and grant it as the plan shows (vmpart plan), connect as root, or take those levels out.'
}

# setting_allowed VERB ARGUMENTS...
setting_allowed() {
  real_root || { root_installed && sudo -n -l "$ROOT_SCRIPT" "$@" >/dev/null 2>&1; }
}

# The journal must be on a local disk: synced lines and locks are only worth something there.
preflight_disk() {
  case $(stat -f -c %T "$ATTEMPT_DIR" 2>/dev/null) in
    nfs* | lustre | smb* | cifs | ceph | gpfs | afs | v9fs | fuse*)
      lacking "$ATTEMPT_DIR is on a network file system ($(stat -f -c %T "$ATTEMPT_DIR"))." \
        "Name a folder on a local disk as the host's directory in the hosts file."
      ;;
  esac
  disk_wanted=65536
  if has_guests; then disk_wanted=1048576; fi
  disk_free=$(df -Pk "$ATTEMPT_DIR" | awk 'NR == 2 { print $4 }')
  [ "${disk_free:-0}" -ge "$disk_wanted" ] ||
    lacking "Only $((disk_free / 1024)) MiB are free at $ATTEMPT_DIR; $((disk_wanted / 1024)) MiB are needed." \
      'Remove old attempts, or name another directory for the host in the hosts file.'
  # Room for the journal's last lines, should the disk become full.
  dd if=/dev/zero of="$ATTEMPT_DIR/reserve" bs=65536 count=4 2>/dev/null
}

# namespace_options: of unshare, for this user.
namespace_options() {
  printf '%s' '--pid --fork --kill-child --mount --mount-proc --net'
  real_root || printf '%s' ' --user --map-root-user'
}

preflight_namespaces() {
  [ -d /dev/shm ] || lacking 'The host has no /dev/shm.' 'Mount a tmpfs there: mount -t tmpfs tmpfs /dev/shm'
  # shellcheck disable=SC2046 # options
  namespace_said=$(unshare $(namespace_options) sh -c 'mount -t tmpfs none /dev/shm && ip link set lo up' 2>&1) ||
    lacking "Namespaces of its own cannot be opened: $namespace_said" \
      'Allow user namespaces (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns), or connect as root.'
}

# preflight_logout CGROUP-FILE: logind may end what a login has started together with it, however detached it is
# (logind.conf(5)). Whose login it is counts, not who the user has become in it.
preflight_logout() {
  logout_uid=$(sed -n 's|.*/user-\([0-9]*\)\.slice/session-[^/]*\.scope.*|\1|p' "$1" | head -n 1)
  [ -n "$logout_uid" ] || return 0
  logout_user=$(id -un "$logout_uid" 2>/dev/null) || return 0
  logout_said=$(busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager \
    KillUserProcesses KillExcludeUsers KillOnlyUsers 2>/dev/null) || return 0
  printf '%s\n' "$logout_said" | logout_ends "$logout_user" || return 0
  logout_excluded=root
  [ "$logout_user" = root ] || logout_excluded="root $logout_user"
  lacking "What $logout_user has started ends with the login (KillUserProcesses=yes), and the attempt would too." \
    "Set KillUserProcesses=no, or KillExcludeUsers=$logout_excluded, in /etc/systemd/logind.conf and restart systemd-logind; or allow services without a login (loginctl enable-linger $logout_user) and start it as one: systemd-run --user sh $ATTEMPT_DIR/start.sh"
}

# logout_ends USER: whether logind ends what USER has started. Reads the three properties as busctl prints them:
# `b true`, `as 1 "root"`, `as 0`.
logout_ends() {
  awk -v "user=\"$1\"" '
    { named = 0; for (i = 3; i <= NF; i++) if ($i == user) named = 1 }
    NR == 1 { ends = $2 == "true" }
    NR == 2 && named { ends = 0 }
    NR == 3 && $2 > 0 && !named { ends = 0 }
    END { exit !ends }'
}

preflight_devices() {
  if [ "$ACCEL" = kvm ]; then
    preflight_device /dev/kvm 'Load kvm_intel or kvm_amd, switch virtualisation on in the firmware, and put the user into the group kvm.'
  fi
  preflight_device /dev/net/tun 'Load the module tun and allow the user to read and write it.'
  # shellcheck disable=SC2046 # options
  device_said=$(unshare $(namespace_options) ip link add vmpart0 type bridge 2>&1) ||
    lacking "No bridge can be made: $device_said" 'Load the module bridge: modprobe bridge'
  qemu_find || lacking "The host has no QEMU for $(uname -m)." "$(hint "qemu-system-$(uname -m)")"
}

# preflight_device PATH REMEDY
preflight_device() {
  if [ ! -e "$1" ]; then
    lacking "The host has no $1." "$2"
  elif ! [ -r "$1" ] || ! [ -w "$1" ]; then
    lacking "$(id -un) may not read and write $1 (owner and mode: $(stat -c '%U:%G %a' "$1"))." "$2"
  fi
}

# Sets QEMU.
qemu_find() {
  for QEMU in "qemu-system-$(uname -m)" qemu-kvm /usr/libexec/qemu-kvm; do
    if QEMU=$(command -v "$QEMU"); then
      export QEMU
      return 0
    fi
  done
  return 1
}

preflight_kernel() {
  if ! guest_kernel_find; then
    lacking "No kernel for the guests: ${GUEST_KERNEL:-nothing in /boot or /lib/modules for $(uname -r)} cannot be read." \
      'Make it readable (chmod a+r), or name another with guest.kernel.'
    return 0
  fi
  # shellcheck disable=SC2046 # names
  kernel_said=$(module_files "$GUEST_RELEASE" $(guest_modules) 2>&1 >/dev/null)
  [ -z "$kernel_said" ] ||
    lacking "Modules of kernel $GUEST_RELEASE are missing: $kernel_said" \
      "Install the modules of that kernel, or name a kernel with guest.kernel whose modules are in /lib/modules."
}
