/* The lock of a region and barriers among threads, for ThreadSanitizer: regionLock FILE ROUNDS. */
#include "regionTest.h"

#include <pthread.h>

enum { THREADS = 4 };

/* Mapped once: threads meet in a lock by its address. */
static struct region shared;
static long rounds;
/* Guarded by the region's lock, by a program's lock, and by a barrier. */
static long under_lock, under_object, step[THREADS];

static void *run(void *data) {
  struct region region = shared;
  struct region_object *lock, *barrier;
  int own = (int)(intptr_t)data;
  bool made;
  MUST(region_join(&region, "job", 0) == REGION_FINE);
  MUST(region_object_open(&region, "lock", OBJECT_LOCK, true, false, &lock, &made) == REGION_FINE);
  MUST(region_object_open(&region, "barrier", OBJECT_BARRIER, true, false, &barrier, &made) == REGION_FINE);
  for (long i = 0; i < rounds; i++) {
    region_lock(&region);
    under_lock++;
    MUST(region_unlock(&region));
    MUST(region_object_lock(&region, lock) == REGION_FINE);
    under_object++;
    MUST(region_object_unlock(&region, lock) == REGION_FINE);
    step[own] = i;
    MUST(region_object_barrier(&region, barrier, THREADS) == REGION_FINE);
    for (int j = 0; j < THREADS; j++) MUST(step[j] == i);
    MUST(region_object_barrier(&region, barrier, THREADS) == REGION_FINE);
  }
  region_leave(&region);
  return NULL;
}

int main(int count, char **arguments) {
  pthread_t thread[THREADS];
  MUST(count == 3);
  attach_as(&shared, arguments[1], 1);
  rounds = strtol(arguments[2], NULL, 10);
  for (intptr_t i = 0; i < THREADS; i++) MUST(pthread_create(&thread[i], NULL, run, (void *)i) == 0);
  for (int i = 0; i < THREADS; i++) pthread_join(thread[i], NULL);
  MUST(under_lock == THREADS * rounds && under_object == THREADS * rounds);
  return 0;
}
