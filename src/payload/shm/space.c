/* Memory of a region. What no object has is free; it is looked for from the beginning, so that little is touched. */
#include "region.h"

#include <string.h>
#include <sys/mman.h>

static uint64_t first_of(uint64_t extent) {
  return extent >> 32;
}

static uint64_t count_of(uint64_t extent) {
  return extent & UINT32_MAX;
}

static uint64_t granules_of(const struct region_object *object) {
  uint64_t granules = 0;
  for (int i = 0; i < REGION_EXTENTS; i++) granules += count_of(object->extent[i]);
  return granules;
}

uint64_t region_capacity(const struct region *region, const struct region_object *object) {
  return granules_of(object) * region->header->granule;
}

uint64_t region_used(const struct region *region, int job) {
  uint64_t granules = 0;
  for (uint64_t i = 0; i < region->header->objects_high; i++) {
    const struct region_object *object = &region->object[i];
    if (object->state != OBJECT_FREE && (job < 0 || object->job == (uint32_t)job)) granules += granules_of(object);
  }
  return granules;
}

/* Where a stretch that begins at FIRST has to begin instead, because somebody has a part of it. */
static uint64_t behind_users(const struct region *region, uint64_t first, uint64_t count) {
  for (uint64_t i = 0; i < region->header->objects_high; i++) {
    const struct region_object *object = &region->object[i];
    if (object->state == OBJECT_FREE) continue;
    for (int j = 0; j < REGION_EXTENTS && object->extent[j] != 0; j++) {
      uint64_t begin = first_of(object->extent[j]), end = begin + count_of(object->extent[j]);
      if (begin < first + count && end > first) first = end;
    }
  }
  return first;
}

/* First granule of COUNT free ones from FIRST on; the number of all granules when there are not that many together. */
static uint64_t find(const struct region *region, uint64_t first, uint64_t count) {
  uint64_t all = (region->header->bytes - region->header->data) / region->header->granule;
  for (uint64_t next; first + count <= all; first = next) {
    next = behind_users(region, first, count);
    if (next == first) return first;
  }
  return all;
}

static int extents_of(const struct region_object *object) {
  int count = 0;
  while (count < REGION_EXTENTS && object->extent[count] != 0) count++;
  return count;
}

/* Stores the extent that makes the granules from FIRST on the object's. Those that nobody has ever had are zero. */
static void take(struct region *region, struct region_object *object, uint64_t *extent, uint64_t value, uint64_t first,
                 uint64_t count) {
  struct region_header *header = region->header;
  bool is_clean = first >= header->fresh && object->clean >= region_capacity(region, object);
  if (first + count > header->fresh) REGION_STORE(header->fresh, first + count);
  REGION_STORE(*extent, value);
  if (is_clean) REGION_STORE(object->clean, region_capacity(region, object));
}

/* COUNT more granules: behind the last one where it is free, else wherever there are so many. */
static enum region_result extend(struct region *region, struct region_object *object, uint64_t count) {
  int extents = extents_of(object);
  uint64_t last = extents == 0 ? 0 : object->extent[extents - 1], behind = first_of(last) + count_of(last);
  uint64_t all = (region->header->bytes - region->header->data) / region->header->granule;
  if (extents > 0 && behind + count <= all && find(region, behind, count) == behind) {
    take(region, object, &object->extent[extents - 1], last + count, behind, count);
    return REGION_FINE;
  }
  uint64_t first = find(region, 0, count);
  if (first == all) return REGION_FULL;
  if (extents == REGION_EXTENTS) return REGION_FRAGMENTED;
  take(region, object, &object->extent[extents], first << 32 | count, first, count);
  return REGION_FINE;
}

/* By the sizes of objects: some have more for a moment. */
void region_note_peak(struct region *region) {
  uint64_t granule = region->header->granule, bytes = 0;
  for (uint64_t i = 0; i < region->header->objects_high; i++) {
    const struct region_object *object = &region->object[i];
    if (object->state != OBJECT_FREE) bytes += (object->bytes + granule - 1) / granule * granule;
  }
  if (bytes > region->header->peak) REGION_STORE(region->header->peak, bytes);
}

static enum region_result ensure(struct region *region, struct region_object *object, uint64_t bytes) {
  uint64_t granule = region->header->granule, have = granules_of(object), need = bytes / granule + (bytes % granule != 0);
  if (need <= have) return REGION_FINE;
  if (need > UINT32_MAX) return REGION_FULL;
  uint64_t quota = region->job[object->job].quota;
  if (quota > 0 && (region_used(region, (int)object->job) + need - have) * granule > quota) return REGION_OVER_QUOTA;
  return extend(region, object, need - have);
}

/* ---- growing ---- */

enum { FIRST_STEP = 64 << 10 };

enum region_result region_reserve(struct region *region, struct region_object *object, uint64_t bytes, bool steps) {
  uint64_t have = region_capacity(region, object);
  if (bytes <= have) return REGION_FINE;
  /* Where there is not so much, less will do. */
  uint64_t more = have < FIRST_STEP / 2 ? FIRST_STEP : 2 * have;
  if (steps && bytes < more && ensure(region, object, more) == REGION_FINE) return REGION_FINE;
  if (steps && bytes < have + have / 8 && ensure(region, object, have + have / 8) == REGION_FINE) return REGION_FINE;
  return ensure(region, object, bytes);
}

static bool blank_piece(const struct region *region, uint64_t place, uint64_t bytes) {
  uint64_t before = place % region->header->granule;
  char *memory = region_map(region, NULL, place - before, bytes + before, PROT_READ | PROT_WRITE, MAP_SHARED);
  if (memory == NULL) return false;
  memset(memory + before, 0, bytes);
  region_unmap(region, memory, bytes + before);
  return true;
}

enum region_result region_blank(const struct region *region, const struct region_object *object, uint64_t bytes) {
  uint64_t granule = region->header->granule, at = 0, from = object->bytes > object->clean ? object->bytes : object->clean;
  for (int i = 0; i < REGION_EXTENTS && object->extent[i] != 0 && at < bytes; i++) {
    uint64_t size = count_of(object->extent[i]) * granule, end = at + size < bytes ? at + size : bytes;
    uint64_t begin = from > at ? from : at, place = region->header->data + first_of(object->extent[i]) * granule;
    if (begin < end && !blank_piece(region, place + (begin - at), end - begin)) return REGION_NO_MAP;
    at += size;
  }
  return REGION_FINE;
}

void region_trim(struct region *region, struct region_object *object) {
  uint64_t granule = region->header->granule, need = (object->bytes + granule - 1) / granule, have = granules_of(object);
  if (have > need && object->clean > need * granule) REGION_STORE(object->clean, need * granule);
  for (int i = extents_of(object) - 1; i >= 0 && have > need; i--) {
    uint64_t count = count_of(object->extent[i]), less = have - need < count ? have - need : count;
    REGION_STORE(object->extent[i], less == count ? 0 : object->extent[i] - less);
    have -= less;
  }
}
