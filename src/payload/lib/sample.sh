# shellcheck shell=sh
# Memory of the VMs by node, over time.

sample_begin() { :; }

sample_end() { :; }
