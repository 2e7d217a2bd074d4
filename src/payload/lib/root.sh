# shellcheck shell=sh
# The few things that need root of the whole machine. Root does them itself; another user's attempt runs in a user
# namespace, where sudo cannot work, and asks the process that start.sh left outside (root_server.sh).

# 0 for root of the machine, not of a user namespace.
real_root() {
  [ "$(id -u)" = 0 ] || return 1
  read -r root_inside root_outside root_count </proc/self/uid_map
  [ "$root_inside $root_outside $root_count" = '0 0 4294967295' ]
}

# root_verb VERB ARGUMENTS...: prints what vmpart-root prints; its exit code, 4 where there is no way to root.
root_verb() {
  if real_root; then
    # Whoever became root by sudo asks as root.
    SUDO_UID='' sh "$ATTEMPT_DIR/bin/vmpart-root" "$@"
  elif [ -n "${VMPART_INSIDE:-}" ]; then
    [ -n "${VMPART_ROOT_SERVER:-}" ] || return 4
    root_ask "$@"
  elif root_installed; then
    sudo -n "$ROOT_SCRIPT" "$@"
  else
    return 4
  fi
}

# Opens the way to the server; once, before the first root_ask.
root_connect() {
  [ -n "${VMPART_ROOT_SERVER:-}" ] || return 0
  exec 7>"$ATTEMPT_DIR/root.in" 6<"$ATTEMPT_DIR/root.out"
}

root_ask() {
  printf '%s\n' "$*" >&7 || return 4
  read -r root_status root_text <&6 || return 4
  [ -z "$root_text" ] || printf '%s\n' "$root_text"
  return "$root_status"
}

# 0 when vmpart-root is installed and sudo lets this user call it without a password.
root_installed() {
  ROOT_SCRIPT=/usr/local/sbin/vmpart-root
  [ -x "$ROOT_SCRIPT" ] && command -v sudo >/dev/null 2>&1 && sudo -n "$ROOT_SCRIPT" show set-thp >/dev/null 2>&1
}
