/*
 * `region nodes`: bytes of a region by the node on which they lie. Pages that nobody has used yet are left alone: a look
 * at a hole would fill it. A file in a hugetlbfs has all its pages from the beginning.
 */
#include "region_file.h"
#include "pages.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct look {
  int fd;
  uint64_t page;
  uint64_t bytes[MAX_NODES];
};

/* Maps a stretch that has its pages, touches each, and asks where they are. */
static void count(struct look *look, uint64_t begin, uint64_t end) {
  static void *address[NODE_BATCH];
  static int status[NODE_BATCH];
  volatile char *memory = mmap(NULL, end - begin, PROT_READ, MAP_SHARED, look->fd, (off_t)begin);
  if (memory == MAP_FAILED) system_error("cannot map the region");
  size_t pages = 0;
  for (uint64_t at = begin; at < end; at += look->page) {
    (void)memory[at - begin];
    address[pages++] = (void *)(memory + (at - begin));
  }
  nodes_of_pages(getpid(), pages, address, status);
  for (size_t i = 0; i < pages; i++)
    if (status[i] >= 0 && status[i] < MAX_NODES) look->bytes[status[i]] += look->page;
  munmap((void *)memory, end - begin);
}

static void count_all(struct look *look, uint64_t begin, uint64_t end) {
  const uint64_t most = NODE_BATCH * look->page;
  for (; begin < end; begin += most) count(look, begin, end - begin < most ? end : begin + most);
}

/* Stretches of the file that have pages. */
static void count_present(struct look *look, uint64_t size) {
  off_t begin = 0, end = 0;
  while ((uint64_t)end < size && (begin = lseek(look->fd, end, SEEK_DATA)) >= 0) {
    end = lseek(look->fd, begin, SEEK_HOLE);
    if (end < 0) system_error("cannot find the pages of the region");
    count_all(look, (uint64_t)begin, (uint64_t)end);
  }
  if (begin < 0 && errno != ENXIO) system_error("cannot find the pages of the region");
}

int region_verb_nodes(int count_of_arguments, char **arguments) {
  static struct look look;
  struct region region;
  struct stat status;
  if (count_of_arguments != 1) fatal(EXIT_USAGE, "usage: vmpart-host region nodes FILE");
  region_file_open(arguments[0], &region);
  look.fd = region.fd;
  look.page = region_file_page(region.fd);
  if (fstat(region.fd, &status) != 0) system_error("cannot read %s", arguments[0]);
  if (look.page == host_page_bytes()) count_present(&look, (uint64_t)status.st_size);
  else count_all(&look, 0, (uint64_t)status.st_size);
  for (size_t node = 0; node < MAX_NODES; node++)
    if (look.bytes[node] > 0) printf("%zu %llu\n", node, (unsigned long long)look.bytes[node]);
  return EXIT_FINE;
}
