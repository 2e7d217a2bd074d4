#!/bin/sh
# Second stage of a guest's start, from process 1 (vmpart-host init): name, address, ssh, working folders. Says
# `vmpart: ready` on the console as its last act; a failure before is the guest's end.
set -eu
NAME='' ADDRESS='' THP='' POOL=''
read -r command_line </proc/cmdline
for word in $command_line; do
  case $word in
    vmpart.name=*) NAME=${word#*=} ;;
    vmpart.address=*) ADDRESS=${word#*=} ;;
    vmpart.thp=*) THP=${word#*=} ;;
    vmpart.hugepages=*) POOL=${word#*=} ;;
  esac
done

# A kernel passes over arguments that it does not know or cannot follow: what the experiment wants is looked for.
# Below 512 MiB it has no transparent huge pages whatever it was told (Linux, hugepage_init), but still takes the order.
THP_FILE=/sys/kernel/mm/transparent_hugepage/enabled
thp_is_set() { grep -q -F "[$THP]" "$THP_FILE"; }
if [ -n "$THP" ] && ! thp_is_set && ! { echo "$THP" >"$THP_FILE" && thp_is_set; }; then
  echo "vmpart: transparent huge pages are not '$THP': the guests' kernel may lack them"
  exit 1
fi
if [ -n "$POOL" ]; then
  read -r pages <"/sys/kernel/mm/hugepages/hugepages-${POOL%:*}kB/nr_hugepages" || pages=no
  if [ "$pages" != "${POOL#*:}" ]; then
    echo "vmpart: $pages huge pages of ${POOL%:*} KiB instead of ${POOL#*:}: ask for fewer, or for another size"
    exit 1
  fi
fi

# The table of VMs: NAME INDEX ADDRESS MAC.
MAC='' INDEX=''
echo '127.0.0.1 localhost' >/etc/hosts
while read -r name index address mac; do
  echo "$address $name" >>/etc/hosts
  [ "$name" != "$NAME" ] || MAC=$mac INDEX=$index
done </vmpart/vms

hostname "$NAME"
echo "$NAME" >/etc/hostname
ip link set lo up
for nic in /sys/class/net/*; do
  read -r found <"$nic/address"
  if [ "$found" = "$MAC" ]; then
    ip address add "$ADDRESS" dev "${nic##*/}"
    ip link set "${nic##*/}" up
    MAC=
  fi
done
if [ -n "$MAC" ]; then
  echo "vmpart: no network interface has the address $MAC: is its driver among the modules?"
  exit 1
fi

umask 022
mkdir -p /run/sshd /run/vmpart/work /etc/ssh /tmp /var/tmp
chmod 1777 /tmp /var/tmp
sh /vmpart/guest/regions.sh "$NAME" "$INDEX"
cp /vmpart/ssh/config /etc/ssh/ssh_config
for program in /vmpart/programs/*/; do
  program=${program%/}
  sh /vmpart/guest/work.sh "${program##*/}"
done
"$(command -v sshd)" -f /vmpart/ssh/sshd_config
# sshd listens only after it has left the foreground.
tries=2400
until grep -q ':0016 00000000:0000 0A' /proc/net/tcp; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then
    echo 'vmpart: sshd does not listen'
    exit 1
  fi
  sleep 0.05
done
echo 'vmpart: ready'
