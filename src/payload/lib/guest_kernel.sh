# shellcheck shell=sh
# The kernel that guests boot and the archive it starts from: /init, the modules on the way to the root disk, and the
# session's own files. Archives are uncompressed newc, several behind one another.

GUEST_MODULES='virtio_pci virtio_blk virtio_net ext4 overlay'

# Sets KERNEL and GUEST_RELEASE.
guest_kernel_find() {
  kernel_running=$(uname -r)
  KERNEL=
  for kernel_file in "$GUEST_KERNEL" "/boot/vmlinux-$kernel_running" "/boot/vmlinuz-$kernel_running" \
    "/lib/modules/$kernel_running/vmlinuz"; do
    if [ -n "$kernel_file" ] && [ -r "$kernel_file" ]; then
      KERNEL=$kernel_file
      break
    fi
    [ "$kernel_file" != "$GUEST_KERNEL" ] || [ -z "$GUEST_KERNEL" ] || break
  done
  [ -n "$KERNEL" ] || return 1
  GUEST_RELEASE=$(kernel_release "$KERNEL")
  export KERNEL GUEST_RELEASE
}

# kernel_release FILE: by the boot header of a bzImage (offset of the version at 0x20e, counted from 0x200), else by
# the file's name, else by the text in a vmlinux.
kernel_release() {
  if [ "$(od -An -c -j 514 -N 4 "$1" | tr -d ' ')" = HdrS ]; then
    release_offset=$(od -An -tu2 -j 526 -N 2 "$1" | tr -d ' ')
    dd if="$1" bs=1 skip=$((release_offset + 512)) count=128 2>/dev/null | tr '\0' ' ' | sed 's/ .*//;q'
    return
  fi
  release_name=${1##*/}
  release_name=${release_name#vmlinu[xz]-}
  if [ -d "/lib/modules/$release_name" ]; then
    printf '%s\n' "$release_name"
  else
    LC_ALL=C grep -a -o -m1 'Linux version [^ ]*' "$1" | sed 's/Linux version //;q'
  fi
}

# Names of the modules that guests load: the base set, the drivers of NICs other than virtio, and of a balloon where a
# VM has one.
guest_modules() {
  printf '%s\n' "$GUEST_MODULES"
  case " $NIC_MODELS " in *" rtl8139 "*) printf '8139cp\n' ;; esac
  case " $NIC_MODELS " in *" e1000 "*) printf 'e1000\n' ;; esac
  [ -z "$BALLOON" ] || printf 'virtio_balloon\n'
}

# module_files RELEASE NAME...: files in load order, built-in ones left out; 1 when one is missing.
module_files() {
  module_release=$1
  shift
  if command -v modprobe >/dev/null 2>&1; then
    modprobe -C /dev/null -S "$module_release" --show-depends -a "$@" |
      awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
  else
    module_files_parsed "/lib/modules/$module_release" "$@"
  fi
}

# module_files_parsed FOLDER NAME...: the same from modules.dep. ext4 asks for crc32c by a soft dependency, which that
# file does not hold, so it is added.
module_files_parsed() {
  module_folder=$1
  shift
  awk -v folder="$module_folder" -v names="$* crc32c_generic" '
    function base(path) { sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path); return path }
    FILENAME ~ /modules.builtin$/ { builtin[base($1)] = 1; next }
    { file = $1; sub(/:$/, "", file); name = base(file); path[name] = file; $1 = ""; needs[name] = $0 }
    END {
      count = split(names, wanted, " ")
      sub(/.* crc32c_generic/, "crc32c_generic", names)
      for (i = 1; i <= count; i++) {
        name = wanted[i]
        if (!(name in path)) {
          if (name in builtin || name == "crc32c_generic") continue
          print "no module " name > "/dev/stderr"
          exit 1
        }
        parts = split(needs[name], needed, " ")
        for (j = parts; j > 0; j--) if (!seen[needed[j]]++) print folder "/" needed[j]
        if (!seen[path[name]]++) print folder "/" path[name]
      }
    }' "$module_folder/modules.builtin" "$module_folder/modules.dep"
}

# module_unpack FILE FOLDER: decompressed under its own name.
module_unpack() {
  unpacked=${1##*/}
  unpacked=${unpacked%.xz} unpacked=${unpacked%.zst} unpacked=${unpacked%.gz}
  case $1 in
    *.xz) xz -dc "$1" ;;
    *.zst) zstd -dcq "$1" ;;
    *.gz) gzip -dc "$1" ;;
    *) cat "$1" ;;
  esac >"$2/$unpacked" || return 1
  printf '%s\n' "$unpacked" >>"$2/order"
}

# Sets BASE_INITRD: made once for a kernel, a helper and a list of modules.
guest_initrd_make() {
  # shellcheck disable=SC2046 # names of modules hold no spaces
  initrd_modules=$(module_files "$GUEST_RELEASE" $(guest_modules) $(region_modules)) || return 1
  SHARED_LIBRARY=
  # Programs of the user's own may be linked with it.
  if has_regions && ! shared_library_find && shares_memory; then return 1; fi
  # shellcheck disable=SC2086 # neither do their paths
  initrd_key=$({
    sha256sum <"$HELPER"
    [ -z "$SHARED_LIBRARY" ] || sha256sum <"$SHARED_LIBRARY"
    [ -z "$initrd_modules" ] || stat -c '%n %s %Y' $initrd_modules
  } | sha256sum | cut -c1-16)
  BASE_INITRD=$CACHE/initrd-$GUEST_RELEASE-$initrd_key.cpio
  export BASE_INITRD
  [ ! -e "$BASE_INITRD" ] || return 0
  initrd_stage=$RUN_DIR/initrd
  rm -rf "$initrd_stage"
  mkdir -p "$initrd_stage/modules" "$initrd_stage/vmpart/bin" || return 1
  cp "$(readlink -f "$HELPER")" "$initrd_stage/init" && cp "$initrd_stage/init" "$initrd_stage/vmpart/bin/vmpart-host" || return 1
  chmod 755 "$initrd_stage/init" "$initrd_stage/vmpart/bin/vmpart-host"
  [ -z "$SHARED_LIBRARY" ] || cp "$SHARED_LIBRARY" "$initrd_stage/vmpart/bin/libvmpart-shared.so" || return 1
  : >"$initrd_stage/modules/order"
  for initrd_module in $initrd_modules; do
    module_unpack "$initrd_module" "$initrd_stage/modules" || return 1
  done
  (cd "$initrd_stage" && "$HELPER" cpio .) >"$BASE_INITRD.tmp.$$" && keep "$BASE_INITRD.tmp.$$" "$BASE_INITRD" || return 1
  rm -rf "$initrd_stage"
}

# session_initrd VARIANT KEYS-FOLDER: sets INITRD, the base archive followed by the session's part. The kernel wants
# every archive to begin at a multiple of 4 bytes, which newc archives of 512-byte blocks do.
session_initrd() {
  INITRD=$RUN_DIR/initrd.cpio
  export INITRD
  part_stage=$RUN_DIR/part
  rm -rf "$part_stage"
  mkdir -p "$part_stage/vmpart" || return 1
  cp -a "$ATTEMPT_DIR/guest" "$ATTEMPT_DIR/programs" "$2" "$part_stage/vmpart/" || return 1
  cp "$ATTEMPT_DIR/vms/$1/vms" "$part_stage/vmpart/vms" || return 1
  [ ! -f "$ATTEMPT_DIR/vms/$1/regions" ] || cp "$ATTEMPT_DIR/vms/$1/regions" "$part_stage/vmpart/regions" || return 1
  cat "$BASE_INITRD" >"$INITRD" || return 1
  initrd_bytes=$(stat -c %s "$INITRD")
  head -c $((3 - (initrd_bytes + 3) % 4)) /dev/zero >>"$INITRD"
  (cd "$part_stage" && "$HELPER" cpio .) >>"$INITRD" || return 1
  rm -rf "$part_stage"
}
