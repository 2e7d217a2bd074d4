/*
 * holder SECONDS SHARED-MIB MIB...: ranks that hold memory, so that tests know how much is where.
 *
 * Rank r (Open MPI's number, 0 without) maps and writes as many MiB of its own as the r-th MIB says, and all ranks
 * SHARED-MIB of one file, which rank 0 writes first. When all have theirs, they hold it for SECONDS and end; for longer
 * when touching has taken longer. Pages are read after 1, 2, 4, 8 ... seconds of a program, so with as much again one of
 * those times lies behind the touching, however slow an emulated guest is.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MIB = 1 << 20, PAGE = 4096 };

struct shared {
  atomic_int arrived;
  char rest[PAGE - sizeof(atomic_int)];
  char bytes[];
};

static int number(const char *name, int otherwise) {
  const char *value = getenv(name);
  return value == NULL ? otherwise : atoi(value);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Contents that differ from page to page, so that nothing can be merged or squeezed out. */
static void write_pages(char *at, size_t bytes, int seed) {
  unsigned state = 2463534242u + (unsigned)seed;
  for (size_t i = 0; i < bytes; i += sizeof state) {
    state ^= state << 13, state ^= state >> 17, state ^= state << 5;
    memcpy(at + i, &state, sizeof state);
  }
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static struct shared *share(const char *path, size_t bytes) {
  int fd = open(path, O_RDWR | O_CREAT, 0600);
  if (fd < 0 || ftruncate(fd, (off_t)(sizeof(struct shared) + bytes)) != 0) fail(path);
  struct shared *shared = mmap(NULL, sizeof(struct shared) + bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (shared == MAP_FAILED) fail("mmap");
  return shared;
}

static void arrive(struct shared *shared, int others) {
  atomic_fetch_add(&shared->arrived, 1);
  while (atomic_load(&shared->arrived) < others) usleep(1000);
}

int main(int count, char **arguments) {
  if (count < 4) return 2;
  int rank = number("OMPI_COMM_WORLD_RANK", 0), ranks = number("OMPI_COMM_WORLD_SIZE", 1);
  size_t own = rank + 3 < count ? (size_t)atoi(arguments[rank + 3]) * MIB : 0, common = (size_t)atoi(arguments[2]) * MIB;
  char path[128];
  snprintf(path, sizeof path, "/dev/shm/holder-%s", getenv("OMPI_MCA_ess_base_jobid") ? getenv("OMPI_MCA_ess_base_jobid") : "alone");
  double begin = now();
  struct shared *shared = share(path, common);
  char *mine = own == 0 ? NULL : mmap(NULL, own, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mine == MAP_FAILED) fail("mmap");
  if (own > 0) write_pages(mine, own, rank);
  if (rank == 0) write_pages(shared->bytes, common, ranks);
  arrive(shared, ranks);
  volatile char sum = 0;
  for (size_t i = 0; i < common; i += PAGE) sum += shared->bytes[i];
  arrive(shared, 2 * ranks);
  if (rank == 0) unlink(path);
  double touched = now() - begin;
  double hold = atof(arguments[1]), least = 1.25 * touched + 1;
  usleep((useconds_t)(1e6 * (hold > least ? hold : least)));
  if (rank == 0) printf("touched in %.6f s\n", touched);
  return 0;
}
