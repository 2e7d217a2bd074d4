# shellcheck shell=sh
# The frame of run.sh. It runs as the first process of the namespaces that start.sh opened.

attempt_begin() {
  if [ -z "${VMPART_INSIDE:-}" ]; then
    echo 'run.sh is started by start.sh, which gives it namespaces of its own: sh start.sh' >&2
    exit 2
  fi
  BLOCKS_DONE=0 BLOCK_TOUCHED=no
  helper_find || exit 3
  private_shm && root_connect && ip link set lo up || exit 3
  programs_build || stop_failed 'a program could not be compiled'
  # shellcheck disable=SC2015 # either failure is one
  if has_guests; then guests_prepare || stop_failed 'the guests could not be prepared'; fi
}

# A tmpfs of its own, as large as the host's; what programs leave in it goes with the attempt.
private_shm() {
  shm_options=$(awk '$2 == "/dev/shm" { print $4 }' /proc/mounts | tail -n 1 | tr ',' '\n' | grep -E '^(size|huge|nr_inodes)=' | tr '\n' ',')
  mount -t tmpfs -o "${shm_options}mode=1777" tmpfs /dev/shm && mkdir -m 700 "$RUN_DIR"
}

# Kernel, first archive and root image, before the first session, so that a fault is known early.
guests_prepare() {
  mkdir -p "$CACHE"
  GUEST_FAULT='the initramfs of the guests could not be made'
  if qemu_find && guest_kernel_find && guest_initrd_make && guest_root_make && network_up; then return 0; fi
  problem "The guests cannot be prepared: $GUEST_FAULT" 'start.log in the attempt folder on the host says more.'
  return 1
}

# block_end BLOCK
block_end() {
  [ "$STOP" != precise ] || return 0
  BLOCK=$1
  if block_runs "$BLOCK" | all_ended && [ "$(journal_count block_end "block:=$BLOCK")" = 0 ]; then emit block_end; fi
  precise_look
  BLOCK=
  if [ "$BLOCK_TOUCHED" = yes ]; then
    BLOCKS_DONE=$((BLOCKS_DONE + 1))
    BLOCK_TOUCHED=no
    if [ -z "$STOP" ] && [ "$BLOCKS_DONE" = "${VMPART_BLOCKS:-}" ]; then
      STOP=partial
      WHY="stopped after $BLOCKS_DONE blocks, as asked"
      [ "$BLOCKS_DONE" -ne 1 ] || WHY='stopped after 1 block, as asked'
    fi
  fi
  stopped block || return 0
}

# attempt_end: leaves the verdict for start.sh, which writes it when everything is put back.
attempt_end() {
  if [ "$STOP" = precise ]; then
    precise_end
  elif [ "$STOP" != failed ] && [ "$OPEN_RUNS" -eq 0 ]; then
    STOP=finished WHY=''
  elif [ -z "$STOP" ]; then
    STOP=failed
    WHY="$OPEN_RUNS runs are open because their sessions failed; --resume tries them again"
  fi
  printf '%s %s\n' "$STOP" "$WHY" >"$ATTEMPT_DIR/verdict"
  exit 0
}
