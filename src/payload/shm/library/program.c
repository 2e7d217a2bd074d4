/* vmpart_shared.h: the region for programs of the user's own, which are told what is wrong instead of being ended. */
#include "library.h"

#include "../vmpart_shared.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Thread_local char problem[900];

static int fail(enum region_result result, const char *name) {
  const struct region *region = session_if_open();
  snprintf(problem, sizeof problem, "region %s, %s: %s", region == NULL ? "" : region->header->name, name, region_reason(result));
  return -1;
}

static struct region *attached(void) {
  struct region *region = session_if_open();
  if (region == NULL) snprintf(problem, sizeof problem, "this process is not attached to a region: call vmpart_attach first");
  return region;
}

EXPORT const char *vmpart_problem(void) {
  return problem;
}

EXPORT int vmpart_attach(const char *name, const char *job) {
  if (name == NULL) name = session_region_name();
  if (job == NULL) job = getenv("VMPART_JOB");
  return session_begin(name, job, problem, sizeof problem) ? 0 : -1;
}

/* ---- memory ---- */

/* Names of the library's own kinds of objects do not meet those of files. */
static bool full_name(const char *kind, const char *name, char *out, size_t room) {
  return *name != '\0' && strlen(name) <= 100 && snprintf(out, room, "%s%s", kind, name) < (int)room;
}

static void *map_open(struct region *region, int descriptor, size_t bytes, const char *name) {
  struct region_object *object = table_object(descriptor);
  if (bytes > object->bytes) {
    enum region_result result = region_object_resize(region, object, bytes);
    if (result != REGION_FINE) {
      fail(result, name);
      return NULL;
    }
  }
  void *memory = map_object(object, NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
  if (memory == MAP_FAILED) fail(REGION_NO_MAP, name);
  return memory == MAP_FAILED ? NULL : memory;
}

EXPORT void *vmpart_map(const char *name, size_t bytes, int *made) {
  struct region *region = attached();
  char full[REGION_OBJECT_NAME];
  if (region == NULL) return NULL;
  if (bytes == 0 || !full_name("=", name, full, sizeof full)) {
    fail(bytes == 0 ? REGION_NOT_THERE : REGION_LONG_NAME, name);
    return NULL;
  }
  int descriptor = table_open(full, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC);
  bool is_new = descriptor >= 0;
  if (!is_new) descriptor = table_open(full, O_RDWR | O_CREAT | O_CLOEXEC);
  if (descriptor < 0) {
    fail(REGION_NO_ENTRY, name);
    return NULL;
  }
  void *memory = map_open(region, descriptor, bytes, name);
  table_close(descriptor);
  syscall(SYS_close, descriptor);
  if (made != NULL) *made = is_new;
  return memory;
}

EXPORT int vmpart_unmap(void *memory, size_t bytes) {
  return munmap(memory, bytes);
}

EXPORT int vmpart_remove(const char *name) {
  struct region *region = attached();
  char full[REGION_OBJECT_NAME];
  if (region == NULL) return -1;
  if (!full_name("=", name, full, sizeof full)) return fail(REGION_LONG_NAME, name);
  enum region_result result = region_object_unlink(region, full);
  return result == REGION_FINE ? 0 : fail(result, name);
}

/* ---- together ---- */

/* The object of a lock or a barrier. It has no memory, and is kept by its name until the job has ended. */
static struct region_object *point(struct region *region, const char *kind, enum region_object_kind what, const char *name) {
  char full[REGION_OBJECT_NAME];
  struct region_object *object = NULL;
  bool made;
  enum region_result result = REGION_LONG_NAME;
  if (full_name(kind, name, full, sizeof full)) result = region_object_open(region, full, what, true, false, &object, &made);
  if (result == REGION_FINE) return object;
  fail(result, name);
  return NULL;
}

EXPORT int vmpart_lock(const char *name) {
  struct region *region = attached();
  struct region_object *object = region == NULL ? NULL : point(region, "!", OBJECT_LOCK, name);
  if (object == NULL) return -1;
  enum region_result result = region_object_lock(region, object);
  if (result == REGION_OWNER_DIED) return 1;
  return result == REGION_FINE ? 0 : fail(result, name);
}

EXPORT int vmpart_unlock(const char *name) {
  struct region *region = attached();
  struct region_object *object = region == NULL ? NULL : point(region, "!", OBJECT_LOCK, name);
  if (object == NULL) return -1;
  enum region_result result = region_object_unlock(region, object);
  return result == REGION_FINE ? 0 : fail(result, name);
}

EXPORT int vmpart_barrier(const char *name, unsigned parties) {
  struct region *region = attached();
  struct region_object *object = region == NULL ? NULL : point(region, "|", OBJECT_BARRIER, name);
  if (object == NULL) return -1;
  enum region_result result = region_object_barrier(region, object, parties);
  return result == REGION_FINE ? 0 : fail(result, name);
}

/* ---- told ---- */

EXPORT void vmpart_sent(uint64_t bytes) {
  struct region *region = session_if_open();
  if (region == NULL) return;
  struct region_process *own = &region->process[region->slot];
  __atomic_fetch_add(&own->bytes, bytes, __ATOMIC_RELAXED);
  __atomic_fetch_add(&own->messages, 1, __ATOMIC_RELAXED);
}

EXPORT unsigned vmpart_guest(void) {
  const struct region *region = session_if_open();
  return region == NULL ? 0 : region_owner_guest(region->self);
}

EXPORT uint64_t vmpart_free_bytes(void) {
  const struct region *region = session_if_open();
  if (region == NULL) return 0;
  uint64_t all = region->header->bytes - region->header->data, used = region_used(region, -1) * region->header->granule;
  return used < all ? all - used : 0;
}
