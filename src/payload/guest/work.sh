#!/bin/sh
# work.sh PROGRAM: a new working folder with the program's input files, in memory like everything that guests write.
set -eu
rm -rf "/run/vmpart/work/$1"
mkdir -p "/run/vmpart/work/$1"
[ ! -d "/vmpart/programs/$1/files" ] || cp -a "/vmpart/programs/$1/files/." "/run/vmpart/work/$1/"
