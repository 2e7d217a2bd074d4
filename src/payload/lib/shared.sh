# shellcheck shell=sh
# Whether the programs that are to go through shared memory can: the library for it must come between a program and its
# C library, and the runtime must be one that hands messages to UCX.

# preflight_shared: a `problem` for each of them that cannot. Of scripts nothing is known: what they start is their own.
preflight_shared() {
  shared_tab=$(printf '\t')
  needs_found | sort -u | while IFS=$shared_tab read -r shared_kind shared_path shared_reason; do
    if [ "$shared_kind" != preloaded ] || ! is_elf "$shared_path"; then continue; fi
    printf '%s\t%s\n' "$shared_path" "${shared_reason%%"$shared_tab"*}"
  done >"$ATTEMPT_DIR/shared.wanted"
  shared_loader=$(guest_loader) || shared_loader=
  while IFS=$shared_tab read -r shared_path shared_reason; do
    shared_program "$shared_path" "$shared_reason"
  done <"$ATTEMPT_DIR/shared.wanted"
  rm -f "$ATTEMPT_DIR/shared.wanted"
}

# shared_program PATH REASON
shared_program() {
  if [ -z "$shared_loader" ] || ! is_linked "$shared_loader" "$1"; then
    lacking "$1 is statically linked ($2): nothing can come between it and its runtime." \
      'Link it dynamically (without -static), or let its ranks use the network: "transport": "network".'
    return 0
  fi
  shared_runtime=$(LD_TRACE_LOADED_OBJECTS=1 "$shared_loader" "$1" 2>/dev/null | runtime_without_ucx)
  [ -z "$shared_runtime" ] ||
    lacking "$1 runs with a library that has no UCX: $shared_runtime ($2)." \
      'Install a runtime that was built with UCX (of MPICH the device ch4:ucx), and link it to that; or use the network.'
}

# runtime_without_ucx: from the loader's answer the MPI library of a program, when that hands nothing to UCX: neither is it
# linked to it, nor has it a component for it beside it.
runtime_without_ucx() {
  awk '$1 ~ /^libucp\.so/ { ucx = 1 }
    $1 ~ /^lib(mpi|mpich|oshmem)\.so/ && $3 ~ /^\// { print $3 }
    END { if (ucx) print "ucx" }' | {
    runtime_found=
    while read -r runtime; do
      if [ "$runtime" = ucx ] || has_ucx_component "$runtime"; then exit 0; fi
      runtime_found=${runtime_found:-$runtime}
    done
    printf '%s' "$runtime_found"
  }
}

# has_ucx_component LIBRARY: Open MPI loads components by name, from a folder below that of its libraries.
has_ucx_component() {
  component_folder=$(readlink -f "$1") || return 1
  component_folder=${component_folder%/*}
  for component_place in "$component_folder"/openmpi*; do
    [ -d "$component_place" ] || continue
    [ -z "$(find "$component_place/" -name 'mca_pml_ucx.so' -print 2>/dev/null)" ] || return 0
  done
  return 1
}

is_elf() {
  [ -f "$1" ] && [ "$(od -An -c -N4 "$1" | tr -d ' ')" = '177ELF' ]
}
