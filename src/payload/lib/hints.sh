# shellcheck shell=sh
# What to install for a tool that is missing.

# hint NAME: words for a user, by the name of the tool.
hint() {
  case ${1##*/} in
    qemu-system-x86_64 | qemu-kvm) hint_packages qemu-system-x86 qemu-kvm ;;
    qemu-system-aarch64) hint_packages qemu-system-arm qemu-kvm ;;
    ip) hint_packages iproute2 iproute ;;
    ssh | ssh-keygen) hint_packages openssh-client openssh-clients ;;
    sshd) hint_packages openssh-server openssh-server ;;
    mke2fs) hint_packages e2fsprogs e2fsprogs ;;
    unshare | setpriv | setsid | taskset | flock | namei | mount) hint_packages util-linux util-linux ;;
    chroot | sha256sum | stat | od | comm | timeout) hint_packages coreutils coreutils ;;
    awk) hint_packages mawk gawk ;;
    xz) hint_packages xz-utils xz ;;
    numactl) hint_packages numactl numactl ;;
    mpirun | mpirun.openmpi | orterun | mpiexec) hint_packages openmpi-bin openmpi ;;
    mpiexec.hydra | mpiexec.mpich | mpirun.mpich) hint_packages mpich mpich ;;
    mpicc.openmpi | mpicc) hint_packages libopenmpi-dev openmpi-devel ;;
    mpicc.mpich) hint_packages libmpich-dev mpich-devel ;;
    hpcc) hint_packages hpcc hpcc ;;
    NPopenmpi | NPmpich*) hint_packages netpipe-openmpi netpipe-openmpi ;;
    tar | zstd | gzip | grep | sed | find) hint_packages "${1##*/}" "${1##*/}" ;;
    *) printf 'Install it, put it on the PATH of a non-interactive ssh login, or give its full path.' ;;
  esac
}

# hint_packages DEBIAN FEDORA
hint_packages() {
  printf 'Install it: apt install %s (Debian, Ubuntu) or dnf install %s (Fedora, RHEL).' "$1" "$2"
}
