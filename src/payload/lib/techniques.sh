# shellcheck shell=sh
# What is done to the VMs between two runs.

session_techniques() { :; }

techniques_apply() { :; }
