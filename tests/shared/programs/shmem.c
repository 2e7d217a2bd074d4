/*
 * OpenSHMEM: what processing elements (ranks) write and read of each other's symmetric memory, and do together.
 * Names are those of OpenSHMEM 1.4.
 */
#include "check.h"

#include <sched.h>
#include <shmem.h>

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

static void stop_all(void) { shmem_global_exit(1); }

static void meet(void) { shmem_barrier_all(); }

static uint32_t seed_of(int from, int to, size_t what) {
  return (uint32_t)(from * 7919 + to * 104729 + (int)(what % 65521) * 13 + 1);
}

static int behind(void) { return (rank + 1) % ranks; }

static int before(void) { return (rank + ranks - 1) % ranks; }

static void *symmetric(size_t bytes) {
  void *made = shmem_malloc(bytes);
  if (made == NULL) fail("no symmetric memory for %zu bytes", bytes);
  return made;
}

/* A place of the same name on every rank that no allocator has made. */
static long fixed_numbers[64];

static void fixed_memory(void) {
  for (long at = 0; at < 64; at++) shmem_long_p(&fixed_numbers[at], rank * 100 + at, behind());
  meet();
  for (long at = 0; at < 64; at++) {
    expect_number(fixed_numbers[at], before() * 100 + at, "a number in fixed memory");
    expect_number(shmem_long_g(&fixed_numbers[at], behind()), rank * 100 + at, "a number that was got");
  }
  meet();
}

/* Every size there and back, by calls that end when it is done and by calls that go on. */
static void put_and_get(void) {
  unsigned char *own = symmetric(BIGGEST), *out = memory(BIGGEST), *in = memory(BIGGEST);
  size_t bytes = 0;
  int later = 0;
  do {
    fill(out, bytes, seed_of(rank, behind(), bytes));
    if (later) shmem_putmem_nbi(own, out, bytes, behind());
    else shmem_putmem(own, out, bytes, behind());
    shmem_quiet();
    meet();
    expect_bytes(own, bytes, seed_of(before(), rank, bytes), "a put");
    memset(in, 0, bytes);
    if (later) shmem_getmem_nbi(in, own, bytes, behind());
    else shmem_getmem(in, own, bytes, behind());
    shmem_quiet();
    expect_bytes(in, bytes, seed_of(rank, behind(), bytes), "a get");
    meet();
    later = !later;
  } while (next_size(&bytes, most_bytes()));
  shmem_free(own);
  free(out);
  free(in);
}

/* Every third number into every second place. */
static void spaced(void) {
  enum { COUNT = 500 };
  long *own = symmetric(2 * COUNT * sizeof *own), from[3 * COUNT], back[COUNT];
  for (long at = 0; at < 3 * COUNT; at++) from[at] = rank * 10000 + at;
  for (long at = 0; at < 2 * COUNT; at++) own[at] = -1;
  meet();
  shmem_long_iput(own, from, 2, 3, COUNT, behind());
  meet();
  for (long at = 0; at < 2 * COUNT; at++)
    expect_number(own[at], at % 2 == 0 ? before() * 10000 + at / 2 * 3 : -1, "a number with gaps");
  shmem_long_iget(back, own, 1, 2, COUNT, behind());
  for (long at = 0; at < COUNT; at++) expect_number(back[at], rank * 10000 + at * 3, "a number got with gaps");
  meet();
  shmem_free(own);
}

/*
 * All count on rank 0 at once. The counters are in the heap: in fixed memory Open MPI asks the other rank to count, which
 * one that waits for its own turn there does not hear.
 */
static void atomics(void) {
  enum { EACH = 500 };
  long *words = symmetric(4 * sizeof *words), *counted = &words[0], *twice = &words[1], *bits = &words[2];
  long sum = 0, *turns = &words[3];
  memset(words, 0, 4 * sizeof *words);
  meet();
  for (long at = 0; at < EACH; at++) {
    sum += shmem_long_atomic_fetch_add(counted, 1, 0);
    shmem_long_atomic_inc(twice, 0);
    shmem_long_atomic_add(twice, 2, 0);
  }
  shmem_ulong_atomic_or((unsigned long *)bits, 1ul << (rank % 60), 0);
  meet();
  expect_number(shmem_long_atomic_fetch(counted, 0), (long long)EACH * ranks, "a common counter");
  expect_number(shmem_long_atomic_fetch(twice, 0), 3ll * EACH * ranks, "a counter of two steps");
  for (int of = 0; of < ranks; of++) expect_number((shmem_long_atomic_fetch(bits, 0) >> (of % 60)) & 1, 1, "a bit");
  long *sums = symmetric((size_t)ranks * sizeof *sums);
  shmem_long_p(&sums[rank], sum, 0);
  meet();
  long long all = (long long)EACH * ranks, total = 0;
  for (int of = 0; rank == 0 && of < ranks; of++) total += sums[of];
  if (rank == 0) expect_number(total, all * (all - 1) / 2, "the sum of all values handed out");
  for (long turn = 0; turn < 20; turn++) {
    while (shmem_long_atomic_compare_swap(turns, turn * ranks + rank, turn * ranks + rank + 1, 0) != turn * ranks + rank)
      sched_yield();
  }
  meet();
  expect_number(shmem_long_atomic_swap(turns, 20l * ranks, 0), 20l * ranks, "the last of all turns");
  meet();
  shmem_free(sums);
  shmem_free(words);
}

/* A word goes around the ring: each waits for it, whatever wakes it. */
static void waiting(void) {
  static long word;
  word = 0;
  meet();
  for (long round = 1; round <= 100; round++) {
    if (rank == 0) shmem_long_p(&word, round, behind());
    shmem_long_wait_until(&word, SHMEM_CMP_GE, round);
    if (rank != 0) shmem_long_p(&word, round, behind());
  }
  meet();
}

/* Data first, then the word that says so: with a fence between them, whoever sees the word has the data. */
static void in_order(void) {
  enum { COUNT = 2000 };
  static long word;
  long *own = symmetric(COUNT * sizeof *own), *out = memory(COUNT * sizeof *out);
  word = 0;
  meet();
  for (long round = 1; round <= 50; round++) {
    for (long at = 0; at < COUNT; at++) out[at] = rank * 100000 + round * COUNT + at;
    shmem_long_put(own, out, COUNT, behind());
    shmem_fence();
    shmem_long_p(&word, round, behind());
    shmem_long_wait_until(&word, SHMEM_CMP_EQ, round);
    for (long at = 0; at < COUNT; at++)
      expect_number(own[at], before() * 100000 + round * COUNT + at, "data behind a fence");
    meet();
  }
  shmem_free(own);
  free(out);
}

static long broadcast_sync[SHMEM_BCAST_SYNC_SIZE], reduce_sync[SHMEM_REDUCE_SYNC_SIZE];
static long collect_sync[SHMEM_COLLECT_SYNC_SIZE], alltoall_sync[SHMEM_ALLTOALL_SYNC_SIZE];
static long barrier_sync[SHMEM_BARRIER_SYNC_SIZE];

static void clear_syncs(void) {
  for (size_t at = 0; at < COUNT_OF(broadcast_sync); at++) broadcast_sync[at] = SHMEM_SYNC_VALUE;
  for (size_t at = 0; at < COUNT_OF(reduce_sync); at++) reduce_sync[at] = SHMEM_SYNC_VALUE;
  for (size_t at = 0; at < COUNT_OF(collect_sync); at++) collect_sync[at] = SHMEM_SYNC_VALUE;
  for (size_t at = 0; at < COUNT_OF(alltoall_sync); at++) alltoall_sync[at] = SHMEM_SYNC_VALUE;
  for (size_t at = 0; at < COUNT_OF(barrier_sync); at++) barrier_sync[at] = SHMEM_SYNC_VALUE;
  meet();
}

static void barriers(void) {
  for (int round = 0; round < 200; round++) shmem_barrier_all();
  for (int round = 0; round < 50; round++) shmem_sync_all();
  for (int round = 0; round < 50; round++) shmem_barrier(0, 0, ranks, barrier_sync);
}

enum { MOST = 30000 };

static const size_t counts[] = {1, 2, 17, 1000, 8191, MOST};

static void broadcast(void) {
  long *from = symmetric(MOST * sizeof *from), *to = symmetric(MOST * sizeof *to);
  for (size_t step = 0; step < COUNT_OF(counts); step++)
    for (int root = 0; root < ranks; root++) {
      for (long at = 0; at < (long)counts[step]; at++) from[at] = rank * 100000 + at, to[at] = -1;
      meet();
      shmem_broadcast64(to, from, counts[step], root, 0, 0, ranks, broadcast_sync);
      meet();
      for (long at = 0; rank != root && at < (long)counts[step]; at++)
        expect_number(to[at], root * 100000 + at, "a broadcast number");
    }
  shmem_free(from);
  shmem_free(to);
}

static void collect(void) {
  long *from = symmetric(MOST * sizeof *from), *to = symmetric((size_t)ranks * MOST * sizeof *to);
  for (long at = 0; at < MOST; at++) from[at] = rank * 100000 + at;
  for (size_t step = 0; step < COUNT_OF(counts); step++) {
    long count = (long)counts[step];
    meet();
    shmem_fcollect64(to, from, counts[step], 0, 0, ranks, collect_sync);
    meet();
    for (long at = 0; at < count * ranks; at++)
      expect_number(to[at], at / count * 100000 + at % count, "a collected number");
    /* Rank r gives r + 1 numbers of its own. */
    meet();
    shmem_collect64(to, from, (size_t)(rank + 1), 0, 0, ranks, collect_sync);
    meet();
    long *next = to;
    for (long of = 0; of < ranks; of++)
      for (long at = 0; at <= of; at++) expect_number(*next++, of * 100000 + at, "a number of unevenly many");
  }
  shmem_free(from);
  shmem_free(to);
}

static void reduce(void) {
  long *from = symmetric(MOST * sizeof *from), *to = symmetric(MOST * sizeof *to);
  size_t room = MOST / 2 + 1 > SHMEM_REDUCE_MIN_WRKDATA_SIZE ? MOST / 2 + 1 : SHMEM_REDUCE_MIN_WRKDATA_SIZE;
  long *work = symmetric(room * sizeof *work);
  for (size_t step = 0; step < COUNT_OF(counts); step++) {
    int count = (int)counts[step];
    for (long at = 0; at < count; at++) from[at] = rank + at;
    meet();
    shmem_long_sum_to_all(to, from, count, 0, 0, ranks, work, reduce_sync);
    meet();
    for (long at = 0; at < count; at++)
      expect_number(to[at], (long long)ranks * (ranks - 1) / 2 + (long long)ranks * at, "a sum");
    meet();
    shmem_long_max_to_all(to, from, count, 0, 0, ranks, work, reduce_sync);
    meet();
    for (long at = 0; at < count; at++) expect_number(to[at], ranks - 1 + at, "a largest number");
    meet();
  }
  shmem_free(from), shmem_free(to), shmem_free(work);
}

static void alltoall(void) {
  long *from = symmetric((size_t)ranks * MOST * sizeof *from), *to = symmetric((size_t)ranks * MOST * sizeof *to);
  for (size_t step = 0; step < COUNT_OF(counts); step++) {
    long count = (long)counts[step];
    for (long at = 0; at < count * ranks; at++) from[at] = rank * 10000000l + at / count * 100000 + at % count;
    meet();
    shmem_alltoall64(to, from, counts[step], 0, 0, ranks, alltoall_sync);
    meet();
    for (long at = 0; at < count * ranks; at++)
      expect_number(to[at], at / count * 10000000l + rank * 100000 + at % count, "a number from each to each");
    meet();
  }
  shmem_free(from);
  shmem_free(to);
}

/* A number on rank 0 that is read and written in two steps under a lock. */
static void locks(void) {
  enum { EACH = 50 };
  long *words = symmetric(2 * sizeof *words), *lock = &words[0], *number = &words[1];
  memset(words, 0, 2 * sizeof *words);
  meet();
  for (int at = 0; at < EACH; at++) {
    if (at % 2 == 0) shmem_set_lock(lock);
    else
      while (shmem_test_lock(lock) != 0) sched_yield();
    shmem_long_p(number, shmem_long_g(number, 0) + 1, 0);
    shmem_quiet();
    shmem_clear_lock(lock);
  }
  meet();
  expect_number(shmem_long_g(number, 0), (long long)EACH * ranks, "the number under the lock");
  meet();
  shmem_free(words);
}

/* Memory comes and goes, and lies at the same place of every rank's heap. */
static void heap(void) {
  for (size_t round = 1; round <= 60; round++) {
    size_t bytes = round * 4099;
    unsigned char *first = symmetric(bytes), *second = shmem_align(4096, bytes);
    if (second == NULL || (uintptr_t)second % 4096 != 0) fail("memory at %p is not aligned to 4096", (void *)second);
    fill(first, bytes, seed_of(rank, rank, round));
    meet();
    shmem_getmem(second, first, bytes, behind());
    expect_bytes(second, bytes, seed_of(behind(), behind(), round), "a get out of new memory");
    meet();
    first = shmem_realloc(first, 2 * bytes);
    expect_bytes(first, bytes, seed_of(rank, rank, round), "memory that was made larger");
    shmem_free(second);
    shmem_free(first);
  }
}

/* Where the runtime gives an address of another's memory, loads and stores must reach it. */
static void direct(void) {
  long *own = symmetric(1000 * sizeof *own);
  for (long at = 0; at < 1000; at++) own[at] = rank * 1000 + at;
  meet();
  long *theirs = shmem_ptr(own, behind());
  static long reached, all;
  static long work[SHMEM_REDUCE_MIN_WRKDATA_SIZE];
  reached = theirs != NULL;
  for (long at = 0; reached && at < 1000; at++) {
    expect_number(theirs[at], behind() * 1000l + at, "a number that was loaded");
    theirs[at] += 5;
  }
  meet();
  for (long at = 0; at < 1000 && own[0] != rank * 1000l; at++)
    expect_number(own[at], rank * 1000l + at + 5, "a number that was stored");
  shmem_long_sum_to_all(&all, &reached, 1, 0, 0, ranks, work, reduce_sync);
  meet();
  shmem_free(own);
  if (all < ranks) leave_out("%ld of %d ranks can load and store in the next one's memory", all, ranks);
}

int main(int count, char **words) {
  static const struct part parts[] = {
      {"fixed-memory", fixed_memory}, {"put-and-get", put_and_get}, {"spaced", spaced},       {"atomics", atomics},
      {"waiting", waiting},           {"in-order", in_order},       {"barriers", barriers},   {"broadcast", broadcast},
      {"collect", collect},           {"reduce", reduce},           {"alltoall", alltoall},   {"locks", locks},
      {"heap", heap},                 {"direct", direct},
  };
  shmem_init();
  rank = shmem_my_pe();
  ranks = shmem_n_pes();
  clear_syncs();
  run_parts(parts, COUNT_OF(parts), count, words, meet);
  shmem_finalize();
  return 0;
}
