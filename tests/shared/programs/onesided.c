/*
 * Windows: what one rank writes and reads of another without that one's help, by each way of telling when it is done.
 */
#include "mpi_check.h"

#include <sched.h>

#define ALL MPI_COMM_WORLD

static int behind(void) { return (rank + 1) % ranks; }

static int before(void) { return (rank + ranks - 1) % ranks; }

/* A message of every size is put into the next rank's window and read back from there by its sender. */
static void put_and_get(MPI_Win window, unsigned char *own) {
  unsigned char *out = memory(BIGGEST), *in = memory(BIGGEST);
  size_t bytes = 0;
  do {
    fill(out, bytes, seed_of(rank, behind(), bytes));
    MPI_Win_fence(0, window);
    MPI_Put(out, (int)bytes, MPI_BYTE, behind(), 0, (int)bytes, MPI_BYTE, window);
    MPI_Win_fence(0, window);
    expect_bytes(own, bytes, seed_of(before(), rank, bytes), "a put");
    MPI_Get(in, (int)bytes, MPI_BYTE, behind(), 0, (int)bytes, MPI_BYTE, window);
    MPI_Win_fence(0, window);
    expect_bytes(in, bytes, seed_of(rank, behind(), bytes), "a get");
  } while (next_size(&bytes, most_bytes()));
  free(out);
  free(in);
}

static void over_own_memory(void) {
  MPI_Win window;
  unsigned char *own = memory(BIGGEST);
  MPI_Win_create(own, BIGGEST, 1, MPI_INFO_NULL, ALL, &window);
  put_and_get(window, own);
  MPI_Win_free(&window);
  free(own);
}

static void over_given_memory(void) {
  MPI_Win window;
  unsigned char *own;
  MPI_Win_allocate(BIGGEST, 1, MPI_INFO_NULL, ALL, &own, &window);
  put_and_get(window, own);
  MPI_Win_free(&window);
}

static void over_attached_memory(void) {
  enum { BYTES = 100000 };
  MPI_Win window;
  MPI_Aint own_place, place;
  unsigned char *own = memory(BYTES), *out = memory(BYTES);
  MPI_Win_create_dynamic(MPI_INFO_NULL, ALL, &window);
  MPI_Win_attach(window, own, BYTES);
  MPI_Get_address(own, &own_place);
  MPI_Sendrecv(&own_place, 1, MPI_AINT, before(), 3, &place, 1, MPI_AINT, behind(), 3, ALL, MPI_STATUS_IGNORE);
  fill(out, BYTES, seed_of(rank, behind(), 1));
  MPI_Win_fence(0, window);
  MPI_Put(out, BYTES, MPI_BYTE, behind(), place, BYTES, MPI_BYTE, window);
  MPI_Win_fence(0, window);
  expect_bytes(own, BYTES, seed_of(before(), rank, 1), "a put into attached memory");
  MPI_Win_detach(window, own);
  MPI_Win_free(&window);
  free(own);
  free(out);
}

enum { NUMBERS = 5000 };

/* All add to every rank's numbers at once. */
static void accumulate(void) {
  MPI_Win window;
  long long *own, *added = memory(NUMBERS * sizeof *added);
  MPI_Win_allocate(NUMBERS * sizeof *own, sizeof *own, MPI_INFO_NULL, ALL, &own, &window);
  for (int at = 0; at < NUMBERS; at++) own[at] = at, added[at] = rank + 1;
  MPI_Win_fence(0, window);
  for (int other = 0; other < ranks; other++)
    MPI_Accumulate(added, NUMBERS, MPI_LONG_LONG, other, 0, NUMBERS, MPI_LONG_LONG, MPI_SUM, window);
  MPI_Win_fence(0, window);
  for (int at = 0; at < NUMBERS; at++) expect_number(own[at], at + ranks * (ranks + 1) / 2, "an accumulated sum");
  MPI_Win_free(&window);
  free(added);
}

/* A counter of rank 0 that all count up: every value must be handed out once. */
static void fetch_and_count(void) {
  enum { EACH = 300 };
  MPI_Win window;
  int *own, one = 1, got, *mine = memory(EACH * sizeof *mine), *everyone = memory((size_t)ranks * EACH * sizeof *mine);
  MPI_Win_allocate(sizeof *own, sizeof *own, MPI_INFO_NULL, ALL, &own, &window);
  *own = 0;
  meet();
  MPI_Win_lock_all(0, window);
  for (int at = 0; at < EACH; at++) {
    MPI_Fetch_and_op(&one, &got, MPI_INT, 0, 0, MPI_SUM, window);
    MPI_Win_flush(0, window);
    mine[at] = got;
  }
  MPI_Win_unlock_all(window);
  MPI_Gather(mine, EACH, MPI_INT, everyone, EACH, MPI_INT, 0, ALL);
  char *seen = memory((size_t)ranks * EACH);
  memset(seen, 0, (size_t)ranks * EACH);
  for (int at = 0; rank == 0 && at < ranks * EACH; at++) {
    if (everyone[at] < 0 || everyone[at] >= ranks * EACH || seen[everyone[at]]) fail("%d was counted twice", everyone[at]);
    seen[everyone[at]] = 1;
  }
  MPI_Win_free(&window);
  free(seen), free(mine), free(everyone);
}

/*
 * A lock made of compare and swap, around a number that is read and written in two steps. Who waits lets others run: there
 * may be more ranks than CPUs.
 */
static void compare_and_swap(void) {
  enum { EACH = 40 };
  MPI_Win window;
  int *own, none = 0, me = rank + 1, was, number;
  MPI_Win_allocate(2 * sizeof *own, sizeof *own, MPI_INFO_NULL, ALL, &own, &window);
  own[0] = own[1] = 0;
  meet();
  MPI_Win_lock_all(0, window);
  for (int at = 0; at < EACH; at++) {
    do {
      sched_yield();
      MPI_Compare_and_swap(&me, &none, &was, MPI_INT, 0, 0, window);
      MPI_Win_flush(0, window);
    } while (was != 0);
    MPI_Get(&number, 1, MPI_INT, 0, 1, 1, MPI_INT, window);
    MPI_Win_flush(0, window);
    number++;
    MPI_Put(&number, 1, MPI_INT, 0, 1, 1, MPI_INT, window);
    MPI_Win_flush(0, window);
    MPI_Compare_and_swap(&none, &me, &was, MPI_INT, 0, 0, window);
    MPI_Win_flush(0, window);
    expect_number(was, me, "the holder of the lock");
  }
  MPI_Win_unlock_all(window);
  meet();
  MPI_Win_lock(MPI_LOCK_SHARED, 0, 0, window);
  MPI_Get(&number, 1, MPI_INT, 0, 1, 1, MPI_INT, window);
  MPI_Win_unlock(0, window);
  expect_number(number, EACH * ranks, "the number under the lock");
  MPI_Win_free(&window);
}

static void exclusive_lock(void) {
  enum { EACH = 40 };
  MPI_Win window;
  int *own, number;
  MPI_Win_allocate(sizeof *own, sizeof *own, MPI_INFO_NULL, ALL, &own, &window);
  *own = 0;
  meet();
  for (int at = 0; at < EACH; at++) {
    MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, window);
    MPI_Get(&number, 1, MPI_INT, 0, 0, 1, MPI_INT, window);
    MPI_Win_flush(0, window);
    number++;
    MPI_Put(&number, 1, MPI_INT, 0, 0, 1, MPI_INT, window);
    MPI_Win_unlock(0, window);
  }
  meet();
  MPI_Win_lock(MPI_LOCK_SHARED, 0, 0, window);
  MPI_Get(&number, 1, MPI_INT, 0, 0, 1, MPI_INT, window);
  MPI_Win_unlock(0, window);
  expect_number(number, EACH * ranks, "the number under the lock");
  MPI_Win_free(&window);
}

/* Post, start, complete, wait: each rank opens its window to the one before it alone. */
static void post_and_start(void) {
  enum { BYTES = 70000 };
  MPI_Win window;
  MPI_Group world, sources, targets;
  int source = before(), target = behind();
  unsigned char *own, *out = memory(BYTES);
  MPI_Win_allocate(BYTES, 1, MPI_INFO_NULL, ALL, &own, &window);
  MPI_Comm_group(ALL, &world);
  MPI_Group_incl(world, 1, &source, &sources);
  MPI_Group_incl(world, 1, &target, &targets);
  for (size_t round = 1; round <= 20; round++) {
    fill(out, BYTES, seed_of(rank, target, round));
    MPI_Win_post(sources, 0, window);
    MPI_Win_start(targets, 0, window);
    MPI_Put(out, BYTES, MPI_BYTE, target, 0, BYTES, MPI_BYTE, window);
    MPI_Win_complete(window);
    MPI_Win_wait(window);
    expect_bytes(own, BYTES, seed_of(source, rank, round), "a put between post and wait");
  }
  MPI_Group_free(&world), MPI_Group_free(&sources), MPI_Group_free(&targets);
  MPI_Win_free(&window);
  free(out);
}

/* One column of numbers into another's row, and a get that adds. */
static void spaced(void) {
  enum { EDGE = 100 };
  MPI_Win window;
  MPI_Datatype column;
  int *own, line[EDGE], added[EDGE], was[EDGE];
  MPI_Type_vector(EDGE, 1, EDGE, MPI_INT, &column);
  MPI_Type_commit(&column);
  MPI_Win_allocate(EDGE * EDGE * sizeof *own, sizeof *own, MPI_INFO_NULL, ALL, &own, &window);
  for (int at = 0; at < EDGE * EDGE; at++) own[at] = -1;
  for (int at = 0; at < EDGE; at++) line[at] = rank * EDGE + at, added[at] = 1000;
  MPI_Win_fence(0, window);
  MPI_Put(line, EDGE, MPI_INT, behind(), 7, 1, column, window);
  MPI_Win_fence(0, window);
  for (int at = 0; at < EDGE * EDGE; at++)
    expect_number(own[at], at % EDGE == 7 ? before() * EDGE + at / EDGE : -1, "a number of a matrix");
  MPI_Win_fence(0, window);
  MPI_Get_accumulate(added, EDGE, MPI_INT, was, EDGE, MPI_INT, behind(), 7, 1, column, MPI_SUM, window);
  MPI_Win_fence(0, window);
  for (int at = 0; at < EDGE; at++) {
    expect_number(was[at], rank * EDGE + at, "a number before it was added to");
    expect_number(own[at * EDGE + 7], before() * EDGE + at + 1000, "a number that was added to");
  }
  MPI_Type_free(&column);
  MPI_Win_free(&window);
}

/* Loads and stores in each other's memory, between the ranks that the runtime takes for those of one machine. */
static void shared(void) {
  enum { BYTES = 300000 };
  MPI_Comm near;
  MPI_Win window;
  MPI_Aint bytes;
  int count, own_place, unit;
  unsigned char *own, *next;
  MPI_Comm_split_type(ALL, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &near);
  MPI_Comm_size(near, &count);
  MPI_Comm_rank(near, &own_place);
  MPI_Win_allocate_shared(BYTES, 1, MPI_INFO_NULL, near, &own, &window);
  MPI_Win_shared_query(window, (own_place + 1) % count, &bytes, &unit, &next);
  expect_number(bytes, BYTES, "the size of the next rank's memory");
  MPI_Win_fence(0, window);
  fill(next, BYTES, (uint32_t)own_place);
  MPI_Win_fence(0, window);
  expect_bytes(own, BYTES, (uint32_t)((own_place + count - 1) % count), "stores of the rank before");
  MPI_Win_free(&window);
  MPI_Comm_free(&near);
  if (count < ranks) leave_out("only %d of %d ranks share memory by themselves", count, ranks);
}

/* Windows come and go; none may leave anything behind. */
static void many_windows(void) {
  for (int round = 0; round < 30; round++) {
    MPI_Win window;
    int *own, word = rank * 100 + round;
    MPI_Win_allocate(100000, sizeof *own, MPI_INFO_NULL, ALL, &own, &window);
    MPI_Win_fence(0, window);
    MPI_Put(&word, 1, MPI_INT, behind(), round, 1, MPI_INT, window);
    MPI_Win_fence(0, window);
    expect_number(own[round], before() * 100 + round, "a word in a new window");
    MPI_Win_free(&window);
  }
}

int main(int count, char **words) {
  static const struct part parts[] = {
      {"own-memory", over_own_memory},
      {"given-memory", over_given_memory},
      {"attached-memory", over_attached_memory},
      {"accumulate", accumulate},
      {"fetch-and-count", fetch_and_count},
      {"compare-and-swap", compare_and_swap},
      {"exclusive-lock", exclusive_lock},
      {"post-and-start", post_and_start},
      {"spaced", spaced},
      {"shared-window", shared},
      {"many-windows", many_windows},
  };
  return run_mpi_parts(parts, COUNT_OF(parts), count, words);
}
