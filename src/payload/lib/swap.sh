# shellcheck shell=sh
# The host's swap (proc(5), /proc/meminfo).

# Sets SWAP_BYTES and SWAP_FREE_BYTES.
swap_read() {
  SWAP_BYTES=0 SWAP_FREE_BYTES=0
  while read -r swap_name swap_kib swap_rest; do
    : "$swap_rest"
    case $swap_name in
      SwapTotal:) SWAP_BYTES=$((swap_kib * 1024)) ;;
      SwapFree:) SWAP_FREE_BYTES=$((swap_kib * 1024)) ;;
    esac
  done </proc/meminfo
}

# 0 when less than a hundredth is left.
swap_full() {
  swap_read
  [ $((SWAP_FREE_BYTES * 100)) -lt "$SWAP_BYTES" ] || [ "$SWAP_BYTES" -eq 0 ]
}
