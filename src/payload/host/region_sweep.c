/*
 * `region sweep`, in a guest: gives back what programs of this guest held that were killed. The host cannot tell which
 * of a guest's processes live. The next program that attaches does the same, and so does `rank` when its rank has ended:
 * whoever waits in another guest for a lock of the dead should not have to wait for that.
 */
#include "region_file.h"
#include "../shm/attach.h"

#include <stdlib.h>
#include <unistd.h>

/* A lock that was not taken by then belongs to somebody else's dead. */
enum { PATIENCE_AFTER_RANK = 1000 };

void region_after_rank(void) {
  struct region region;
  char problem[768];
  const char *name = getenv("VMPART_REGION");
  /* The rank has told what was wrong, if anything was. */
  if (name == NULL || *name == '\0' || !region_attach(&region, name, problem, sizeof problem)) return;
  if (region_lock_within(&region, PATIENCE_AFTER_RANK)) {
    region_sweep(&region);
    region_unlock(&region);
  }
  close(region.fd);
  region_close(&region);
}

int region_verb_sweep(int count, char **arguments) {
  struct region region;
  char problem[768];
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host region sweep NAME");
  if (!region_attach(&region, arguments[0], problem, sizeof problem)) fatal(EXIT_NO, "%s", problem);
  region_file_lock(&region);
  region_sweep(&region);
  region_unlock(&region);
  return EXIT_FINE;
}
