/* What the programs that test regions share: failing with a place, seeded randomness, attaching as a guest. */
#ifndef REGION_TEST_H
#define REGION_TEST_H

#include "../shm/region.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MUST(condition)                                                              \
  do {                                                                               \
    if (!(condition)) {                                                              \
      fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);  \
      _exit(1);                                                                      \
    }                                                                                \
  } while (0)

static inline uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

/* As a process of a guest does, by the file itself. */
static inline void attach_as(struct region *region, const char *path, unsigned guest) {
  int fd = open(path, O_RDWR);
  MUST(fd >= 0);
  off_t size = lseek(fd, 0, SEEK_END);
  MUST(region_open(region, fd, REGION_DEVICE_BYTES, (uint64_t)size - REGION_DEVICE_BYTES, 4096, NULL) == REGION_FINE);
  region->self = region_owner_self(guest);
  MUST(region->self != 0);
}

/* Every byte of an object, piece by piece. */
static inline uint64_t each_piece(struct region *region, const struct region_object *object, uint64_t from, uint64_t to,
                                  void (*visit)(unsigned char *, uint64_t, uint64_t, void *), void *data) {
  uint64_t at = 0, granule = region->header->granule;
  for (int i = 0; i < REGION_EXTENTS && object->extent[i] != 0; i++) {
    uint64_t size = (object->extent[i] & UINT32_MAX) * granule, end = at + size < to ? at + size : to;
    uint64_t begin = at > from ? at : from;
    if (begin < end) {
      uint64_t place = region->header->data + (object->extent[i] >> 32) * granule;
      unsigned char *memory = region_map(region, NULL, place, size, PROT_READ | PROT_WRITE, MAP_SHARED);
      MUST(memory != NULL);
      visit(memory + (begin - at), begin, end - begin, data);
      region_unmap(region, memory, size);
    }
    at += size;
  }
  return at;
}

static inline void fill_piece(unsigned char *memory, uint64_t at, uint64_t bytes, void *data) {
  (void)at;
  memset(memory, *(unsigned char *)data, bytes);
}

static inline void check_piece(unsigned char *memory, uint64_t at, uint64_t bytes, void *data) {
  (void)at;
  for (uint64_t i = 0; i < bytes; i++) MUST(memory[i] == *(unsigned char *)data);
}

static inline void fill(struct region *region, const struct region_object *object, uint64_t from, uint64_t to, unsigned char value) {
  each_piece(region, object, from, to, fill_piece, &value);
}

static inline void check_bytes(struct region *region, const struct region_object *object, uint64_t from, uint64_t to, unsigned char value) {
  MUST(each_piece(region, object, from, to, check_piece, &value) >= to);
}

/* No granule belongs to two objects, none lies outside; the lock is held by the caller. */
static inline void check_tables(const struct region *region) {
  uint64_t all = (region->header->bytes - region->header->data) / region->header->granule;
  unsigned char *taken = calloc(all, 1);
  for (uint64_t i = 0; i < region->header->objects; i++) {
    const struct region_object *object = &region->object[i];
    if (object->state == OBJECT_FREE) continue;
    MUST(i < region->header->objects_high);
    MUST(object->bytes <= region_capacity(region, object));
    for (int j = 0; j < REGION_EXTENTS && object->extent[j] != 0; j++)
      for (uint64_t k = 0; k < (object->extent[j] & UINT32_MAX); k++) {
        MUST((object->extent[j] >> 32) + k < all);
        MUST(taken[(object->extent[j] >> 32) + k]++ == 0);
      }
  }
  free(taken);
}

#endif
