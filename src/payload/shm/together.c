/*
 * Locks and barriers of programs. They lie in the table of objects and not in a program's memory, so that the host finds
 * those of a VM that has gone.
 */
#include "region.h"

/* Between two looks at whether others still live. */
enum { LOOK = 256 };

static bool exchange(uint64_t *word, uint64_t before, uint64_t after) {
  return __atomic_compare_exchange_n(word, &before, after, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

static struct region_job *own_job(const struct region *region) {
  return &region->job[region->process[region->slot].job];
}

static bool is_evicted(const struct region *region) {
  return region->slot < 0 || REGION_LOAD(region->process[region->slot].owner) != region->self;
}

enum region_result region_object_lock(struct region *region, struct region_object *object) {
  for (unsigned round = 0;; round++) {
    region_owner owner = REGION_LOAD(object->word);
    bool died = owner == REGION_DEAD || (owner != 0 && round % LOOK == LOOK - 1 && region_owner_dead(region, owner));
    if (is_evicted(region)) return REGION_EVICTED;
    if (owner == 0 || died) {
      if (exchange(&object->word, owner, region->self)) return died ? REGION_OWNER_DIED : REGION_FINE;
    } else if (REGION_LOAD(own_job(region)->aborted) != 0) {
      return REGION_ABORTED;
    }
    region_pause(round);
  }
}

enum region_result region_object_unlock(struct region *region, struct region_object *object) {
  return exchange(&object->word, region->self, 0) ? REGION_FINE : REGION_EVICTED;
}

/* The last one to come opens the next round; `*round` is the one that this process came to. */
static bool arrive(struct region_object *object, uint32_t parties, uint64_t *round) {
  for (;;) {
    uint64_t word = REGION_LOAD(object->word), here = (word & UINT32_MAX) + 1;
    *round = word >> 32;
    bool last = here >= parties;
    if (exchange(&object->word, word, last ? (uint64_t)(uint32_t)(*round + 1) << 32 : word + 1)) return last;
  }
}

/* Dead processes of this guest are noticed here, those of others by programs of their guests or by the host. */
static void look_for_dead(struct region *region) {
  region_lock(region);
  region_sweep(region);
  region_unlock(region);
}

enum region_result region_object_barrier(struct region *region, struct region_object *object, uint32_t parties) {
  uint64_t round;
  if (arrive(object, parties, &round)) return REGION_FINE;
  for (unsigned i = 0; REGION_LOAD(object->word) >> 32 == round; i++) {
    if (is_evicted(region)) return REGION_EVICTED;
    if (REGION_LOAD(own_job(region)->aborted) != 0) return REGION_ABORTED;
    if (REGION_LOAD(own_job(region)->lost) != 0) return REGION_PEER_DIED;
    /* Not while all are quick. */
    if (i > 4 * LOOK && i % LOOK == 0) look_for_dead(region);
    region_pause(i);
  }
  return REGION_FINE;
}
