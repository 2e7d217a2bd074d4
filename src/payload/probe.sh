#!/bin/sh
# Prints what a host is made of and how it is set: a capture. Needs no root and changes nothing.
#
#   probe.sh          this host
#   probe.sh FOLDER   a copied tree of /sys and /proc under FOLDER; what only a live host can tell is left out
#
# The first line is `vmpart-capture 1`, the last `@end`. In between `@NAME` begins a section and every other line is
# `KEY:VALUE`, KEY without colons; so no text that a file holds can look like the beginning of a section. Keys are
# paths below the folder that the section stands for. Files that are missing or cannot be read print nothing.
# Many files are read by one grep: on emulated machines it is new processes that take the time.
set -u
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

root=${1-}
if [ -n "$root" ]; then
  cd "$root" || exit 3
  root=$(pwd)
fi

# Begins section $1, which stands for folder $2; false when there is no such folder.
section() {
  printf '@%s\n' "$1"
  cd "$root$2" 2>/dev/null || return 1
}

# Every line of every file, behind the file's name. /dev/null makes grep print names for a single file too.
lines() {
  grep -s . /dev/null "$@"
}

# The line with the version that a command prints for tool $1: the first one with a digit in it.
version() {
  tool=$1
  shift
  text=$("$@" </dev/null 2>&1)
  while :; do
    line=${text%%"$newline"*}
    case $line in *[0-9]*) break ;; esac
    case $text in *"$newline"*) text=${text#*"$newline"} ;; *) break ;; esac
  done
  printf '%s:%s\n' "$tool" "$line"
}

newline='
'

printf 'vmpart-capture 1\n'

if section cpu /sys/devices/system/cpu; then
  lines online possible present offline isolated smt/active smt/control cpu[0-9]*/online
  lines cpu[0-9]*/topology/physical_package_id
  lines cpu[0-9]*/topology/core_id
  # Old kernels have masks only. Newer ones call the same list core_cpus_list.
  set -- cpu[0-9]*/topology/thread_siblings_list
  [ -e "$1" ] || set -- cpu[0-9]*/topology/thread_siblings
  lines "$@"
  lines cpu[0-9]*/cache/index[0-9]*/level
  set -- cpu[0-9]*/cache/index[0-9]*/shared_cpu_list
  [ -e "$1" ] || set -- cpu[0-9]*/cache/index[0-9]*/shared_cpu_map
  lines "$@"
  # A PU's folder is there even when the PU is offline and has no topology.
  for folder in cpu[0-9]*; do
    [ -d "$folder" ] && printf '%s:\n' "$folder"
  done
fi

if section node /sys/devices/system/node; then
  set -- node[0-9]*/cpulist
  [ -e "$1" ] || set -- node[0-9]*/cpumap
  lines "$@"
  grep -s -E 'Mem(Total|Free):' /dev/null node[0-9]*/meminfo
  lines node[0-9]*/distance
  lines node[0-9]*/hugepages/hugepages-*/nr_hugepages node[0-9]*/hugepages/hugepages-*/free_hugepages
  for folder in node[0-9]*; do
    [ -d "$folder" ] && printf '%s:\n' "$folder"
  done
fi

section kinds /sys/devices && lines cpu_core/cpus cpu_atom/cpus

if section pages /sys/kernel/mm/hugepages; then
  for folder in hugepages-*; do
    [ -d "$folder" ] && printf '%s:\n' "$folder"
  done
fi

if section nics /sys/class/net; then
  for name in *; do
    [ -e "$name/device" ] && printf '%s:\n' "$name"
  done
  lines ./*/device/numa_node
fi

section sys /sys && lines kernel/mm/ksm/run kernel/mm/ksm/merge_across_nodes \
  kernel/mm/transparent_hugepage/enabled kernel/mm/transparent_hugepage/defrag \
  devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor \
  devices/system/cpu/intel_pstate/no_turbo devices/system/cpu/cpufreq/boost \
  devices/system/cpu/cpu0/microcode/version devices/system/cpu/vulnerabilities/* \
  devices/system/clocksource/clocksource0/current_clocksource \
  module/kvm_intel/parameters/nested module/kvm_amd/parameters/nested \
  class/dmi/id/sys_vendor class/dmi/id/product_name

if section proc /proc; then
  lines sys/kernel/ostype sys/kernel/osrelease sys/kernel/hostname sys/kernel/numa_balancing loadavg \
    sys/vm/nr_hugepages sys/vm/swappiness sys/user/max_user_namespaces \
    sys/kernel/unprivileged_userns_clone sys/kernel/apparmor_restrict_unprivileged_userns
  grep -s -E '^(MemTotal|MemFree|MemAvailable|SwapTotal):' /dev/null meminfo
  grep -s -E '^(Cpus|Mems)_allowed_list:' /dev/null self/status
  lines self/cgroup
  # One PU tells the model: the file is long, and reading stops at the first blank line.
  if [ -r cpuinfo ]; then
    sed -n -e '/^$/q' -e 's/^model name[[:space:]]*:[[:space:]]*/model name:/p' \
      -e 's/^cpu[[:space:]]*:[[:space:]]*/cpu:/p' -e 's/^microcode[[:space:]]*:[[:space:]]*/microcode:/p' cpuinfo
  fi
fi

section etc /etc && lines os-release

if [ -z "$root" ]; then
  section live /
  date '+time:%s'
  id -u | sed 's/^/uid:/'
  uname -m | sed 's/^/machine:/'
  getconf PAGESIZE 2>/dev/null | sed 's/^/pagesize:/'
  if [ ! -e /dev/kvm ]; then
    printf 'kvm:absent\n'
  elif [ -r /dev/kvm ] && [ -w /dev/kvm ]; then
    printf 'kvm:yes\n'
  else
    printf 'kvm:no\n'
  fi
  [ -e /dev/net/tun ] && printf 'tun:yes\n'

  # `found:` lines first, so that a tool that hangs in its version costs no more than its own line.
  printf '@found\n'
  for tool in sh ssh ssh-keygen setsid unshare taskset nsenter flock ip mke2fs numactl cpio \
    qemu-system-x86_64 qemu-system-aarch64 qemu-kvm mpirun.openmpi mpirun.mpich mpirun mpiexec.hydra \
    oshrun upcrun virsh sudo; do
    if command -v "$tool" >/dev/null 2>&1; then
      printf '%s:yes\n' "$tool"
    elif [ "$tool" = qemu-kvm ] && [ -x /usr/libexec/qemu-kvm ]; then
      printf 'qemu-kvm:yes\n'
    else
      printf '%s:no\n' "$tool"
    fi
  done

  printf '@versions\n'
  limit='timeout 10'
  command -v timeout >/dev/null 2>&1 || limit=
  for tool in qemu-system-x86_64 qemu-system-aarch64 qemu-kvm mpirun.openmpi mpirun.mpich mpirun mpiexec.hydra \
    oshrun upcrun virsh; do
    if command -v "$tool" >/dev/null 2>&1; then
      # Unquoted: no word at all where there is no timeout.
      # shellcheck disable=SC2086
      version "$tool" $limit "$tool" --version
    elif [ "$tool" = qemu-kvm ] && [ -x /usr/libexec/qemu-kvm ]; then
      # shellcheck disable=SC2086
      version qemu-kvm $limit /usr/libexec/qemu-kvm --version
    fi
  done
  command -v unshare >/dev/null 2>&1 && version unshare unshare --version
  command -v ssh >/dev/null 2>&1 && version ssh ssh -V
  command -v mke2fs >/dev/null 2>&1 && version mke2fs mke2fs -V
fi

printf '@end\n'
