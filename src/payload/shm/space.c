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

/* Memory that somebody had before is emptied; the rest is empty. False when it cannot be mapped. */
static bool empty(struct region *region, uint64_t first, uint64_t count) {
  struct region_header *header = region->header;
  uint64_t end = first + count, used = end < header->fresh ? end : header->fresh;
  if (first < used) {
    uint64_t bytes = (used - first) * header->granule;
    void *memory = region_map(region, NULL, header->data + first * header->granule, bytes, PROT_READ | PROT_WRITE, MAP_SHARED);
    if (memory == NULL) return false;
    memset(memory, 0, bytes);
    region_unmap(region, memory, bytes);
  }
  if (end > header->fresh) REGION_STORE(header->fresh, end);
  return true;
}

static int extents_of(const struct region_object *object) {
  int count = 0;
  while (count < REGION_EXTENTS && object->extent[count] != 0) count++;
  return count;
}

/* COUNT more granules: behind the last one where it is free, else wherever there are so many. */
static enum region_result extend(struct region *region, struct region_object *object, uint64_t count) {
  int extents = extents_of(object);
  uint64_t last = extents == 0 ? 0 : object->extent[extents - 1], behind = first_of(last) + count_of(last);
  if (extents > 0 && find(region, behind, count) == behind) {
    if (!empty(region, behind, count)) return REGION_NO_MAP;
    REGION_STORE(object->extent[extents - 1], last + count);
    return REGION_FINE;
  }
  uint64_t first = find(region, 0, count), all = (region->header->bytes - region->header->data) / region->header->granule;
  if (first == all) return REGION_FULL;
  if (extents == REGION_EXTENTS) return REGION_FRAGMENTED;
  if (!empty(region, first, count)) return REGION_NO_MAP;
  REGION_STORE(object->extent[extents], first << 32 | count);
  return REGION_FINE;
}

static void note_peak(struct region *region) {
  uint64_t used = region_used(region, -1) * region->header->granule;
  if (used > region->header->peak) REGION_STORE(region->header->peak, used);
}

static enum region_result ensure(struct region *region, struct region_object *object, uint64_t bytes) {
  uint64_t granule = region->header->granule, have = granules_of(object), need = bytes / granule + (bytes % granule != 0);
  if (need <= have) return REGION_FINE;
  if (need > UINT32_MAX) return REGION_FULL;
  uint64_t quota = region->job[object->job].quota;
  if (quota > 0 && (region_used(region, (int)object->job) + need - have) * granule > quota) return REGION_OVER_QUOTA;
  enum region_result result = extend(region, object, need - have);
  if (result == REGION_FINE) note_peak(region);
  return result;
}

/* What an object loses at its end comes back as zeros when it grows again. */
static enum region_result blank(struct region *region, const struct region_object *object, uint64_t from, uint64_t to) {
  uint64_t granule = region->header->granule, at = 0;
  for (int i = 0; i < REGION_EXTENTS && object->extent[i] != 0 && at < to; i++) {
    uint64_t bytes = count_of(object->extent[i]) * granule, end = at + bytes < to ? at + bytes : to;
    uint64_t begin = from > at ? from : at;
    if (begin < end) {
      uint64_t page = begin / granule * granule;
      uint64_t place = region->header->data + first_of(object->extent[i]) * granule + (page - at);
      char *memory = region_map(region, NULL, place, end - page, PROT_READ | PROT_WRITE, MAP_SHARED);
      if (memory == NULL) return REGION_NO_MAP;
      memset(memory + (begin - page), 0, end - begin);
      region_unmap(region, memory, end - page);
    }
    at += bytes;
  }
  return REGION_FINE;
}

enum region_result region_resize(struct region *region, struct region_object *object, uint64_t bytes) {
  uint64_t before = object->bytes;
  enum region_result result = ensure(region, object, bytes);
  if (result == REGION_FINE && bytes < before) result = blank(region, object, bytes, before);
  if (result == REGION_FINE) REGION_STORE(object->bytes, bytes);
  return result;
}

/* ---- growing by small steps ---- */

enum { FIRST_STEP = 64 << 10 };

enum region_result region_reserve(struct region *region, struct region_object *object, uint64_t bytes) {
  uint64_t have = region_capacity(region, object), more = have < FIRST_STEP / 2 ? FIRST_STEP : 2 * have;
  if (bytes <= have) return REGION_FINE;
  /* Where there is not so much, what is needed will do. */
  if (bytes < more && ensure(region, object, more) == REGION_FINE) return REGION_FINE;
  return ensure(region, object, bytes);
}

void region_trim(struct region *region, struct region_object *object) {
  uint64_t granule = region->header->granule, need = (object->bytes + granule - 1) / granule, have = granules_of(object);
  for (int i = extents_of(object) - 1; i >= 0 && have > need; i--) {
    uint64_t count = count_of(object->extent[i]), less = have - need < count ? have - need : count;
    REGION_STORE(object->extent[i], less == count ? 0 : object->extent[i] - less);
    have -= less;
  }
}
