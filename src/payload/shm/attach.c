/* Finds the region's device by its name, in a guest. */
#include "attach.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PATH_ROOM = 192 };

struct line {
  char name[REGION_NAME + 1];
  char path[PATH_ROOM];
  unsigned long long offset, bytes, align;
  unsigned guest;
};

static bool read_line(const char *text, struct line *out) {
  return sscanf(text, "%16s %191s %llu %llu %llu %u", out->name, out->path, &out->offset, &out->bytes, &out->align,
                &out->guest) == 6 &&
         out->guest > REGION_HOST && out->guest < REGION_GUESTS && out->align >= REGION_GRANULE &&
         (out->align & (out->align - 1)) == 0;
}

static bool find_line(const char *text, const char *name, struct line *out) {
  for (const char *at = text; at != NULL && *at != '\0';) {
    if (read_line(at, out) && strcmp(out->name, name) == 0) return true;
    at = strchr(at, '\n');
    if (at != NULL) at++;
  }
  return false;
}

bool region_attach(struct region *region, const char *name, char *problem, size_t room) {
  static char text[16384];
  struct line line;
  const char *file = getenv("VMPART_REGIONS");
  if (file == NULL || *file == '\0') file = REGIONS_FILE;
  if (region_read_file(file, text, sizeof text) < 0 || !find_line(text, name, &line)) {
    snprintf(problem, room, "this machine has no region %s (%s does not name it); start the program in a VM whose layout gives it the region", name, file);
    return false;
  }
  int fd = (int)syscall(SYS_openat, AT_FDCWD, line.path, O_RDWR | O_CLOEXEC, 0);
  if (fd < 0) {
    snprintf(problem, room, "cannot open %s of the region %s: %s; it must be there and writable for the program's user", line.path, name, strerror(errno));
    return false;
  }
  enum region_result result = region_open(region, fd, line.offset, line.bytes, line.align, name);
  if (result == REGION_FINE && line.align > region->header->granule) result = REGION_COARSE;
  region->self = region_owner_self(line.guest);
  if (result == REGION_FINE && region->self != 0) return true;
  if (result == REGION_FINE) snprintf(problem, room, "/proc does not show this process: mount the one of its pid namespace");
  else snprintf(problem, room, "region %s (%s): %s", name, line.path, region_reason(result));
  region_close(region);
  syscall(SYS_close, fd);
  return false;
}
