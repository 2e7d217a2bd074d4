# shellcheck shell=sh
# Programs that come as source and are compiled with the host's own MPI: programs/built/NAME in the attempt, and so in
# guests. Kept in the cache for a source and a compiler.

# Before the guests are prepared, which get what lies in programs/; 1 after a `problem`.
programs_build() {
  for built_list in "$ATTEMPT_DIR"/programs/*/built; do
    [ -f "$built_list" ] || continue
    read -r built_program built_source built_compilers <"$built_list"
    program_build || return 1
  done
}

# Of the line in built_*.
program_build() {
  mkdir -p "$CACHE" "$ATTEMPT_DIR/programs/built" || return 1
  built_compiler=$(built_compiler_find) || built_compiler=
  built_code=$ATTEMPT_DIR/programs/$built_source
  built_key=$({
    cat "$built_code"
    [ -z "$built_compiler" ] || stat -L -c '%n %s %Y' "$built_compiler"
  } | sha256sum | cut -c1-16)
  built_file=$CACHE/$built_program-$built_key
  if [ ! -x "$built_file" ]; then
    program_compile 2>"$RUN_DIR/built.said" || {
      rm -f "$built_file.tmp.$$"
      problem "$built_program could not be compiled: $(one_line <"$RUN_DIR/built.said")" \
        "Install the headers of that MPI with its compiler (${built_compilers%% *}), and see that it compiles a program by hand."
      return 1
    }
  fi
  cp "$built_file" "$ATTEMPT_DIR/programs/built/$built_program"
}

program_compile() {
  "${built_compiler:-mpicc}" -std=c11 -O2 -o "$built_file.tmp.$$" "$built_code" && keep "$built_file.tmp.$$" "$built_file"
}

# The first of built_compilers that the host has, as a path.
built_compiler_find() {
  for built_name in $built_compilers; do
    path_of "$built_name" && return 0
  done
  return 1
}
