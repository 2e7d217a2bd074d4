# shellcheck shell=sh
# Finds the static helper for this machine, or makes it from its source.

# Sets HELPER; 1 when there is neither a binary for this architecture nor a compiler.
helper_find() {
  HELPER=$ATTEMPT_DIR/bin/vmpart-host
  export HELPER
  if helper_works; then return 0; fi
  helper_made=$ATTEMPT_DIR/bin/vmpart-host-$(uname -m)
  [ -x "$helper_made" ] || helper_compile "$helper_made" || return 1
  ln -sf "vmpart-host-$(uname -m)" "$HELPER"
  helper_works
}

# A helper for another architecture does not start; one that does refuses to work without a verb.
helper_works() {
  [ -x "$HELPER" ] || return 1
  "$HELPER" >/dev/null 2>&1
  [ $? -eq 2 ]
}

# helper_compile TARGET
helper_compile() {
  for compiler in musl-gcc cc gcc; do
    command -v "$compiler" >/dev/null 2>&1 || continue
    "$compiler" -std=c11 -O2 -static -s -o "$1.new" "$ATTEMPT_DIR"/src/*.c "$ATTEMPT_DIR"/shm/*.c -lm && keep "$1.new" "$1" && return 0
  done
  return 1
}
