/* Guests, jobs and processes of a region: who comes, who leaves, and what the dead have left. */
#include "region.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- the one change of several stores ---- */

void region_finish(struct region *region) {
  struct region_pending *pending = &region->header->pending;
  if (REGION_LOAD(pending->active) == 0) return;
  struct region_process *process = &region->process[pending->process];
  struct region_guest *guest = &region->guest[region_owner_guest(process->owner)];
  /* An owner of nobody: all but the last store was done. */
  if (process->owner != 0) {
    guest->bytes = pending->bytes;
    guest->messages = pending->messages;
    guest->ranks = pending->ranks;
    REGION_STORE(process->owner, 0);
  }
  REGION_STORE(pending->active, 0);
}

/* Frees the entry of a process, and adds what it sent to the counts of its guest. */
static void retire(struct region *region, uint64_t index) {
  struct region_pending *pending = &region->header->pending;
  const struct region_process *process = &region->process[index];
  const struct region_guest *guest = &region->guest[region_owner_guest(process->owner)];
  pending->process = index;
  pending->bytes = guest->bytes + process->bytes;
  pending->messages = guest->messages + process->messages;
  pending->ranks = guest->ranks + 1;
  REGION_STORE(pending->active, 1);
  region_finish(region);
}

/* ---- jobs ---- */

int region_find_job(const struct region *region, const char *id) {
  for (uint32_t i = 0; i < region->header->jobs; i++)
    if (region->job[i].state != 0 && strcmp(region->job[i].id, id) == 0) return (int)i;
  return -1;
}

static bool has_processes(const struct region *region, uint32_t job) {
  for (uint64_t i = 0; i < region->header->processes_high; i++)
    if (region->process[i].owner != 0 && region->process[i].job == job) return true;
  return false;
}

static bool is_idle(const struct region *region, uint32_t job) {
  if (has_processes(region, job)) return false;
  for (uint64_t i = 0; i < region->header->objects_high; i++)
    if (region->object[i].state != OBJECT_FREE && region->object[i].job == job) return false;
  return true;
}

void region_free_job(struct region *region, uint32_t job) {
  if (is_idle(region, job)) REGION_STORE(region->job[job].state, 0);
}

/* What an earlier try of a job came to is no matter of the next. */
static void begin_job(struct region_job *job) {
  REGION_STORE(job->aborted, 0);
  REGION_STORE(job->lost, 0);
  REGION_STORE(job->told, 0);
}

static int make_job(struct region *region, const char *id, uint64_t quota) {
  for (uint32_t i = 0; i < region->header->jobs; i++) {
    struct region_job *job = &region->job[i];
    if (job->state != 0) continue;
    *job = (struct region_job){.quota = quota};
    memcpy(job->id, id, strlen(id));
    REGION_STORE(job->state, 1);
    return (int)i;
  }
  return -1;
}

/* ---- processes ---- */

static void give_up(struct region *region, uint64_t index) {
  const uint64_t bit = (uint64_t)1 << index % 64;
  for (uint64_t i = 0; i < region->header->objects_high; i++) {
    struct region_object *object = &region->object[i];
    if ((object->users[index / 64] & bit) == 0) continue;
    REGION_STORE(object->users[index / 64], object->users[index / 64] & ~bit);
    region_object_reap(object);
  }
}

/* A lock of a program whose owner has gone says so to the next; a size that it was changing stays as it was. */
static void drop_locks(struct region *region, region_owner owner) {
  for (uint64_t i = 0; i < region->header->objects_high; i++) {
    struct region_object *object = &region->object[i];
    region_owner seen = owner;
    if (object->state == OBJECT_FREE || object->kind == OBJECT_BARRIER) continue;
    __atomic_compare_exchange_n(&object->word, &seen, object->kind == OBJECT_LOCK ? REGION_DEAD : 0, false,
                                __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
  }
}

static void remove_process(struct region *region, uint64_t index) {
  uint32_t job = region->process[index].job;
  drop_locks(region, region->process[index].owner);
  give_up(region, index);
  retire(region, index);
  region_free_job(region, job);
}

void region_sweep(struct region *region) {
  for (uint64_t i = 0; i < region->header->processes_high; i++) {
    const struct region_process *process = &region->process[i];
    if (process->owner == 0 || !region_owner_dead(region, process->owner)) continue;
    /* Others of its job may wait for it. */
    REGION_STORE(region->job[process->job].lost, 1);
    remove_process(region, i);
  }
  /* What was killed between making an object and using it, or before it freed one. */
  for (uint64_t i = 0; i < region->header->objects_high; i++) region_object_reap(&region->object[i]);
}

/* ---- guests ---- */

static uint64_t pid_namespace(void) {
  struct stat status;
  return syscall(SYS_newfstatat, AT_FDCWD, "/proc/self/ns/pid", &status, 0) == 0 ? (uint64_t)status.st_ino : 1;
}

/* The boot's id as 16 bytes; zeros where the kernel does not tell. */
static void read_boot(uint8_t *out) {
  char text[64];
  size_t nibbles = 0;
  memset(out, 0, 16);
  if (region_read_file("/proc/sys/kernel/random/boot_id", text, sizeof text) <= 0) return;
  for (const char *at = text; *at != '\0' && nibbles < 32; at++) {
    const char *digits = "0123456789abcdef", *found = strchr(digits, *at);
    if (found != NULL) out[nibbles / 2] |= (uint8_t)((found - digits) << (nibbles % 2 == 0 ? 4 : 0)), nibbles++;
  }
}

/* The first program of a guest says which boot it is; `pids` is stored last. */
static enum region_result enter_guest(struct region *region) {
  struct region_guest *guest = &region->guest[region_owner_guest(region->self)];
  uint8_t boot[16];
  uint64_t pids = pid_namespace();
  if (guest->state != GUEST_ADMITTED) return REGION_NOT_ADMITTED;
  read_boot(boot);
  if (guest->pids == 0) {
    memcpy(guest->boot, boot, sizeof boot);
    REGION_STORE(guest->pids, pids);
  }
  return guest->pids == pids && memcmp(guest->boot, boot, sizeof boot) == 0 ? REGION_FINE : REGION_OTHER_BOOT;
}

/* ---- coming and leaving ---- */

static int free_entry(const struct region *region) {
  for (uint32_t i = 0; i < region->header->processes; i++)
    if (region->process[i].owner == 0) return (int)i;
  return -1;
}

static enum region_result enter_process(struct region *region, const char *id, uint64_t quota) {
  int job = region_find_job(region, id), index = free_entry(region);
  if (index < 0) return REGION_NO_ENTRY;
  if (job < 0) job = make_job(region, id, quota);
  if (job < 0) return REGION_NO_ENTRY;
  if (!has_processes(region, (uint32_t)job)) begin_job(&region->job[job]);
  struct region_process *process = &region->process[index];
  process->job = (uint32_t)job;
  process->bytes = process->messages = 0;
  if ((uint64_t)index >= region->header->processes_high) REGION_STORE(region->header->processes_high, (uint64_t)index + 1);
  REGION_STORE(process->owner, region->self);
  region->slot = index;
  return REGION_FINE;
}

enum region_result region_join(struct region *region, const char *job, uint64_t quota) {
  if (strlen(job) >= REGION_JOB_NAME) return REGION_LONG_NAME;
  region_lock(region);
  enum region_result result = enter_guest(region);
  if (result == REGION_FINE) {
    region_sweep(region);
    result = enter_process(region, job, quota);
  }
  return region_unlock(region) ? result : REGION_EVICTED;
}

void region_leave(struct region *region) {
  if (region->slot < 0) return;
  region_lock(region);
  /* An evicted process has no entry any more. */
  if (region->process[region->slot].owner == region->self) remove_process(region, (uint64_t)region->slot);
  region->slot = -1;
  region_unlock(region);
}
