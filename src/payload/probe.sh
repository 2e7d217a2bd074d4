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

# Lists that match $1, or the masks that match $2 where the kernel is too old for lists. Of a copied tree both: they may
# contradict each other.
sets() {
  # Unquoted: patterns become names.
  # shellcheck disable=SC2086
  set -- "$2" $1
  if [ -e "${2-}" ]; then
    masks=$1
    shift
    lines "$@"
    [ -n "$root" ] || return 0
    set -- "$masks"
  fi
  # shellcheck disable=SC2086
  lines $1
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
  # Where nothing is isolated the file holds an empty line: a host without the file does not say.
  [ -e isolated ] && printf 'isolated:\n'
  lines cpu[0-9]*/topology/physical_package_id
  lines cpu[0-9]*/topology/core_id
  # Newer kernels call the same list core_cpus_list.
  sets 'cpu[0-9]*/topology/thread_siblings_list' 'cpu[0-9]*/topology/thread_siblings'
  if ! grep -q -s -v -e - /dev/null cpu[0-9]*/topology/physical_package_id; then
    sets 'cpu[0-9]*/topology/core_siblings_list' 'cpu[0-9]*/topology/core_siblings'
  fi
  lines cpu[0-9]*/cache/index[0-9]*/level
  sets 'cpu[0-9]*/cache/index[0-9]*/shared_cpu_list' 'cpu[0-9]*/cache/index[0-9]*/shared_cpu_map'
  lines cpu[0-9]*/cpu_capacity cpu[0-9]*/cpufreq/cpuinfo_max_freq cpu[0-9]*/cpufreq/base_frequency
  # A PU's folder is there even when the PU is offline and has no topology.
  for folder in cpu[0-9]*; do
    [ -d "$folder" ] && printf '%s:\n' "$folder"
  done
fi

if section node /sys/devices/system/node; then
  sets 'node[0-9]*/cpulist' 'node[0-9]*/cpumap'
  grep -s -E '(MemTotal|MemFree|FilePages|Shmem|SReclaimable):' /dev/null node[0-9]*/meminfo
  lines node[0-9]*/distance
  lines node[0-9]*/hugepages/hugepages-*/nr_hugepages node[0-9]*/hugepages/hugepages-*/free_hugepages
  lines node[0-9]*/access0/initiators/read_bandwidth
  for folder in node[0-9]*; do
    [ -d "$folder" ] && printf '%s:\n' "$folder"
  done
fi

section kinds /sys/devices && lines cpu_core/cpus cpu_atom/cpus cpu_lowpower/cpus

# Memory that is a device: which node it makes, whether the kernel manages it, and where the device hangs.
if section dax /sys/bus/dax/devices; then
  for name in *; do
    [ -e "$name/target_node" ] || continue
    lines "$name/target_node"
    [ -e "../drivers/kmem/$name" ] && printf '%s/driver:kmem\n' "$name"
    folder=$(cd -P "$name" && pwd)
    printf '%s/path:%s\n' "$name" "${folder#"$root"}"
  done
fi

if section pages /sys/kernel/mm/hugepages; then
  for folder in hugepages-*; do
    [ -d "$folder" ] && printf '%s:\n' "$folder"
  done
  lines hugepages-*/nr_hugepages hugepages-*/free_hugepages
fi

if section nics /sys/class/net; then
  for name in *; do
    [ -e "$name/device" ] && printf '%s:\n' "$name"
  done
  # What hangs on a virtio device has its node one level higher.
  lines ./*/device/numa_node ./*/device/../numa_node
fi

section sys /sys && lines kernel/mm/ksm/run kernel/mm/ksm/merge_across_nodes \
  kernel/mm/transparent_hugepage/enabled kernel/mm/transparent_hugepage/defrag \
  devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor devices/system/cpu/cpu[0-9]*/cpufreq/scaling_driver \
  devices/system/cpu/cpu[0-9]*/cpufreq/energy_performance_preference \
  devices/system/cpu/intel_pstate/no_turbo devices/system/cpu/cpufreq/boost \
  devices/system/cpu/cpu0/microcode/version devices/system/cpu/vulnerabilities/* \
  devices/system/clocksource/clocksource0/current_clocksource \
  module/kvm_intel/parameters/nested module/kvm_amd/parameters/nested \
  module/kvm_intel/parameters/ept module/kvm_amd/parameters/npt \
  class/dmi/id/sys_vendor class/dmi/id/product_name

if section proc /proc; then
  lines sys/kernel/ostype sys/kernel/osrelease sys/kernel/version sys/kernel/hostname sys/kernel/numa_balancing \
    sys/kernel/random/boot_id cmdline uptime loadavg \
    sys/vm/nr_hugepages sys/vm/swappiness sys/user/max_user_namespaces \
    sys/kernel/unprivileged_userns_clone sys/kernel/apparmor_restrict_unprivileged_userns
  grep -s -E '^(MemTotal|MemFree|MemAvailable|SwapTotal|SwapFree):' /dev/null meminfo
  grep -s -E '^(Cpus|Mems)_allowed_list:' /dev/null self/status
  lines self/cgroup
  # One PU tells the model: the file is long, and reading stops at the first blank line.
  if [ -r cpuinfo ]; then
    sed -n -e '/^$/q' -e 's/^model name[[:space:]]*:[[:space:]]*/model name:/p' \
      -e 's/^cpu[[:space:]]*:[[:space:]]*/cpu:/p' -e 's/^microcode[[:space:]]*:[[:space:]]*/microcode:/p' cpuinfo
  fi
fi

# The cpuset of the cgroup in which this runs, or in which whoever copied the tree was: where cpusets are mounted, as
# proc/mounts has it, and below it the cgroup's own path.
if section cpuset /proc && [ -r mounts ]; then
  mounted=
  cpus=
  mems=
  while read -r _device folder kind options _rest; do
    case $folder in *..*) continue ;; esac
    case $kind,$options, in
      cgroup2,*)
        controllers=
        [ -r "$root$folder/cgroup.controllers" ] && read -r controllers <"$root$folder/cgroup.controllers"
        case " $controllers " in *' cpuset '*) ;; *) continue ;; esac
        cpus=cpuset.cpus.effective mems=cpuset.mems.effective
        ;;
      cgroup,*,cpuset,*noprefix,* | cgroup,*,noprefix,*cpuset,* | cgroup,cpuset,*noprefix,* | cpuset,*)
        cpus=cpus mems=mems
        ;;
      cgroup,*,cpuset,* | cgroup,cpuset,*) cpus=cpuset.cpus mems=cpuset.mems ;;
      *) continue ;;
    esac
    mounted=$root$folder
    break
  done <mounts
  name=
  if [ -r self/cpuset ]; then
    read -r name <self/cpuset
  elif [ -r self/cgroup ]; then
    while IFS=: read -r _number controllers path; do
      # Version 2 names no controllers, version 1 those of each hierarchy.
      case $cpus,$controllers, in *.effective,, | *s,cpuset,* | *s,*,cpuset,*) name=$path ;; esac
    done <self/cgroup
  fi
  case $name in */..* | /) name= ;; esac
  if [ -n "$mounted" ]; then
    # Where a cgroup has no cpuset of its own, that of the next one above holds.
    while [ -n "$name" ] && ! [ -r "$mounted$name/$cpus" ]; do name=${name%/*}; done
    printf 'path:%s\n' "$name"
    sed -n '1s/^/cpus:/p' "$mounted$name/$cpus" 2>/dev/null
    sed -n '1s/^/mems:/p' "$mounted$name/$mems" 2>/dev/null
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
