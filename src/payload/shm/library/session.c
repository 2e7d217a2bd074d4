/* This process's place in its region: attached when the runtime first needs it, given back at the end. */
#include "library.h"

#include "../attach.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum state { UNTRIED, TRYING, OPEN, CLOSED };

static struct region region;
static int state = UNTRIED;
static pid_t owner;

static uint64_t mebibytes(uint64_t bytes) {
  return (bytes + (1 << 20) - 1) >> 20;
}

const char *session_region_name(void) {
  const char *name = getenv("VMPART_REGION");
  return name == NULL ? "" : name;
}

/* Bytes that the job may have; 0: all. */
static bool read_quota(uint64_t *out) {
  const char *text = getenv("VMPART_QUOTA");
  char *end;
  *out = 0;
  if (text == NULL || *text == '\0') return true;
  *out = strtoull(text, &end, 10);
  return *end == '\0' && *out > 0;
}

static void tell_waiting(const struct region *waiting, region_owner lock) {
  tell("region %s is held by process %u of guest %u: a VM that is paused goes on when it does; for a process that was killed, run "
       "vmpart-host region sweep %s in that VM", waiting->header->name, region_owner_process(lock), region_owner_guest(lock),
       waiting->header->name);
}

static bool attach(const char *name, const char *job, char *problem, size_t room) {
  uint64_t quota;
  if (*name == '\0') return snprintf(problem, room, "VMPART_REGION is not set: give it the name of a region") < 0;
  if (job == NULL || *job == '\0')
    return snprintf(problem, room, "VMPART_JOB is not set: give all ranks of the job the same id") < 0;
  if (!read_quota(&quota))
    return snprintf(problem, room, "VMPART_QUOTA=%s is no number of bytes; leave it out to let the job have all", getenv("VMPART_QUOTA")) < 0;
  if (!region_attach(&region, name, problem, room)) return false;
  region.waiting = tell_waiting;
  enum region_result result = region_join(&region, job, quota);
  if (result != REGION_FINE) return snprintf(problem, room, "region %s: %s", name, region_reason(result)) < 0;
  owner = (pid_t)syscall(SYS_getpid);
  return true;
}

struct region *session_if_open(void) {
  return __atomic_load_n(&state, __ATOMIC_ACQUIRE) == OPEN && (pid_t)syscall(SYS_getpid) == owner ? &region : NULL;
}

bool session_begin(const char *name, const char *job, char *problem, size_t room) {
  int expected = UNTRIED, before = errno;
  bool fine = true;
  if (__atomic_compare_exchange_n(&state, &expected, TRYING, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    fine = attach(name, job, problem, room);
    __atomic_store_n(&state, fine ? OPEN : UNTRIED, __ATOMIC_RELEASE);
  }
  /* Another thread attaches. */
  for (unsigned round = 0; __atomic_load_n(&state, __ATOMIC_ACQUIRE) == TRYING; round++) region_pause(round);
  errno = before;
  return fine;
}

struct region *session(void) {
  char problem[768];
  if (__atomic_load_n(&state, __ATOMIC_ACQUIRE) == UNTRIED) {
    const char *name = session_region_name();
    if (*name == '\0') return NULL;
    if (!session_begin(name, getenv("VMPART_JOB"), problem, sizeof problem)) refuse("%s", problem);
  }
  return session_if_open();
}

__attribute__((destructor)) static void leave(void) {
  if (session_if_open() == NULL) return;
  __atomic_store_n(&state, CLOSED, __ATOMIC_RELEASE);
  region_leave(&region);
}

/*
 * Who has the same id shares memory with this process. The choice of a way to a peer is UCX's own, by this id: ranks of
 * one VM and of VMs of one host are told alike, ranks on other hosts have another region, and need a network beside it.
 */
void session_identity(char *out, size_t room) {
  const uint8_t *id = region.header->uuid;
  size_t used = 0;
  for (size_t i = 0; i < 16; i++)
    used += (size_t)snprintf(out + used, room - used, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", id[i]);
  snprintf(out + used, room - used, "\n");
}

/* ---- the end of a job ---- */

static struct region_job *own_job(void) {
  return &region.job[region.process[region.slot].job];
}

/* Ranks of the job, as its launcher says. */
static uint64_t ranks(void) {
  static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_SIZE"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *text = getenv(names[i]);
    if (text != NULL) return strtoull(text, NULL, 10);
  }
  return 0;
}

/* Twice what is known to be wanted, at least what ranks usually take; as devices want it, in steps of 128 MiB. */
static uint64_t size_to_ask(uint64_t wanted) {
  const uint64_t step = 128 << 20, each = 16 << 20;
  uint64_t usual = ranks() * each, bytes = 2 * wanted > usual ? 2 * wanted : usual;
  return (bytes + region.header->data + REGION_DEVICE_BYTES + step - 1) / step * step;
}

_Noreturn void session_full(enum region_result result, const char *name, uint64_t bytes) {
  uint64_t used = region_used(&region, -1) * region.header->granule;
  REGION_STORE(own_job()->aborted, 1);
  if (result == REGION_FULL || result == REGION_FRAGMENTED)
    refuse("region %s is full: %llu of its %llu MiB are in use, %llu MiB more were asked for (%s); give it a size of at "
           "least %llu MiB in the layout. The job is aborted",
           region.header->name, (unsigned long long)mebibytes(used),
           (unsigned long long)mebibytes(region.header->bytes - region.header->data), (unsigned long long)mebibytes(bytes),
           name, (unsigned long long)mebibytes(size_to_ask(used + bytes)));
  refuse("region %s: %llu MiB for %s cannot be had: %s. The job is aborted", region.header->name,
         (unsigned long long)mebibytes(bytes), name, region_reason(result));
}

void session_heed(void) {
  if (__builtin_expect(state == OPEN && REGION_LOAD(own_job()->aborted) != 0, 0)) _exit(1);
}
