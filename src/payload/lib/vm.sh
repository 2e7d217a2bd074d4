# shellcheck shell=sh
# One VM: started stopped and under the emulator's PUs, pinned, let go, waited for, ended. Its files are in RUN_DIR:
# NAME.pid, NAME.qmp (QEMU's socket), NAME.console (a FIFO), NAME.said (what came out of it), NAME.listener (the process
# between both), NAME.qemu (QEMU's own messages).

# vm_start VARIANT NAME: QEMU with its vCPUs stopped. The command line comes from the bundle; it may use QEMU,
# ACCEL, CPU_MODEL, KERNEL, INITRD, ROOT_IMAGE, RUN_DIR; its taps are
# called vmtapINDEX.
vm_start() {
  mkfifo "$RUN_DIR/$2.console"
  "$HELPER" console "$RUN_DIR/$2.console" "$RUN_DIR/$2.said" </dev/null &
  echo $! >"$RUN_DIR/$2.listener"
  vm_emulator=$(awk '$1 == "emulator" { print $2 }' "$ATTEMPT_DIR/vms/$1/$2.place")
  (
    group_enter "$2"
    # shellcheck source=/dev/null
    . "$ATTEMPT_DIR/vms/$1/$2.sh"
    if [ -n "$vm_emulator" ]; then exec taskset -c "$vm_emulator" "$@"; else exec "$@"; fi
  ) </dev/null >"$RUN_DIR/$2.qemu" 2>&1 &
  echo $! >"$RUN_DIR/$2.pid"
}

# vm_answers NAME: waits until QEMU answers on its socket, at most BOOT_LIMIT seconds.
vm_answers() {
  clock
  vm_until=$((NOW + BOOT_LIMIT * 100))
  while [ "$NOW" -lt "$vm_until" ]; do
    vm_alive "$1" || return 1
    if [ -S "$RUN_DIR/$1.qmp" ] && "$HELPER" qmp "$RUN_DIR/$1.qmp" status >/dev/null 2>&1; then return 0; fi
    sleep 0.02
    clock
  done
  return 1
}

# 0 while QEMU runs; a zombie has ended.
vm_alive() {
  read -r vm_pid <"$RUN_DIR/$1.pid" || return 1
  read -r vm_stat 2>/dev/null <"/proc/$vm_pid/stat" || return 1
  case ${vm_stat##*) } in Z* | X*) return 1 ;; esac
}

# vm_pid NAME: sets VM_PID, and VM_PLACE to the file of its declared placement.
vm_pid() {
  read -r VM_PID <"$RUN_DIR/$1.pid"
  VM_PLACE=$ATTEMPT_DIR/vms/${VARIANT:-}/$1.place
  export VM_PID VM_PLACE
}

vm_ready() {
  grep -q 'vmpart: ready' "$RUN_DIR/$1.said" 2>/dev/null
}

# vms_wait_ready STARTED NAME...: until every guest has said that it is up; 1 with FAULT when one does not within
# BOOT_LIMIT seconds. STARTED in hundredths of a second, by clock.
vms_wait_ready() {
  ready_began=$1
  shift
  while [ "$#" -gt 0 ]; do
    ready_unseen=$#
    while [ "$ready_unseen" -gt 0 ]; do
      ready_unseen=$((ready_unseen - 1))
      ready_name=$1
      shift
      clock
      if vm_ready "$ready_name"; then
        emit guest_ready "vm=$ready_name" "seconds:=$(seconds $((NOW - ready_began)))"
      elif ! vm_alive "$ready_name"; then
        vm_fault "$ready_name" 'ended while it started'
        return 1
      elif [ $((NOW - ready_began)) -gt $((BOOT_LIMIT * 100)) ]; then
        vm_fault "$ready_name" "did not come up within $BOOT_LIMIT s"
        return 1
      else
        set -- "$@" "$ready_name"
      fi
    done
    [ "$#" -eq 0 ] || sleep 0.1
  done
}

# vm_fault NAME WHAT: keeps what the VM said and sets FAULT.
vm_fault() {
  fault_kept=sessions/$SESSION
  mkdir -p "$ATTEMPT_DIR/$fault_kept"
  cp "$RUN_DIR/$1.said" "$ATTEMPT_DIR/$fault_kept/$1.console" 2>/dev/null
  fault_said=$(one_line <"$RUN_DIR/$1.qemu")
  if [ -n "$fault_said" ]; then
    FAULT="$1 $2: $fault_said"
    problem "$FAULT" "This is QEMU's own message: look at the layout, guest.args, and what QEMU on the host supports."
  else
    fault_said=$(vm_last_words "$RUN_DIR/$1.said" | one_line)
    FAULT="$1 $2: ${fault_said:-nothing came out of its console}"
    problem "$FAULT" "Read $fault_kept/$1.console in the attempt folder on the host, where the guest's console is kept."
  fi
}

# vm_last_words CONSOLE: why the guest's kernel gave up, else what the guest's start said of itself, else the last lines.
vm_last_words() {
  grep -a -E 'PANIC: |Kernel panic' "$1" 2>/dev/null || grep -a 'vmpart: ' "$1" 2>/dev/null || tail -n 3 "$1" 2>/dev/null
}

# Standard input as one line of at most 500 bytes, for a message.
one_line() {
  tr -s '\r\n\t ' ' ' 2>/dev/null | head -c 500
}

# vm_end NAME: QEMU is asked to go, and ended when it has not within 5 s; with it who reads its console.
vm_end() {
  [ -f "$RUN_DIR/$1.pid" ] || return 0
  if vm_alive "$1"; then vm_quit "$1"; fi
  # A QEMU that could not be started has left its listener waiting.
  read -r vm_listener <"$RUN_DIR/$1.listener"
  kill "$vm_listener" 2>/dev/null
  wait "$vm_listener" 2>/dev/null
  return 0
}

vm_quit() {
  vm_pid "$1"
  "$HELPER" qmp "$RUN_DIR/$1.qmp" quit >/dev/null 2>&1
  end_tries=50
  while [ "$end_tries" -gt 0 ] && vm_alive "$1"; do
    sleep 0.1
    end_tries=$((end_tries - 1))
  done
  if vm_alive "$1"; then kill -KILL "$VM_PID" 2>/dev/null; fi
  wait "$VM_PID" 2>/dev/null
}
