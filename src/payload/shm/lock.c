/*
 * The lock of a region: one word with its owner in it. Processes of several kernels wait for it, so nobody can be woken:
 * waiters look again. An owner that is known to be dead loses it to the first who notices, who finishes its change.
 */
#include "region.h"

#include <errno.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Rounds that only look, that let others run, between two looks at whether the owner lives, and until it is told. */
enum { SPINS = 200, YIELDS = 400, LOOK = 64, LONG = 10000 };

void region_pause(unsigned round) {
  if (round < SPINS) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
    return;
  }
  if (round < YIELDS) {
    sched_yield();
    return;
  }
  const struct timespec wait = {0, round < 2 * YIELDS ? 50000 : 1000000};
  nanosleep(&wait, NULL);
}

static bool take(struct region *region, region_owner owner) {
  return __atomic_compare_exchange_n(&region->header->lock, &owner, region->self, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_RELAXED);
}

static void beat(struct region *region) {
  struct timespec now;
  unsigned guest = region_owner_guest(region->self);
  if (guest != REGION_HOST && clock_gettime(CLOCK_BOOTTIME, &now) == 0)
    region->guest[guest].heartbeat = (uint64_t)now.tv_sec;
}

static void begin(struct region *region) {
  region_finish(region);
  beat(region);
}

bool region_lock_within(struct region *region, unsigned milliseconds) {
  /* Rounds in which a millisecond passes come after the others. */
  const uint64_t last = milliseconds == 0 ? UINT64_MAX : 2 * (uint64_t)YIELDS + milliseconds;
  int problem = errno;
  bool taken = false;
  for (uint64_t round = 0; !taken && round < last; round++) {
    region_owner owner = REGION_LOAD(region->header->lock);
    bool free = owner == 0 || (round % LOOK == LOOK - 1 && region_owner_dead(region, owner));
    taken = free && take(region, owner);
    if (round == LONG && region->waiting != NULL) region->waiting(region, owner);
    if (!taken) region_pause(round > UINT32_MAX ? UINT32_MAX : (unsigned)round);
  }
  if (taken) begin(region);
  errno = problem;
  return taken;
}

void region_lock(struct region *region) {
  region_lock_within(region, 0);
}

bool region_unlock(struct region *region) {
  region_owner owner = region->self;
  return __atomic_compare_exchange_n(&region->header->lock, &owner, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}
