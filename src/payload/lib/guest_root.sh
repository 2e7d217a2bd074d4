# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# The read-only root disk of guests: an ext4 image of the host's own files, made once and named by its content.

# Sets ROOT_IMAGE; on failure GUEST_FAULT says why.
guest_root_make() {
  GUEST_FAULT='the root image of the guests could not be made'
  scratch=$RUN_DIR/root
  guest_wanted | sort -u >"$scratch.wanted"
  root_quick=$( (printf 'format 1\n'; cat "$scratch.wanted") | sha256sum | cut -c1-16)
  root_list=$CACHE/root-$root_quick.list
  mkdir -p "$CACHE" || return 1
  (
    flock 9 || exit 1
    if root_image_known "$root_list"; then exit 0; fi
    guest_sources "$scratch" >"$scratch.list" || exit 1
    cp "$scratch.list" "$root_list.tmp.$$" && keep "$root_list.tmp.$$" "$root_list" || exit 1
    if root_image_known "$root_list"; then exit 0; fi
    root_image_build "$root_list" || exit 1
  ) 9>"$CACHE/lock" || { [ ! -s "$scratch.fault" ] || GUEST_FAULT=$(cat "$scratch.fault"); return 1; }
  ROOT_IMAGE=$CACHE/root-$(root_key "$root_list").ext4
  export ROOT_IMAGE
}

# root_key LIST: from the names, sizes and times of what is in the list now.
root_key() {
  tr '\n' '\0' <"$1" | xargs -0 -r stat -c '%n %s %Y' 2>&1 | sha256sum | cut -c1-16
}

root_image_known() {
  [ -s "$1" ] && [ -e "$CACHE/root-$(root_key "$1").ext4" ]
}

# root_image_build LIST
root_image_build() {
  root_stage=$CACHE/stage.tmp.$$
  root_target=$CACHE/root-$(root_key "$1").ext4
  rm -rf "$root_stage"
  mkdir -p "$root_stage" || return 1
  root_stage_fill "$1" "$root_stage" && root_stage_prove "$root_stage" && root_stage_pack "$root_stage" "$root_target"
  root_done=$?
  rm -rf "$root_stage" "$root_target.tmp.$$"
  return $root_done
}

# root_stage_fill LIST STAGE: the host's files, and the few that are the guest's own.
root_stage_fill() {
  tar -C / --no-recursion --owner=0 --group=0 -cf - --verbatim-files-from -T "$1" 2>"$scratch.tar" |
    tar -C "$2" --no-same-owner -xpf - || return 1
  if [ -s "$scratch.tar" ] && grep -v 'Removing leading\|socket ignored' "$scratch.tar" >"$scratch.fault"; then return 1; fi
  for root_folder in bin sbin lib lib64; do
    [ -e "$2/$root_folder" ] || [ ! -L "/$root_folder" ] || ln -s "$(readlink "/$root_folder")" "$2/$root_folder"
  done
  (
    cd "$2" || exit 1
    umask 022
    mkdir -p proc sys dev run tmp var/tmp var/empty root vmpart etc/ssh mnt usr/bin
    chmod 1777 tmp var/tmp
    chmod 700 root
    printf 'root:x:0:0:root:/root:/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\nnobody:x:65534:65534::/:/usr/sbin/nologin\n' >etc/passwd
    printf 'root:x:0:\nnogroup:x:65534:\nnobody:x:65533:\ntty:x:5:\n' >etc/group
    printf 'root:*:19000::::::\nsshd:*:19000::::::\nnobody:*:19000::::::\n' >etc/shadow
    chmod 600 etc/shadow
    printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files\nservices: files\nprotocols: files\n' >etc/nsswitch.conf
    rm -f etc/hosts etc/hostname etc/mtab
    printf '127.0.0.1 localhost\n' >etc/hosts
    ln -s /proc/mounts etc/mtab
  ) || return 1
  PATH=$PATH:/usr/sbin:/sbin ldconfig -r "$2" 2>/dev/null || return 0
}

# root_stage_prove STAGE: in the new root the loader finds every library of every wanted program, and MPI launchers
# answer. Writes what does not work to the fault file.
root_stage_prove() {
  guest_needs | while read -r proved; do readlink -f "$proved"; done | sort -u >"$scratch.proved"
  for proved in sshd ssh ip; do readlink -f "$(command -v "$proved")"; done >>"$scratch.proved"
  # shellcheck disable=SC2016 # expanded inside the new root
  tr '\n' '\0' <"$scratch.proved" | xargs -0 -r chroot "$1" /bin/sh -c '
    loader=$1
    shift
    for file; do
      [ -x "$file" ] && [ ! -d "$file" ] || continue
      case $loader in */ld-linux*) "$loader" --verify "$file" >/dev/null 2>&1 || continue ;; esac
      LD_TRACE_LOADED_OBJECTS=1 "$loader" "$file" 2>/dev/null | while read -r name arrow found rest; do
        [ "$found" != not ] || echo "$file needs $name, which this host does not have"
      done
      case ${file##*/} in
        mpirun* | mpiexec* | orterun | prterun)
          "$file" --version >/dev/null 2>&1 || echo "$file --version does not work in the root of the guests" ;;
      esac
    done' sh "$(guest_loader)" >"$scratch.fault" 2>&1
  [ ! -s "$scratch.fault" ]
}

# root_stage_pack STAGE TARGET: an image a quarter larger than its files, without a journal, always the same ids.
root_stage_pack() {
  root_kib=$(du -sk --apparent-size "$1" | cut -f1)
  root_inodes=$(find "$1" | wc -l)
  PATH=$PATH:/usr/sbin:/sbin E2FSPROGS_FAKE_TIME=1 mke2fs -q -t ext4 -d "$1" -b 4096 -O '^has_journal,^resize_inode' \
    -E root_owner=0:0 -U 76706172-7400-4000-8000-000000000001 -N $((root_inodes + 1000)) -m 0 -F \
    "$2.tmp.$$" $((root_kib * 5 / 4 + root_inodes * 2 + 16384))k >/dev/null 2>"$scratch.fault" && keep "$2.tmp.$$" "$2"
}
