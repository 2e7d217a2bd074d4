# shellcheck shell=sh
# shellcheck disable=SC2034 # names in capitals are read in other files
# Memory that VMs share: made before any of them is started, read after each run, gone with the session. A region is the
# file RUN_DIR/NAME.region, sparse in the attempt's own tmpfs, or a link to a file in a hugetlbfs; docs/shared-memory.md.

# Sets REGIONS to the session's table, lines `NAME BYTES PAGE-BYTES DEVICE NODE|- VM,VM,...`; 1 where nothing is shared.
region_table() {
  REGIONS=$ATTEMPT_DIR/vms/${VARIANT:-}/regions
  [ -s "$REGIONS" ]
}

# regions_each COMMAND: called for each region, which is in REGION (its name), REGION_BYTES, REGION_PAGE, REGION_DEVICE,
# REGION_NODE, REGION_VMS and REGION_FILE; 1 as soon as a call is.
regions_each() {
  while read -r REGION REGION_BYTES REGION_PAGE REGION_DEVICE REGION_NODE REGION_VMS <&5; do
    REGION_FILE=$RUN_DIR/$REGION.region
    "$1" || return 1
  done 5<"$REGIONS"
}

# Before the VMs of the session are started; 1 with FAULT when a region cannot be made.
regions_make() {
  region_table || return 0
  regions_fit && regions_each region_make
}

# After a run: what was in it, and where; then what the job has left is purged.
regions_run() {
  region_table || return 0
  # Nothing may use it any more by then.
  case $CAPTURED in
    *' ok') ;;
    *) in_guests 'sh /vmpart/guest/clear.sh' ;;
  esac
  if [ "$RUN_EVENT" = warmup ]; then regions_each region_purge; else regions_each region_after_run; fi
}

# Before the VMs end; also where they never came up.
regions_end() {
  region_table || return 0
  regions_each region_end
}

region_make() {
  region_said=$(region_fill 2>&1) || {
    FAULT="the region $REGION could not be made: $(printf '%s' "$region_said" | one_line)"
    problem "$FAULT" 'Look at its size, node and page size in the layout, and at what the host has of them (numactl -H).'
    return 1
  }
  region_read begin ''
}

# The file with its header, the device's part, and the VMs that may use it.
region_fill() (
  file=$REGION_FILE
  if region_is_huge; then
    mkdir "$RUN_DIR/$REGION.pages" || exit 1
    mount -t hugetlbfs -o "pagesize=$REGION_PAGE,mode=0700" none "$RUN_DIR/$REGION.pages" || exit 1
    # Mappings are told by this ending, whatever the mount is called.
    file=$RUN_DIR/$REGION.pages/$REGION.region
    ln -s "$file" "$REGION_FILE" || exit 1
  fi
  read -r uuid </proc/sys/kernel/random/uuid
  "$HELPER" region make "$file" "$REGION_BYTES" "$REGION" "$uuid" "$REGION_NODE" "$REGION_PAGE" &&
    "$HELPER" region device "$file" "$REGION_DEVICE" || exit 1
  region_guests | while read -r index vm; do
    "$HELPER" region admit "$file" "$index" "$vm" || exit 1
  done
)

# Lines INDEX VM of those that map it.
region_guests() {
  awk -v vms=",$REGION_VMS," 'index(vms, "," $1 ",") { print $2, $1 }' "$ATTEMPT_DIR/vms/$VARIANT/vms"
}

region_is_huge() {
  [ "$REGION_PAGE" -gt "$(base_page)" ]
}

base_page() {
  getconf PAGESIZE 2>/dev/null || echo 4096
}

region_after_run() {
  region_read run "$RUN"
}

# What programs have left goes; a new peak begins. Prints how much that was.
region_purge() {
  "$HELPER" region purge "$REGION_FILE" | awk '$1 == "leftBytes" { print $2 }'
}

# One that was never made has nothing to tell.
region_end() {
  [ -e "$REGION_FILE" ] || return 0
  region_evict
  region_read end ''
  # What is still mapped goes with QEMU.
  if [ -d "$RUN_DIR/$REGION.pages" ]; then umount -l "$RUN_DIR/$REGION.pages"; fi
}

# VMs that died keep locks, and what they had in it is nobody's.
region_evict() {
  region_guests | while read -r evict_index evict_vm; do
    if [ -f "$RUN_DIR/$evict_vm.pid" ] && vm_alive "$evict_vm"; then continue; fi
    "$HELPER" region evict "$REGION_FILE" "$evict_index"
  done
}

# region_read WHEN RUN: an event about it, and a mark for a run whose region was not where it was declared.
region_read() {
  region_nodes=$("$HELPER" region nodes "$REGION_FILE" | awk '{ printf "%s%s=%s", sep, $1, $2; sep = " " }')
  region_peak=null region_left=null
  if [ "$1" != begin ]; then
    region_peak=$("$HELPER" region stat "$REGION_FILE" | awk '$1 == "peakBytes" { print $2 }')
    region_left=$(region_purge)
  fi
  emit_lines "$2" "$(region_line "$1" && region_mark "$1")"
}

region_line() {
  printf 'region\tname=%s\twhen=%s\tsizeBytes:=%s\tpageBytes:=%s\tdevice=%s' "$REGION" "$1" "$REGION_BYTES" \
    "$REGION_PAGE" "$REGION_DEVICE"
  if [ "$REGION_NODE" = - ]; then printf '\tdeclaredNode:=null'; else printf '\tdeclaredNode:=%s' "$REGION_NODE"; fi
  pages_member "$region_nodes" nodes
  printf '\tpeakBytes:=%s\tleftBytes:=%s\n' "${region_peak:-null}" "${region_left:-null}"
}

# region_mark WHEN
region_mark() {
  [ "$1" = run ] && [ "$REGION_NODE" != - ] || return 0
  region_found=
  for region_item in $region_nodes; do
    [ "${region_item#*=}" = 0 ] || region_found="$region_found,${region_item%%=*}"
  done
  region_found=${region_found#,}
  [ "$region_found" = "$REGION_NODE" ] ||
    printf 'mark\tvm:=null\twhat=region %s: declared %s, found %s\n' "$REGION" "$REGION_NODE" "${region_found:-nothing}"
}
