# shellcheck shell=sh
# Which files decide what is measured, and what is in them: a section of the facts of an attempt.

# used_files: `@used`, then lines `KIND:SHA256 PATH` for what `needs` found and for the guests' kernel.
used_files() {
  printf '@used\n'
  command -v sha256sum >/dev/null 2>&1 || return 0
  needs_found | awk -F '\t' '$1 != "preloaded" && $2 != "" { print $1 "\t" $2 }' | sort -u | while IFS=$(printf '\t') read -r used_kind used_path; do
    used_file "$used_kind" "$used_path"
  done
  [ -n "${KERNEL:-}" ] || return 0
  used_file kernel "$KERNEL"
  printf 'release:%s\n' "$GUEST_RELEASE"
}

# used_file KIND PATH: nothing for a folder.
used_file() {
  [ -f "$2" ] || return 0
  used_sum=$(sha256sum <"$2") || return 0
  printf '%s:%s %s\n' "$1" "${used_sum%% *}" "$2"
}
