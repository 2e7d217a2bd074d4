/* Objects of a job by name. An object goes when it has neither a name nor a user. */
#include "region.h"

#include <string.h>

static uint64_t *word_of(struct region_object *object, int slot) {
  return &object->users[slot / 64];
}

static uint64_t bit_of(int slot) {
  return (uint64_t)1 << slot % 64;
}

static bool has_users(const struct region_object *object) {
  for (size_t i = 0; i < REGION_PROCESSES / 64; i++)
    if (object->users[i] != 0) return true;
  return false;
}

void region_object_reap(struct region_object *object) {
  if (object->state == OBJECT_UNLINKED && !has_users(object)) REGION_STORE(object->state, OBJECT_FREE);
}

/* The lock is held and this process still has its entry: else nothing of it may be changed. */
static bool enter(struct region *region) {
  region_lock(region);
  if (region->slot >= 0 && region->process[region->slot].owner == region->self) return true;
  region_unlock(region);
  return false;
}

static enum region_result leave(struct region *region, enum region_result result) {
  return region_unlock(region) ? result : REGION_EVICTED;
}

static struct region_object *find(const struct region *region, const char *name) {
  uint32_t job = region->process[region->slot].job;
  for (uint64_t i = 0; i < region->header->objects_high; i++) {
    struct region_object *object = &region->object[i];
    if (object->state == OBJECT_NAMED && object->job == job && strcmp(object->name, name) == 0) return object;
  }
  return NULL;
}

struct region_object *region_object_find(struct region *region, const char *name) {
  if (!enter(region)) return NULL;
  struct region_object *object = find(region, name);
  leave(region, REGION_FINE);
  return object;
}

static struct region_object *free_object(struct region *region) {
  for (uint32_t i = 0; i < region->header->objects; i++)
    if (region->object[i].state == OBJECT_FREE) return &region->object[i];
  return NULL;
}

/* In the table, with this process as its user; `state` is stored last. */
static enum region_result make_object(struct region *region, const char *name, enum region_object_kind kind,
                                      struct region_object **out) {
  struct region_object *object = free_object(region);
  if (object == NULL) return REGION_NO_ENTRY;
  *object = (struct region_object){.kind = kind, .job = region->process[region->slot].job};
  memcpy(object->name, name, strlen(name));
  object->serial = ++region->header->serial;
  *word_of(object, region->slot) = bit_of(region->slot);
  uint64_t high = (uint64_t)(object - region->object) + 1;
  if (high > region->header->objects_high) REGION_STORE(region->header->objects_high, high);
  REGION_STORE(object->state, OBJECT_NAMED);
  *out = object;
  return REGION_FINE;
}

enum region_result region_object_open(struct region *region, const char *name, enum region_object_kind kind, bool make,
                                      bool exclusive, struct region_object **out, bool *made) {
  if (strlen(name) >= REGION_OBJECT_NAME) return REGION_LONG_NAME;
  if (!enter(region)) return REGION_EVICTED;
  struct region_object *object = find(region, name);
  enum region_result result = REGION_FINE;
  *made = object == NULL;
  if (object == NULL) result = make ? make_object(region, name, kind, &object) : REGION_NOT_THERE;
  else if (exclusive || object->kind != kind) result = REGION_THERE;
  else REGION_STORE(*word_of(object, region->slot), *word_of(object, region->slot) | bit_of(region->slot));
  *out = object;
  return leave(region, result);
}

/* ---- sizes ---- */

/* One process at a time changes the size of an object: filling with zeros takes long, and the lock is not held then. */
static enum region_result begin_resize(struct region *region, struct region_object *object) {
  for (unsigned round = 0;; round++) {
    if (!enter(region)) return REGION_EVICTED;
    if (object->word == 0 || region_owner_dead(region, object->word)) return REGION_FINE;
    bool aborted = region->job[object->job].aborted != 0;
    leave(region, REGION_FINE);
    if (aborted) return REGION_ABORTED;
    region_pause(round);
  }
}

/* What nobody needs: of dead processes of this guest, and of objects that have more than their size. One that is just
 * being filled has not got its size yet. */
static void make_room(struct region *region) {
  region_sweep(region);
  for (uint64_t i = 0; i < region->header->objects_high; i++) {
    struct region_object *object = &region->object[i];
    if (object->state != OBJECT_FREE && object->kind == OBJECT_FILE && object->word == 0) region_trim(region, object);
  }
}

static enum region_result reserve(struct region *region, struct region_object *object, uint64_t bytes, bool steps) {
  enum region_result result = region_reserve(region, object, bytes, steps);
  if (result == REGION_FINE || result == REGION_OVER_QUOTA) return result;
  make_room(region);
  return region_reserve(region, object, bytes, steps);
}

/* What lies behind a smaller size is not zero any more. */
static void set_size(struct region *region, struct region_object *object, uint64_t bytes) {
  if (bytes < object->bytes || bytes > object->clean) REGION_STORE(object->clean, bytes);
  REGION_STORE(object->bytes, bytes);
  region_note_peak(region);
}

static enum region_result resize(struct region *region, struct region_object *object, uint64_t bytes, bool steps) {
  enum region_result result = begin_resize(region, object);
  if (result != REGION_FINE) return result;
  result = reserve(region, object, bytes, steps);
  if (result != REGION_FINE) return leave(region, result);
  REGION_STORE(object->word, region->self);
  leave(region, REGION_FINE);
  result = region_blank(region, object, bytes);
  if (!enter(region)) return REGION_EVICTED;
  if (result == REGION_FINE) set_size(region, object, bytes);
  REGION_STORE(object->word, 0);
  return leave(region, result);
}

enum region_result region_object_resize(struct region *region, struct region_object *object, uint64_t bytes) {
  return resize(region, object, bytes, false);
}

enum region_result region_object_grow(struct region *region, struct region_object *object, uint64_t bytes) {
  return resize(region, object, bytes, true);
}

void region_object_trim(struct region *region, struct region_object *object) {
  if (!enter(region)) return;
  if (object->word == 0) region_trim(region, object);
  leave(region, REGION_FINE);
}

enum region_result region_object_unlink(struct region *region, const char *name) {
  if (!enter(region)) return REGION_EVICTED;
  struct region_object *object = find(region, name);
  if (object != NULL) {
    REGION_STORE(object->state, OBJECT_UNLINKED);
    region_object_reap(object);
  }
  return leave(region, object == NULL ? REGION_NOT_THERE : REGION_FINE);
}

void region_object_release(struct region *region, struct region_object *object) {
  if (!enter(region)) return;
  REGION_STORE(*word_of(object, region->slot), *word_of(object, region->slot) & ~bit_of(region->slot));
  region_object_reap(object);
  leave(region, REGION_FINE);
}
