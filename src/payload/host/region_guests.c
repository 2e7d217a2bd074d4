/*
 * `region admit` and `region evict`: which VMs may use a region. Only the host knows that a VM has ended; what its
 * programs held is given back then. `region sweep` does it in a guest for those of its own programs that have ended.
 */
#include "region_file.h"

#include <stdio.h>
#include <string.h>

int region_verb_admit(int count, char **arguments) {
  struct region region;
  if (count != 3) fatal(EXIT_USAGE, "usage: vmpart-host region admit FILE GUEST NAME");
  unsigned number = region_guest_number(arguments[1]);
  region_file_open(arguments[0], &region);
  struct region_guest *guest = &region.guest[number];
  /* What an earlier boot of it left cannot be in use any more. */
  region.dead_guest = number;
  region_file_lock(&region);
  region_sweep(&region);
  guest->pids = 0;
  memset(guest->name, 0, sizeof guest->name);
  snprintf(guest->name, sizeof guest->name, "%s", arguments[2]);
  REGION_STORE(guest->state, GUEST_ADMITTED);
  region_unlock(&region);
  return EXIT_FINE;
}

int region_verb_evict(int count, char **arguments) {
  struct region region;
  if (count != 2) fatal(EXIT_USAGE, "usage: vmpart-host region evict FILE GUEST");
  unsigned number = region_guest_number(arguments[1]);
  region_file_open(arguments[0], &region);
  region.dead_guest = number;
  region_file_lock(&region);
  REGION_STORE(region.guest[number].state, GUEST_EVICTED);
  region_sweep(&region);
  region_unlock(&region);
  return EXIT_FINE;
}
