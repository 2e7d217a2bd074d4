# shellcheck shell=sh
# Keys of one session: they exist in the session's tmpfs and in its guests' memory only.

# session_keys VARIANT: fills RUN_DIR/ssh, the folder that guests get, and RUN_DIR/config for the way into them.
session_keys() {
  keys=$RUN_DIR/ssh
  rm -rf "$keys"
  mkdir -m 700 "$keys" || return 1
  ssh-keygen -q -t ed25519 -N '' -C session -f "$keys/user_key" &&
    ssh-keygen -q -t ed25519 -N '' -C guests -f "$keys/host_key" || return 1
  cp "$keys/user_key.pub" "$keys/authorized_keys"
  read -r key_type key_text key_rest <"$keys/host_key.pub"
  : "$key_rest"
  while read -r vm_name vm_index vm_address vm_mac; do
    : "$vm_index" "$vm_mac"
    printf '%s,%s %s %s\n' "$vm_name" "$vm_address" "$key_type" "$key_text"
  done <"$ATTEMPT_DIR/vms/$1/vms" >"$keys/known_hosts"
  sshd_settings >"$keys/sshd_config"
  ssh_settings /vmpart/ssh "$1" >"$keys/config"
  {
    printf 'Host *\n  ControlMaster auto\n  ControlPath %s/c-%%n\n  ControlPersist yes\n' "$RUN_DIR"
    ssh_settings "$keys" "$1"
  } >"$RUN_DIR/config"
  printf '#!/bin/sh\nexec ssh -F /vmpart/ssh/config "$@"\n' >"$keys/remote-shell"
  chmod 600 "$keys"/*
  chmod 755 "$keys/remote-shell"
}

# The key exchange is a plain one: these connections never leave the host, and a run should not wait for cryptography.
# ssh_settings FOLDER VARIANT: how to reach every VM by its name, with the keys in FOLDER.
ssh_settings() {
  while read -r vm_name vm_index vm_address vm_mac; do
    : "$vm_index" "$vm_mac"
    printf 'Host %s\n  HostName %s\n' "$vm_name" "$vm_address"
  done <"$ATTEMPT_DIR/vms/$2/vms"
  cat <<END
Host *
  User root
  BatchMode yes
  IdentityFile $1/user_key
  IdentitiesOnly yes
  IdentityAgent none
  StrictHostKeyChecking yes
  UserKnownHostsFile $1/known_hosts
  GlobalKnownHostsFile /dev/null
  ConnectTimeout 60
  ServerAliveInterval 15
  ServerAliveCountMax 20
  KexAlgorithms curve25519-sha256
  LogLevel ERROR
END
}

sshd_settings() {
  cat <<'END'
HostKey /vmpart/ssh/host_key
AuthorizedKeysFile /vmpart/ssh/authorized_keys
PidFile none
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
X11Forwarding no
MaxSessions 1000
MaxStartups 1000
LoginGraceTime 0
END
}
