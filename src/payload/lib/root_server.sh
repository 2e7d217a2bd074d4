#!/bin/sh
# Stays outside the namespaces of a user's attempt and calls vmpart-root for it: a line of words in, a line
# `EXIT OUTPUT` back. Ends when the attempt does. vmpart-root checks every word.
set -uf
exec <root.in >root.out
while read -r request; do
  # shellcheck disable=SC2086 # the words of the request are the arguments, and globbing is off
  answer=$(sudo -n /usr/local/sbin/vmpart-root $request 2>/dev/null)
  printf '%s %s\n' "$?" "$answer"
done
