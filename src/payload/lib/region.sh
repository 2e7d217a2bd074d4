# shellcheck shell=sh
# Memory that VMs share: made before any of them is started, read after each run, gone with the session.

# Before the VMs of the session are started; 1 with FAULT when a region cannot be made.
regions_make() { :; }

# After a run: what was in it, and where; then what the job has left is purged.
regions_run() { :; }

# Before the VMs end; also where they never came up.
regions_end() { :; }
