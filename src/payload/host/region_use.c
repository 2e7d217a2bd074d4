/* `region stat` and `region purge`: what is in a region, and how it is emptied when jobs have ended. */
#include "region_file.h"

#include <stdio.h>
#include <string.h>

static uint64_t objects_of(const struct region *region) {
  uint64_t objects = 0;
  for (uint64_t i = 0; i < region->header->objects_high; i++) objects += region->object[i].state != OBJECT_FREE;
  return objects;
}

/* Of the processes that have gone, and of those that are there. */
static void print_guest(const struct region *region, unsigned number) {
  const struct region_guest *guest = &region->guest[number];
  uint64_t bytes = guest->bytes, messages = guest->messages, ranks = guest->ranks;
  for (uint64_t i = 0; i < region->header->processes_high; i++) {
    const struct region_process *process = &region->process[i];
    if (process->owner == 0 || region_owner_guest(process->owner) != number) continue;
    bytes += process->bytes;
    messages += process->messages;
    ranks++;
  }
  printf("guest %u %llu %llu %llu\n", number, (unsigned long long)bytes, (unsigned long long)messages,
         (unsigned long long)ranks);
}

int region_verb_stat(int count, char **arguments) {
  struct region region;
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host region stat FILE");
  region_file_open(arguments[0], &region);
  /* Sums without the lock might count a process twice that is just leaving; they are told all the same. */
  bool locked = region_lock_within(&region, 200);
  printf("peakBytes %llu\n", (unsigned long long)region.header->peak);
  printf("usedBytes %llu\n", (unsigned long long)(region_used(&region, -1) * region.header->granule));
  printf("objects %llu\n", (unsigned long long)objects_of(&region));
  for (unsigned i = 1; i < REGION_GUESTS; i++)
    if (region.guest[i].state != GUEST_UNKNOWN) print_guest(&region, i);
  if (locked) region_unlock(&region);
  return EXIT_FINE;
}

static void free_objects(struct region *region, int job) {
  for (uint64_t i = 0; i < region->header->objects_high; i++) {
    struct region_object *object = &region->object[i];
    if (object->state != OBJECT_FREE && (job < 0 || object->job == (uint32_t)job)) REGION_STORE(object->state, OBJECT_FREE);
  }
  for (uint32_t i = 0; i < region->header->jobs; i++)
    if (job < 0 || i == (uint32_t)job) region_free_job(region, i);
}

/* What is purged has ended: its processes lose the lock and their entries. */
int region_verb_purge(int count, char **arguments) {
  struct region region;
  if (count != 1 && count != 2) fatal(EXIT_USAGE, "usage: vmpart-host region purge FILE [JOB]");
  region_file_open(arguments[0], &region);
  int job = count == 2 ? region_find_job(&region, arguments[1]) : -1;
  region.dead_job = job;
  region.dead_all = count == 1;
  region_file_lock(&region);
  uint64_t left = 0;
  if (job >= 0 || count == 1) {
    left = region_used(&region, job) * region.header->granule;
    region_sweep(&region);
    free_objects(&region, job);
  }
  REGION_STORE(region.header->peak, region_used(&region, -1) * region.header->granule);
  region_unlock(&region);
  printf("leftBytes %llu\n", (unsigned long long)left);
  return EXIT_FINE;
}
