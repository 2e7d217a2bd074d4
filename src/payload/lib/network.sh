# shellcheck shell=sh
# The attempt's own network: a bridge that only this namespace sees. QEMU makes the taps itself, by the names that
# its command line gives; they vanish with it.

BRIDGE=vmpart0
HOST_ADDRESS=10.77.0.1/16

network_up() {
  ip link set lo up
  ip link show "$BRIDGE" >/dev/null 2>&1 && return 0
  ip link add "$BRIDGE" type bridge stp_state 0 forward_delay 0 &&
    ip address add "$HOST_ADDRESS" dev "$BRIDGE" &&
    ip link set "$BRIDGE" up
}

# Puts every tap on the bridge that is not yet.
network_join_taps() {
  for tap in $(ip -o link show | sed -n 's/^[0-9]*: \(vmtap[^:@]*\).*/\1/p'); do
    ip link set "$tap" master "$BRIDGE" up || return 1
  done
}
