/*
 * `region make`: the file of a region, its memory bound to a node before the first page is there, with an empty header.
 * Pages come when they are used; those of a hugetlbfs at once, so that a pool that is too small is noticed here and not
 * by a signal in the middle of a job.
 */
#include "region_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char usage[] = "region make FILE BYTES NAME UUID NODE|- [PAGE-BYTES [GRANULE-BYTES]]";

enum { BIND = 2, MAX_NODES = 1024 };

/* 16 bytes from the text 01234567-89ab-... */
static bool parse_uuid(const char *text, uint8_t *out) {
  size_t nibbles = 0;
  for (; *text != '\0'; text++) {
    const char *digits = "0123456789abcdef0123456789ABCDEF", *found = strchr(digits, *text);
    if (*text == '-') continue;
    if (found == NULL || nibbles == 32) return false;
    unsigned value = (unsigned)(found - digits) % 16;
    out[nibbles / 2] = (uint8_t)(nibbles % 2 == 0 ? value << 4 : out[nibbles / 2] | value);
    nibbles++;
  }
  return nibbles == 32;
}

/* The policy stays with the file: whoever touches a page, it comes from there. */
static void bind_to(const char *path, void *memory, uint64_t bytes, const char *node) {
  unsigned long mask[MAX_NODES / (8 * sizeof(unsigned long))] = {0};
  uint64_t number;
  if (!parse_number(node, &number)) return;
  mask[number / (8 * sizeof *mask)] |= 1ul << number % (8 * sizeof *mask);
  if (syscall(SYS_mbind, memory, bytes, BIND, mask, (unsigned long)MAX_NODES, 0) == 0) return;
  int problem = errno;
  unlink(path);
  errno = problem;
  if (problem == ENOSYS) fatal(EXIT_SYSTEM, "%s cannot be bound to node %s: use a kernel with CONFIG_NUMA on the host", path, node);
  system_error("%s cannot be bound to node %s", path, node);
}

static void write_header(struct region_header *header, const struct region_header *shape, const char *name,
                         const uint8_t *uuid) {
  *header = *shape;
  header->version = REGION_VERSION;
  memcpy(header->name, name, strlen(name));
  memcpy(header->uuid, uuid, sizeof header->uuid);
  __atomic_thread_fence(__ATOMIC_RELEASE);
  memcpy(header->magic, REGION_MAGIC, sizeof header->magic);
}

static uint64_t number_or(char *text, uint64_t otherwise) {
  uint64_t number;
  if (text == NULL) return otherwise;
  if (!parse_number(text, &number) || number < REGION_GRANULE || (number & (number - 1)) != 0)
    fatal(EXIT_USAGE, "`%s` is no page size; usage: vmpart-host %s", text, usage);
  return number;
}

static void make(const char *path, uint64_t bytes, uint64_t page, const struct region_header *shape, char **arguments) {
  uint8_t uuid[16];
  if (!parse_uuid(arguments[3], uuid)) fatal(EXIT_USAGE, "`%s` is no UUID; usage: vmpart-host %s", arguments[3], usage);
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) system_error("cannot make the region %s", path);
  if (ftruncate(fd, (off_t)bytes) != 0) {
    unlink(path);
    system_error("cannot give the region %s its %llu bytes", path, (unsigned long long)bytes);
  }
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    unlink(path);
    system_error("cannot map the region %s: the pool of huge pages may be too small", path);
  }
  bind_to(path, memory, bytes, arguments[4]);
  if (page > REGION_GRANULE && fallocate(fd, 0, 0, (off_t)bytes) != 0) {
    unlink(path);
    system_error("cannot get the pages of the region %s: look at the pool of huge pages of node %s", path, arguments[4]);
  }
  write_header((struct region_header *)((char *)memory + REGION_DEVICE_BYTES), shape, arguments[2], uuid);
}

static void check_node(const char *text) {
  uint64_t number;
  if (strcmp(text, "-") != 0 && (!parse_number(text, &number) || number >= MAX_NODES - 1))
    fatal(EXIT_USAGE, "`%s` is no node; usage: vmpart-host %s", text, usage);
}

int region_verb_make(int count, char **arguments) {
  uint64_t bytes;
  struct region_header shape = {0};
  if (count < 5 || count > 7 || !parse_number(arguments[1], &bytes)) fatal(EXIT_USAGE, "usage: vmpart-host %s", usage);
  size_t name = strlen(arguments[2]);
  if (name == 0 || name >= REGION_NAME) fatal(EXIT_USAGE, "`%s` is no name of a region: 1 to %d bytes", arguments[2], REGION_NAME - 1);
  check_node(arguments[4]);
  uint64_t page = number_or(count > 5 ? arguments[5] : NULL, REGION_GRANULE);
  uint64_t granule = number_or(count > 6 ? arguments[6] : NULL, REGION_GRANULE);
  if (bytes <= REGION_DEVICE_BYTES || !region_shape(&shape, bytes - REGION_DEVICE_BYTES, (uint32_t)granule))
    fatal(EXIT_NO, "a region of %llu bytes has no room for its header: give it at least 4 MiB", (unsigned long long)bytes);
  make(arguments[0], bytes, page, &shape, arguments);
  return EXIT_FINE;
}
