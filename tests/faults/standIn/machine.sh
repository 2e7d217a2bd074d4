#!/bin/sh
# machine.sh FOLDER CACHE KERNEL keep|forget: the root of a stand-in host, and what survives its power cuts. Runs in a mount
# namespace of its own, says `ready`, and holds it until its standard input ends.
#
# The host has this machine's programs, devices and settings, which it can only read, and the rest of its own. FOLDER has
# what startStandInHost wrote; CACHE/root and CACHE/user outlive the host; KERNEL is what guests are said to boot.
set -eu
folder=$1 cache=$2 kernel=$3 made=$4

read_only() {
  mkdir -p "${1#/}"
  mount -o bind,ro "$1" "${1#/}"
}

mkdir "$folder/root"
mount -t tmpfs -o mode=755 tmpfs "$folder/root"
cd "$folder/root"
mkdir proc sys dev run tmp vmpart data boot old
for place in /bin /sbin /lib /lib32 /lib64 /libx32; do
  if [ -L "$place" ]; then cp -P "$place" .; elif [ -d "$place" ]; then read_only "$place"; fi
done
for place in /usr /etc /var; do read_only "$place"; done
mount --rbind /dev dev
mount --rbind /sys sys
mount -o remount,bind,ro sys
mount -t tmpfs -o mode=1777 tmpfs var/tmp

# The kernel that runs has no file on some machines, and nobody boots this one.
: >"boot/vmlinuz-$(uname -r)"
mount -o bind,ro "$kernel" "boot/vmlinuz-$(uname -r)"

# Who it is, who there is, and who may become root.
for file in hosts passwd group shadow; do mount -o bind,ro "$folder/host/$file" "etc/$file"; done
mount -o bind,ro "$folder/host/sudoers" etc/sudoers
mount -t tmpfs -o mode=755 tmpfs etc/sudoers.d
install -m 440 "$folder/host/sudoers-vmpart" etc/sudoers.d/vmpart
mount -t tmpfs -o mode=755 tmpfs usr/local/sbin
install -m 755 "$folder/host/vmpart-root" usr/local/sbin/vmpart-root

# The images of guests are named by the times of what is in them, and the stand-ins are in them.
mkdir stand-ins ssh-server
cp "$folder/host/boot.sh" .
install -m 755 "$folder/host/guest" stand-ins/qemu-system-x86_64
touch -d @0 stand-ins/qemu-system-x86_64
ln stand-ins/qemu-system-x86_64 stand-ins/ssh
install -m 600 "$folder/host/host_key" "$folder/host/sshd_config" ssh-server
install -m 644 "$folder/key.pub" ssh-server/authorized_keys

# As much as an attempt wants to see free; a file that takes it all is a full disk.
mount -t tmpfs -o mode=755,size=1152m tmpfs data
mkdir -p data/root/lab/cache data/home/lab/lab/cache
chown -R 61077:61077 data/home/lab
mkdir made
mount -t tmpfs -o mode=755 tmpfs made
guests_of() {
  if [ "$made" = keep ]; then
    mount --bind "$cache/$1" "$2"
  else
    mkdir "made/$1" "made/$1-work"
    chown --reference="$cache/$1" "made/$1"
    mount -t overlay -o "lowerdir=$cache/$1,upperdir=made/$1,workdir=made/$1-work" overlay "$2"
  fi
}
guests_of root data/root/lab/cache
guests_of user data/home/lab/lab/cache

# umount(8) looks into /proc; every boot has one of its own over this.
mount -t proc proc proc
pivot_root . old
umount -l /old
rmdir /old
echo ready
exec cat >/dev/null
