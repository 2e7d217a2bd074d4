# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# The library with which programs are started that go through shared memory: for this machine, or made from its source.

# Sets SHARED_LIBRARY; empty, and 1, where there is neither one for this architecture nor a compiler.
shared_library_find() {
  SHARED_LIBRARY=$ATTEMPT_DIR/bin/libvmpart-shared-$(uname -m).so
  [ ! -e "$SHARED_LIBRARY" ] || return 0
  shared_library_compile && return 0
  SHARED_LIBRARY=
  return 1
}

# With the host's own C library, since it comes into programs that use that.
shared_library_compile() {
  for compiler in cc gcc; do
    command -v "$compiler" >/dev/null 2>&1 || continue
    "$compiler" -std=c11 -O2 -fPIC -shared -fvisibility=hidden -U_FORTIFY_SOURCE -fno-stack-protector \
      -Wl,-soname,libvmpart-shared.so \
      -o "$SHARED_LIBRARY.new" "$ATTEMPT_DIR"/shm/*.c "$ATTEMPT_DIR"/shm/library/*.c -Wl,--no-as-needed -ldl -Wl,-z,now \
      2>/dev/null && keep "$SHARED_LIBRARY.new" "$SHARED_LIBRARY" && return 0
  done
  return 1
}

# Some program of the plan goes through shared memory.
shares_memory() {
  for shared_mark in "$ATTEMPT_DIR"/programs/*/*.shared; do
    [ -e "$shared_mark" ] && return 0
  done
  return 1
}

preflight_shared_library() {
  shares_memory || return 0
  shared_library_find ||
    lacking "There is no library for programs through shared memory on $(uname -m)." \
      "Install a C compiler on the host, which makes it: $(hint_packages 'gcc libc6-dev' 'gcc glibc-devel')"
}
