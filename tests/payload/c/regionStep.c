/*
 * What a region looks like when a process is killed at any of its instructions: regionStep FILE COPY. A child of guest 1
 * does all that can be done with a region while this process lets it do one instruction after the other. Whenever the
 * tables have changed, the copy gets them as they are, guest 1 is taken for dead, and what is left must be sound.
 */
#include "regionTest.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum { SENT = 100 };

static const char *path;
/* 1 when the child has counted what it sent. */
static uint64_t *counted;
/* What the object of guest 2 holds. */
static const unsigned char value = 77;

static void do_everything(void) {
  struct region region;
  struct region_object *object, *other, *lock;
  bool made;
  attach_as(&region, path, 1);
  raise(SIGSTOP);
  MUST(region_join(&region, "job", 0) == REGION_FINE);
  MUST(region_object_open(&region, "first", OBJECT_FILE, true, true, &object, &made) == REGION_FINE);
  MUST(region_object_resize(&region, object, 10000) == REGION_FINE);
  MUST(region_object_grow(&region, object, 20000) == REGION_FINE);
  region_object_trim(&region, object);
  fill(&region, object, 0, 20000, value);
  region.process[region.slot].bytes = SENT;
  *counted = 1;
  MUST(region_object_open(&region, "second", OBJECT_FILE, true, false, &other, &made) == REGION_FINE);
  MUST(region_object_resize(&region, other, 5000) == REGION_FINE);
  MUST(region_object_unlink(&region, "second") == REGION_FINE);
  MUST(region_object_resize(&region, object, 3000) == REGION_FINE);
  MUST(region_object_open(&region, "lock", OBJECT_LOCK, true, false, &lock, &made) == REGION_FINE);
  MUST(region_object_lock(&region, lock) == REGION_FINE);
  MUST(region_object_unlock(&region, lock) == REGION_FINE);
  region_object_release(&region, other);
  region_object_release(&region, object);
  MUST(region_object_unlink(&region, "first") == REGION_FINE);
  region_leave(&region);
  _exit(0);
}

/* ---- after the death ---- */

static void check_left(const struct region *region) {
  uint64_t sent = region->guest[1].bytes;
  MUST(region->header->pending.active == 0);
  MUST(sent == SENT || (sent == 0 && *counted == 0));
  MUST(region->guest[1].ranks <= 1);
  for (uint64_t i = 0; i < region->header->processes; i++) MUST(region_owner_guest(region->process[i].owner) != 1);
  for (uint64_t i = 0; i < region->header->objects; i++) {
    const struct region_object *object = &region->object[i];
    if (object->state == OBJECT_FREE) continue;
    MUST(object->state == OBJECT_NAMED && region->job[object->job].state == 1);
    MUST(region_owner_guest(object->word) != 1);
  }
}

/* Whatever size the dead have left an object with, behind it there are zeros. */
static void check_growth(struct region *region) {
  for (uint64_t i = 0; i < region->header->objects; i++) {
    struct region_object *object = &region->object[i];
    uint64_t bytes = object->bytes;
    if (object->state != OBJECT_NAMED || object->kind != OBJECT_FILE) continue;
    MUST(region_object_resize(region, object, 30000) == REGION_FINE);
    check_bytes(region, object, bytes, 30000, 0);
  }
}

/* What another guest has is untouched, and it goes on. */
static void check_other(struct region *region) {
  struct region_object *object;
  bool made;
  int slot = -1;
  for (uint64_t i = 0; i < region->header->processes; i++)
    if (region_owner_guest(region->process[i].owner) == 2) slot = (int)i;
  MUST(slot >= 0);
  region->slot = slot;
  region->self = region->process[slot].owner;
  MUST(region_object_open(region, "kept", OBJECT_FILE, false, false, &object, &made) == REGION_FINE);
  MUST(object->bytes == 9000);
  check_bytes(region, object, 0, 9000, value);
  MUST(region_object_open(region, "new", OBJECT_FILE, true, true, &object, &made) == REGION_FINE);
  MUST(region_object_resize(region, object, 50000) == REGION_FINE);
  check_bytes(region, object, 0, 50000, 0);
  MUST(region_object_unlink(region, "new") == REGION_FINE);
  region_object_release(region, object);
  check_growth(region);
  check_tables(region);
}

static void recover(const char *copy) {
  struct region region;
  attach_as(&region, copy, 3);
  region.dead_guest = 1;
  region_lock(&region);
  region_sweep(&region);
  check_tables(&region);
  check_left(&region);
  MUST(region_unlock(&region));
  check_other(&region);
  close(region.fd);
  region_close(&region);
}

/* ---- stepping ---- */

static void *map_file(const char *name, size_t *bytes) {
  int fd = open(name, O_RDWR);
  MUST(fd >= 0);
  *bytes = (size_t)lseek(fd, 0, SEEK_END);
  void *memory = mmap(NULL, *bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  MUST(memory != MAP_FAILED);
  return memory;
}

static void keep_one(struct region *region) {
  struct region_object *object;
  bool made;
  attach_as(region, path, 2);
  MUST(region_join(region, "other", 0) == REGION_FINE);
  MUST(region_object_open(region, "kept", OBJECT_FILE, true, true, &object, &made) == REGION_FINE);
  MUST(region_object_resize(region, object, 9000) == REGION_FINE);
  fill(region, object, 0, 9000, value);
}

int main(int count, char **arguments) {
  size_t bytes;
  struct region kept;
  unsigned long steps = 0, states = 0;
  int status;
  MUST(count == 3);
  path = arguments[1];
  counted = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  keep_one(&kept);
  char *live = map_file(path, &bytes), *copy = map_file(arguments[2], &bytes);
  char *seen = malloc(kept.mapped);
  const size_t tables = kept.mapped;
  memcpy(seen, live + REGION_DEVICE_BYTES, tables);
  pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    do_everything();
  }
  MUST(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
  for (;; steps++) {
    MUST(ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) == 0 && waitpid(child, &status, 0) == child);
    if (WIFEXITED(status)) break;
    MUST(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP);
    if (memcmp(seen, live + REGION_DEVICE_BYTES, tables) == 0) continue;
    states++;
    memcpy(seen, live + REGION_DEVICE_BYTES, tables);
    memcpy(copy, live, bytes);
    recover(arguments[2]);
  }
  MUST(WEXITSTATUS(status) == 0);
  printf("%lu %lu\n", steps, states);
  return 0;
}
