/*
 * Objects as files of this process. A descriptor of an object is a real one, of an empty pipe, so that the kernel gives
 * its number to nobody else, and that calls which are not answered here do no harm. As long as one is open or mapped, the
 * object has this process among its users.
 */
#include "library.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DESCRIPTORS = 4096, MAPS = 8192 };

struct file {
  struct region_object *object;
  uint64_t offset;
};

struct map {
  char *memory;
  /* Of the whole, and what is still mapped. */
  uint64_t bytes, left;
  struct region_object *object;
};

static struct file files[DESCRIPTORS];
static struct map maps[MAPS];
static size_t maps_high;
/* Files and maps of an object, by its place in the table. */
static uint32_t uses[REGION_OBJECTS];
static int guard;

static void enter(void) {
  for (unsigned round = 0; __atomic_exchange_n(&guard, 1, __ATOMIC_ACQUIRE) != 0; round++) region_pause(round);
}

static void leave(void) {
  __atomic_store_n(&guard, 0, __ATOMIC_RELEASE);
}

static size_t index_of(const struct region *region, const struct region_object *object) {
  return (size_t)(object - region->object);
}

static void drop(struct region *region, struct region_object *object) {
  if (--uses[index_of(region, object)] == 0) region_object_release(region, object);
}

static int error_of(enum region_result result) {
  switch (result) {
    case REGION_NOT_THERE: return ENOENT;
    case REGION_THERE: return EEXIST;
    case REGION_LONG_NAME: return ENAMETOOLONG;
    default: return ENFILE;
  }
}

static int make_descriptor(int flags) {
  int ends[2];
  if (syscall(SYS_pipe2, ends, flags & O_CLOEXEC) != 0) return -1;
  syscall(SYS_close, ends[1]);
  return ends[0];
}

/* The guard is held. */
static int open_object(struct region *region, const char *name, int flags) {
  struct region_object *object;
  bool made;
  enum region_result result = region_object_open(region, name, OBJECT_FILE, (flags & O_CREAT) != 0, (flags & O_EXCL) != 0, &object, &made);
  if (result == REGION_EVICTED || result == REGION_NO_ENTRY) session_full(result, name, 0);
  if (result != REGION_FINE) {
    errno = error_of(result);
    return -1;
  }
  uses[index_of(region, object)]++;
  int descriptor = make_descriptor(flags);
  if (descriptor < 0 || descriptor >= DESCRIPTORS) {
    if (descriptor >= 0) syscall(SYS_close, descriptor);
    drop(region, object);
    errno = EMFILE;
    return -1;
  }
  files[descriptor] = (struct file){.object = object};
  return descriptor;
}

int table_open(const char *name, int flags) {
  struct region *region = session();
  if (region == NULL) {
    errno = ENOENT;
    return -1;
  }
  enter();
  int descriptor = open_object(region, name, flags);
  leave();
  if (descriptor >= 0 && (flags & O_TRUNC) != 0) region_object_resize(region, files[descriptor].object, 0);
  return descriptor;
}

struct region_object *table_object(int descriptor) {
  return descriptor >= 0 && descriptor < DESCRIPTORS ? files[descriptor].object : NULL;
}

uint64_t *table_offset(int descriptor) {
  return &files[descriptor].offset;
}

bool table_close(int descriptor) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return false;
  struct region *region = session_if_open();
  enter();
  files[descriptor].object = NULL;
  if (region != NULL) drop(region, object);
  leave();
  return true;
}

bool table_map(struct region_object *object, void *memory, uint64_t bytes) {
  size_t i = 0;
  enter();
  while (i < maps_high && maps[i].object != NULL) i++;
  if (i < MAPS) {
    maps[i] = (struct map){memory, bytes, bytes, object};
    uses[index_of(session_if_open(), object)]++;
    if (i == maps_high) __atomic_store_n(&maps_high, i + 1, __ATOMIC_RELEASE);
  }
  leave();
  return i < MAPS;
}

static uint64_t overlap(const struct map *map, const char *memory, uint64_t bytes) {
  const char *begin = memory > map->memory ? memory : map->memory;
  const char *end = memory + bytes < map->memory + map->bytes ? memory + bytes : map->memory + map->bytes;
  return begin < end ? (uint64_t)(end - begin) : 0;
}

void table_unmap(void *memory, uint64_t bytes) {
  /* Most of a process's maps have nothing to do with the region. */
  if (__atomic_load_n(&maps_high, __ATOMIC_ACQUIRE) == 0) return;
  struct region *region = session_if_open();
  if (region == NULL) return;
  enter();
  for (size_t i = 0; i < maps_high; i++) {
    struct map *map = &maps[i];
    uint64_t gone = map->object == NULL ? 0 : overlap(map, memory, bytes);
    if (gone == 0) continue;
    map->left -= gone < map->left ? gone : map->left;
    if (map->left > 0) continue;
    struct region_object *object = map->object;
    map->object = NULL;
    drop(region, object);
  }
  leave();
}
