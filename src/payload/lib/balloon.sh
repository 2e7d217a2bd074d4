# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# Techniques by which a guest gives memory back that it does not use: `balloon` and `reportFreePages`, both services of
# the device virtio-balloon (virtio specification, 5.5; QEMU, docs/interop: balloon, query-balloon).

# Bytes that a guest keeps beside what it uses, when that is more than a tenth of its memory.
BALLOON_LEAST=67108864

# Down to what the guest uses, and back to its full size: each way has the time of a technique.
technique_balloon() {
  guest_memory "$1" available balloon || return 0
  balloon_full=$(place_bytes)
  balloon_target "$GUEST_BYTES"
  balloon_why=
  if ! balloon_to "$1" "$BALLOON_TARGET"; then
    balloon_why="the guest did not give all up: $TECHNIQUE_WHY"
  elif ! still "$1" 50 $((MAPPED_BYTES / 100)); then
    balloon_why=$TECHNIQUE_WHY
  fi
  clock
  TECHNIQUE_UNTIL=$((NOW + TECHNIQUE_LIMIT * 100))
  balloon_to "$1" "$balloon_full" || balloon_why="the guest did not take all back: $TECHNIQUE_WHY"
  TECHNIQUE_WHY=$balloon_why
  [ -n "$balloon_why" ] || TECHNIQUE_COMPLETE=true
}

# guest_memory VM WORD DEVICE: sets GUEST_BYTES to what memory.sh in the guest says; 1 when it cannot. DEVICE is the key
# of the layout that gives it to a VM.
guest_memory() {
  GUEST_BYTES=$(guest "$TECHNIQUE_LIMIT" "$1" "sh /vmpart/guest/memory.sh $2" </dev/null 2>/dev/null)
  case $?,$GUEST_BYTES in
    0,[0-9]*) return 0 ;;
    1,*)
      TECHNIQUE_LACKS="the guest's kernel does not serve it: $1 has no virtio-balloon for that, or no driver of it"
      TECHNIQUE_REMEDY="Set \"$3\": true in the layout, and use a kernel with CONFIG_VIRTIO_BALLOON (for free-page reporting 5.7 or later) in the guests."
      ;;
    *) TECHNIQUE_WHY='the guest does not answer' ;;
  esac
  return 1
}

# place_bytes: RAM of the VM as declared.
place_bytes() {
  awk '$1 == "memory" { all += $2 } END { printf "%.0f", all }' "$VM_PLACE"
}

# balloon_target AVAILABLE: sets BALLOON_TARGET, whole mebibytes.
balloon_target() {
  balloon_keep=$((balloon_full / 10))
  [ "$balloon_keep" -ge "$BALLOON_LEAST" ] || balloon_keep=$BALLOON_LEAST
  BALLOON_TARGET=$balloon_full
  [ "$1" -le "$balloon_keep" ] || BALLOON_TARGET=$((balloon_full - ($1 - balloon_keep) / 1048576 * 1048576))
}

# balloon_to VM BYTES: until the guest has them; 1 with TECHNIQUE_WHY when the time is up before.
balloon_to() {
  balloon_qmp "$1" "$2" || return 1
  while balloon_at=$(balloon_qmp "$1"); do
    [ "$balloon_at" -ne "$2" ] || return 0
    clock
    TECHNIQUE_WHY="it has $balloon_at bytes and should have $2 after $TECHNIQUE_LIMIT s"
    [ "$NOW" -lt "$TECHNIQUE_UNTIL" ] || return 1
    sleep 0.1
  done
  TECHNIQUE_WHY='QEMU does not answer'
  return 1
}

# balloon_qmp VM [BYTES]
balloon_qmp() {
  balloon_socket=$RUN_DIR/$1.qmp
  shift
  "$HELPER" qmp "$balloon_socket" balloon "$@" 2>/dev/null || { TECHNIQUE_WHY='QEMU does not answer'; return 1; }
}

# A guest reports free pages 2 s after they were freed, some at a time (kernel: mm/free_page_reporting.rst): nothing may
# move for longer than that. Complete also where the host has nothing left that the guest could do without.
technique_reportFreePages() {
  report_before=$MAPPED_BYTES
  guest_memory "$1" free freePageReporting || return 0
  still "$1" 500 1048576 || return 0
  report_full=$(place_bytes)
  if [ "$MAPPED_BYTES" -lt "$report_before" ] || [ $((MAPPED_BYTES + GUEST_BYTES)) -le $((report_full + report_full / 10)) ]; then
    TECHNIQUE_COMPLETE=true
  else
    TECHNIQUE_WHY="the guest has $GUEST_BYTES bytes free, and the host got none of them back"
  fi
}
