#!/bin/sh
# Enters the attempt's control group, where one can be made, and becomes COMMAND: sh lib/grouped.sh COMMAND...
# start.sh stays outside, so that it can remove the group when everything in it has ended.
# shellcheck source=/dev/null
. lib/vmpart.sh
group_make "$$"
exec "$@"
