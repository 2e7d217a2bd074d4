/*
 * A region by its file on the host. Processes of the host take turns by flock(2), which the kernel gives back when one
 * is killed: the region's own lock, when it is a process of the host that has it, is then left over.
 */
#include "region_file.h"
#include "pages.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { HUGETLBFS_MAGIC = 0x958458f6, PATIENCE = 5000 };

uint64_t region_file_page(int fd) {
  struct statfs system;
  if (fstatfs(fd, &system) != 0) system_error("cannot tell the file system of a region");
  return system.f_type == HUGETLBFS_MAGIC ? (uint64_t)system.f_bsize : host_page_bytes();
}

void region_file_open(const char *path, struct region *out) {
  struct stat status;
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &status) != 0) system_error("cannot open the region %s", path);
  while (flock(fd, LOCK_EX) != 0)
    if (errno != EINTR) system_error("cannot lock the region %s", path);
  if ((uint64_t)status.st_size < REGION_DEVICE_BYTES) fatal(EXIT_NO, "%s is no region: it is smaller than 2 MiB", path);
  uint64_t bytes = (uint64_t)status.st_size - REGION_DEVICE_BYTES;
  enum region_result result = region_open(out, fd, REGION_DEVICE_BYTES, bytes, region_file_page(fd), NULL);
  if (result != REGION_FINE) fatal(EXIT_NO, "%s: %s", path, region_reason(result));
  out->self = region_owner_self(REGION_HOST);
  if (out->self == 0) fatal(EXIT_SYSTEM, "%s: /proc does not show this process", path);
}

unsigned region_guest_number(const char *text) {
  uint64_t number;
  if (!parse_number(text, &number) || number == REGION_HOST || number >= REGION_GUESTS)
    fatal(EXIT_USAGE, "`%s` is no guest: guests of a region have numbers from 1 to %d", text, REGION_GUESTS - 1);
  return (unsigned)number;
}

void region_file_lock(struct region *region) {
  if (region_lock_within(region, PATIENCE)) return;
  region_owner owner = REGION_LOAD(region->header->lock);
  fatal(EXIT_NO, "process %u of guest %u has had the lock of region %s for %d s: run `vmpart-host region sweep %s` in that VM, or evict it when it has ended",
        region_owner_process(owner), region_owner_guest(owner), region->header->name, PATIENCE / 1000, region->header->name);
}
