# shellcheck shell=sh
# Which of the host's own files make a guest: the wanted programs, what they link to, and for MPI runtimes (and perl)
# the whole packages or prefixes, because those load plugins by name. Paths are handled in batches: on a slow host every process
# that is started counts. All functions read and write lists, one path a line.

GUEST_PROGRAMS='sh bash env cat cp mv rm mkdir ln ls stat chmod chown sleep date id uname nproc seq head tail cut sort
uniq wc tr tee touch sync true false test expr basename dirname mktemp readlink realpath printf echo kill ps grep sed
awk find xargs tar hostname mount umount ip ssh sshd taskset numactl'
GUEST_PLACES='/etc/services /etc/protocols /etc/ld.so.conf /etc/ld.so.conf.d /etc/openmpi /etc/ucx /etc/libibverbs.d
/usr/lib/openssh /usr/libexec/openssh'
RUNTIME_FILES='^(mpirun|mpiexec|orterun|orted|prte|prun|hydra_|oshrun|shmemrun|upcrun|gasnet)|^perl$|^lib(mpi|mpich|open-rte|open-pal|pmix|prrte|oshmem|ucp|uct|ucs|ucm|fabric|psm|psm2|ibverbs)[^/]*\.so'
RUNTIME_PACKAGES='openmpi|mpich|hydra|pmix|prrte|ucx|upc|gasnet'

# guest_wanted: base set and `needs`, as paths. A program that the base set lacks on this host is left out.
guest_wanted() {
  # shellcheck disable=SC2086 # a list of words
  for wanted in $GUEST_PROGRAMS; do
    command -v "$wanted" 2>/dev/null | grep '^/'
  done
  for wanted in $GUEST_PLACES /lib*/libgcc_s.so.1 /lib/*/libgcc_s.so.1 /lib*/libnss_files.so.2 /lib/*/libnss_files.so.2; do
    [ ! -e "$wanted" ] || printf '%s\n' "$wanted"
  done
  guest_needs
}

# guest_needs: the paths that `needs` asks for in guests; of several names that serve, the first that is there.
guest_needs() {
  needs_found | awk -F '\t' '$1 == "program" || $1 == "file" { print $2 }'
}

# real_paths: for every path read, each symbolic link on its way and the file itself, with no link among its folders.
real_paths() {
  tr '\n' '\0' | xargs -0 -r namei 2>/dev/null | awk '
    function flush() { if (last == "d" && at != "") print at; last = "" }
    /^f: / { flush(); at = ""; next }
    {
      sub(/^ +/, "")
      type = substr($0, 1, 1)
      name = substr($0, 3)
      if (substr($0, 2, 1) != " ") { last = ""; next }
      last = type
      if (type == "l") { sub(/ -> .*/, "", name); print at "/" name }
      else if (type == "d" && name == "/") at = ""
      else if (type == "d" && name == "..") sub(/\/[^\/]*$/, "", at)
      else if (type == "d" && name != ".") at = at "/" name
      else if (type == "-") print at "/" name
    }
    END { flush() }'
}

# contents: every path read, and of folders everything in them.
contents() {
  tr '\n' '\0' | xargs -0 -r sh -c 'find -H "$@" -print 2>/dev/null' sh
}

# worth_having: leaves out documentation, headers, archives and translations.
worth_having() {
  grep -v -E '/(share/(doc|man|info|locale|lintian|bug|doc-base)|include)(/|$)|\.(a|la|o|h|mod|pyc)$'
}

guest_loader() {
  for loader in /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.* /lib/ld-musl-*; do
    [ ! -x "$loader" ] || { printf '%s\n' "$loader"; return 0; }
  done
  return 1
}

# linked_by LOADER: the loader's own answer to what the files read need. Plugins and libraries are asked for in one
# go, as if they were preloaded.
linked_by() {
  linked_list=
  while read -r linked; do
    case ${linked##*/} in
      *.so | *.so.*) linked_list="$linked_list $linked" ;;
      *) if is_linked "$1" "$linked"; then LD_TRACE_LOADED_OBJECTS=1 "$1" "$linked" 2>/dev/null; fi ;;
    esac
    if [ ${#linked_list} -gt 20000 ]; then
      linked_together "$1" "$linked_list"
      linked_list=
    fi
  done
  [ -z "$linked_list" ] || linked_together "$1" "$linked_list"
}

# is_linked LOADER FILE: a program that the loader would load. glibc's crashes when it is asked about a static one.
is_linked() {
  [ -f "$2" ] && [ -x "$2" ] || return 1
  case $1 in */ld-linux*) "$1" --verify "$2" >/dev/null 2>&1 ;; esac
}

linked_together() {
  LD_PRELOAD=$2 LD_TRACE_LOADED_OBJECTS=1 "$1" /bin/sh 2>/dev/null
}

# found_libraries: paths out of the loader's answer.
found_libraries() {
  awk '$2 == "=>" && $3 ~ /^\// { print $3; next } $1 ~ /^\// { print $1 }' | sort -u
}

# interpreters: of the scripts among the files read; of `env NAME` the program that the host finds by that name.
interpreters() {
  while read -r script; do
    [ ! -f "$script" ] || [ ! -x "$script" ] || printf '%s\n' "$script"
  done | tr '\n' '\0' | xargs -0 -r sed -s -n '1{/^#! *\//{s/^#! *//;p}}' 2>/dev/null | grep -a '^/' |
    while read -r interpreter interpreted interpreter_rest; do
      : "$interpreter_rest"
      printf '%s\n' "$interpreter"
      [ "${interpreter##*/}" != env ] || command -v -- "$interpreted"
    done | sort -u
}

# runtime_members: of the files read that belong to an MPI runtime, everything that was installed with them.
runtime_members() {
  awk -v pattern="$RUNTIME_FILES" '{ name = $0; sub(/.*\//, "", name) } name ~ pattern' >"$1.runtime"
  grep -E '^/(usr/)?(s?bin|lib[^/]*)/' "$1.runtime" | package_files "$1" | worth_having
  grep -v -E '^/(usr/)?(s?bin|lib[^/]*)/' "$1.runtime" | sed -n -E 's,/(s?bin|lib[^/]*|libexec)/.*,,p' | sort -u |
    grep -v -E '^(/|/etc|/home|/root|/home/[^/]*)?$' | contents | worth_having
}

# package_files SCRATCH: files of the packages that own the files read, and of those that they depend on and that are
# of the same kind.
package_files() {
  if command -v dpkg-query >/dev/null 2>&1; then
    tr '\n' '\0' | xargs -0 -r dpkg-query -S 2>/dev/null | sed -n 's/: \/.*//p' | tr -d ' ' | tr ',' '\n' | sort -u >"$1.packages"
    [ -s "$1.packages" ] || return 0
    related_packages "$1.packages" >"$1.related"
    cat "$1.packages" "$1.related" | sort -u | xargs dpkg-query -L 2>/dev/null
  elif command -v rpm >/dev/null 2>&1; then
    tr '\n' '\0' | xargs -0 -r rpm -qf --qf '%{NAME}\n' 2>/dev/null | grep -v ' ' | sort -u | xargs -r rpm -ql 2>/dev/null
  else
    cat
  fi | while read -r member; do
    [ -d "$member" ] && [ ! -L "$member" ] || printf '%s\n' "$member"
  done
}

# related_packages FILE: of what the packages in it depend on or recommend, the parts of MPI runtimes.
related_packages() {
  # shellcheck disable=SC2016 # fields of dpkg-query
  xargs dpkg-query -W -f '${Depends}, ${Recommends}\n' <"$1" | tr ',' '\n' | tr '|' '\n' |
    sed 's/^ *//;s/[ :].*//' | grep -E "$RUNTIME_PACKAGES" | sort -u
}

# guest_sources SCRATCH: all paths of a guest's root, sorted, closed under links, libraries, interpreters and runtimes.
guest_sources() (
  loader=$(guest_loader) || exit 1
  printf '%s\n' "$loader" | cat - "$1.wanted" | contents | worth_having >"$1.new"
  : >"$1.all"
  while [ -s "$1.new" ]; do
    real_paths <"$1.new" | sort -u | comm -13 "$1.all" - >"$1.fresh"
    sort -u -o "$1.all" "$1.all" "$1.fresh"
    {
      linked_by "$loader" <"$1.fresh" | found_libraries
      interpreters <"$1.fresh"
      runtime_members "$1" <"$1.fresh"
    } | sort -u | comm -13 "$1.all" - >"$1.new"
    [ -s "$1.fresh" ] || break
  done
  cat "$1.all"
)
