/*
 * Who holds a lock or has an entry, and whether it still lives. Nobody is declared dead because time has passed: a VM
 * that was paused goes on where it was.
 */
#include "region.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* open(2) and its kin are the library's own in the programs that it is loaded into. */
long region_read_file(const char *path, char *out, size_t room) {
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  size_t size = 0;
  if (fd < 0) return -1;
  while (size < room - 1) {
    long got = syscall(SYS_read, fd, out + size, room - 1 - size);
    if (got <= 0) break;
    size += (size_t)got;
  }
  syscall(SYS_close, fd);
  out[size] = '\0';
  return (long)size;
}

/* Number at TEXT; *END is where it ends. */
static uint64_t number_at(const char *text, const char **end) {
  uint64_t value = 0;
  for (; *text >= '0' && *text <= '9'; text++) value = 10 * value + (uint64_t)(*text - '0');
  if (end != NULL) *end = text;
  return value;
}

/* From the text of /proc/PID/stat: field 22, in ticks; false for a process that has ended. The name, in brackets, may
 * hold anything. */
static bool start_of(const char *stat, uint32_t *out) {
  const char *at = strrchr(stat, ')');
  if (at == NULL || strlen(at) < 3 || strchr("ZX", at[2]) != NULL) return false;
  for (int field = 3; field < 22 && at != NULL; field++) at = strchr(at + (field == 3 ? 2 : 1), ' ');
  if (at == NULL) return false;
  *out = (uint32_t)number_at(at + 1, NULL);
  return true;
}

static region_owner word_of(unsigned guest, uint64_t process, uint32_t start) {
  return (uint64_t)(guest & 0xff) << 56 | (process & 0xffffff) << 32 | start;
}

region_owner region_owner_self(unsigned guest) {
  char stat[1024];
  uint32_t start;
  uint64_t process = (uint64_t)syscall(SYS_getpid);
  if (region_read_file("/proc/self/stat", stat, sizeof stat) < 0 || !start_of(stat, &start)) return 0;
  /* A /proc of another pid namespace tells of other processes. */
  return number_at(stat, NULL) == process ? word_of(guest, process, start) : 0;
}

unsigned region_owner_guest(region_owner owner) {
  return (unsigned)(owner >> 56);
}

unsigned region_owner_process(region_owner owner) {
  return (unsigned)(owner >> 32 & 0xffffff);
}

static bool process_gone(region_owner owner) {
  char path[40], stat[1024];
  uint32_t start;
  snprintf(path, sizeof path, "/proc/%u/stat", region_owner_process(owner));
  /* A /proc that hides the processes of others tells nothing. */
  if (region_read_file(path, stat, sizeof stat) <= 0)
    return syscall(SYS_kill, region_owner_process(owner), 0) != 0 && errno == ESRCH;
  return !start_of(stat, &start) || start != (uint32_t)owner;
}

static bool job_gone(const struct region *region, region_owner owner) {
  for (uint64_t i = 0; region->dead_job >= 0 && i < region->header->processes; i++)
    if (region->process[i].owner == owner) return region->process[i].job == (uint32_t)region->dead_job;
  return false;
}

bool region_owner_dead(const struct region *region, region_owner owner) {
  unsigned guest = region_owner_guest(owner), own = region_owner_guest(region->self);
  if (owner == region->self) return false;
  /* Processes of the host take turns by a lock of the file (host/region_file.c): whoever is here now is the only one. */
  if (guest == REGION_HOST) return own == REGION_HOST;
  if (region->dead_all || guest == region->dead_guest || job_gone(region, owner)) return true;
  return guest == own && process_gone(owner);
}
