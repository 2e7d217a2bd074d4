# shellcheck shell=sh
# Which way the data of a run goes: bytes over the VMs' interfaces and through their shared regions.

# Right before the program is started in the guests, and right after it has ended there.
traffic_begin() { :; }
traffic_end() { :; }
