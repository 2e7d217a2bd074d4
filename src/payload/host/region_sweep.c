/*
 * `region sweep`, in a guest: gives back what programs of this guest held that were killed. The host cannot tell which
 * of a guest's processes live; the next program that attaches does the same.
 */
#include "region_file.h"
#include "../shm/attach.h"

#include <stdio.h>
#include <string.h>

int region_verb_sweep(int count, char **arguments) {
  struct region region;
  char problem[512];
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host region sweep NAME");
  if (!region_attach(&region, arguments[0], problem, sizeof problem)) fatal(EXIT_NO, "%s", problem);
  region_file_lock(&region);
  region_sweep(&region);
  region_unlock(&region);
  return EXIT_FINE;
}
