/*
 * Kills processes at random moments: regionKill FILE SEED KILLS. Workers of three guests make, fill, grow, check and
 * remove objects, and take program locks; the parent kills one after the other with SIGKILL and starts a new one in its
 * place. In the end the tables must be sound, what was sent must have been counted once, and nothing may be left.
 */
#include "regionTest.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

enum { WORKERS = 6, GUESTS = 3, OBJECTS = 4 };

/* Where workers say what they do; `sent` before and after it is counted. */
struct notes {
  uint64_t before[WORKERS], after[WORKERS];
  uint64_t inside, entered, recovered;
};

static struct notes *notes;
static const char *path;

static void send_one(struct region *region, int worker) {
  struct region_process *own = &region->process[region->slot];
  notes->before[worker] += 10;
  __atomic_store_n(&own->bytes, own->bytes + 10, __ATOMIC_RELAXED);
  notes->after[worker] += 10;
}

/* Own objects: nobody else may change a byte of them. */
static void use_objects(struct region *region, int worker, uint64_t *randomness) {
  struct region_object *object[OBJECTS];
  char name[40];
  bool made;
  for (int i = 0; i < OBJECTS; i++) {
    unsigned char value = (unsigned char)(1 + worker * OBJECTS + i);
    uint64_t bytes = next_random(randomness) % 300000, more = bytes + next_random(randomness) % 100000;
    snprintf(name, sizeof name, "own-%d-%d", worker, i);
    /* What an earlier one of this number has left. */
    region_object_unlink(region, name);
    MUST(region_object_open(region, name, OBJECT_FILE, true, true, &object[i], &made) == REGION_FINE);
    MUST(region_object_resize(region, object[i], bytes) == REGION_FINE);
    check_bytes(region, object[i], 0, bytes, 0);
    fill(region, object[i], 0, bytes, value);
    MUST(region_object_grow(region, object[i], more) == REGION_FINE);
    check_bytes(region, object[i], 0, bytes, value);
    check_bytes(region, object[i], bytes, more, 0);
    fill(region, object[i], 0, more, value);
    send_one(region, worker);
  }
  for (int i = 0; i < OBJECTS; i++) {
    check_bytes(region, object[i], 0, object[i]->bytes, (unsigned char)(1 + worker * OBJECTS + i));
    snprintf(name, sizeof name, "own-%d-%d", worker, i);
    MUST(region_object_unlink(region, name) == REGION_FINE);
    region_object_release(region, object[i]);
  }
}

/* One at a time, whoever has died in between. */
static void use_lock(struct region *region) {
  struct region_object *lock;
  bool made;
  MUST(region_object_open(region, "lock", OBJECT_LOCK, true, false, &lock, &made) == REGION_FINE);
  enum region_result result = region_object_lock(region, lock);
  MUST(result == REGION_FINE || result == REGION_OWNER_DIED);
  if (result == REGION_OWNER_DIED) notes->inside = 0, notes->recovered++;
  MUST(__atomic_add_fetch(&notes->inside, 1, __ATOMIC_ACQ_REL) == 1);
  notes->entered++;
  MUST(__atomic_sub_fetch(&notes->inside, 1, __ATOMIC_ACQ_REL) == 0);
  MUST(region_object_unlock(region, lock) == REGION_FINE);
}

static _Noreturn void work(int worker, uint64_t seed) {
  struct region region;
  uint64_t randomness = seed;
  attach_as(&region, path, 1 + (unsigned)worker % GUESTS);
  for (;;) {
    enum region_result result = region_join(&region, "job", 0);
    if (result != REGION_FINE) fprintf(stderr, "join: %s\n", region_reason(result));
    MUST(result == REGION_FINE);
    for (int i = 0; i < 5; i++) use_objects(&region, worker, &randomness), use_lock(&region);
    region_leave(&region);
  }
}

static pid_t start(int worker, uint64_t seed) {
  pid_t child = fork();
  MUST(child >= 0);
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    work(worker, seed);
  }
  return child;
}

static void stop(pid_t worker) {
  int status;
  MUST(kill(worker, SIGKILL) == 0 && waitpid(worker, &status, 0) == worker);
  MUST(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* As the host does when all jobs have ended. */
static void sweep_all(void) {
  struct region region;
  attach_as(&region, path, 1);
  region.dead_all = true;
  region_lock(&region);
  region_sweep(&region);
  check_tables(&region);
  MUST(region_unlock(&region));
  region_close(&region);
}

static void check_counts(void) {
  struct region region;
  uint64_t counted = 0, least = 0, most = 0;
  attach_as(&region, path, 1);
  for (int i = 1; i <= GUESTS; i++) counted += region.guest[i].bytes;
  for (int i = 0; i < WORKERS; i++) least += notes->after[i], most += notes->before[i];
  MUST(least <= counted + 10 * WORKERS && counted <= most);
  MUST(counted > 0);
}

int main(int count, char **arguments) {
  pid_t worker[WORKERS];
  MUST(count == 4);
  path = arguments[1];
  uint64_t randomness = strtoull(arguments[2], NULL, 10);
  notes = mmap(NULL, sizeof *notes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < WORKERS; i++) worker[i] = start(i, next_random(&randomness));
  for (long kills = strtol(arguments[3], NULL, 10); kills > 0; kills--) {
    struct timespec wait = {0, next_random(&randomness) % 4000000};
    nanosleep(&wait, NULL);
    int status, i = (int)(next_random(&randomness) % WORKERS);
    for (int j = 0; j < WORKERS; j++) MUST(waitpid(worker[j], &status, WNOHANG) == 0);
    stop(worker[i]);
    worker[i] = start(i, next_random(&randomness));
  }
  for (int i = 0; i < WORKERS; i++) stop(worker[i]);
  sweep_all();
  check_counts();
  printf("%lu %lu\n", (unsigned long)notes->entered, (unsigned long)notes->recovered);
  return 0;
}
