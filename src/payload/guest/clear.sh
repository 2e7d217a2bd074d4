#!/bin/sh
# Ends what a program left running in a guest: everything but kernel threads, process 1, ssh's servers and this shell.
for folder in /proc/[0-9]*; do
  number=${folder#/proc/}
  case $number in 1 | "$$" | "$PPID") continue ;; esac
  program=$(readlink "$folder/exe") || continue
  case ${program##*/} in sshd | sshd-session | sshd-auth) continue ;; esac
  kill -KILL "$number" 2>/dev/null
done
exit 0
