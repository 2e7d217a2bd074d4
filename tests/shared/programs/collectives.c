/*
 * What all ranks do together. Each operation is asked for by its blocking and by its nonblocking name (`later`), with
 * every rank as its root, in several sizes; a number tells whose it is, whom it is for, and its place.
 */
#include "mpi_check.h"

#include <unistd.h>

#define ALL MPI_COMM_WORLD

enum { MOST = 65536 };

static const int counts[] = {0, 1, 2, 17, 1000, 8191, MOST};

/* For so many numbers from every rank and for every rank. */
static int *out, *in;
static MPI_Request request;

typedef void (*operation)(int count, int root, int later);

static int number(int of, int whom, int at) { return of * 1000003 + whom * 10007 + at; }

/* A line of numbers of one rank for another. */
static void write_line(int *line, int count, int of, int whom) {
  for (int at = 0; at < count; at++) line[at] = number(of, whom, at);
}

static void expect_line(const int *line, int count, int of, int whom) {
  for (int at = 0; at < count; at++)
    if (line[at] != number(of, whom, at))
      fail("%d numbers: number %d from rank %d is %d instead of %d", count, at, of, line[at], number(of, whom, at));
}

static void finish(int later) {
  if (later) MPI_Wait(&request, MPI_STATUS_IGNORE);
}

/* The rooted ones for every root, the others once for each size. */
static void sized(operation one, int is_rooted) {
  size_t bytes = (size_t)ranks * MOST * sizeof *out;
  out = memory(bytes);
  in = memory(bytes);
  for (size_t at = 0; at < COUNT_OF(counts); at++) {
    if ((size_t)counts[at] * sizeof *out > most_bytes()) continue;
    for (int root = 0; root < (is_rooted ? ranks : 1); root++)
      for (int later = 0; later < 2; later++) {
        memset(in, 0, bytes);
        one(counts[at], root, later);
      }
  }
  free(out);
  free(in);
}

static void barrier(void) {
  for (int round = 0; round < 50; round++) {
    MPI_Barrier(ALL);
    MPI_Ibarrier(ALL, &request);
    finish(1);
  }
}

/*
 * Nobody may leave a barrier before the last has come. Who leaves says so to the last, which waits a little before it
 * comes and must not have heard anything by then.
 */
static void barrier_holds(void) {
  for (int last = 0; last < ranks; last++) {
    int word = 1, is_early;
    if (rank == last) {
      usleep(20000);
      MPI_Iprobe(MPI_ANY_SOURCE, 9, ALL, &is_early, MPI_STATUS_IGNORE);
      if (is_early) fail("a rank left the barrier before rank %d came", last);
    }
    MPI_Barrier(ALL);
    if (rank != last) MPI_Send(&word, 1, MPI_INT, last, 9, ALL);
    for (int other = 1; rank == last && other < ranks; other++)
      MPI_Recv(&word, 1, MPI_INT, MPI_ANY_SOURCE, 9, ALL, MPI_STATUS_IGNORE);
  }
}

static void broadcast_one(int count, int root, int later) {
  int *line = rank == root ? out : in;
  if (rank == root) write_line(out, count, root, root);
  if (later) MPI_Ibcast(line, count, MPI_INT, root, ALL, &request);
  else MPI_Bcast(line, count, MPI_INT, root, ALL);
  finish(later);
  expect_line(line, count, root, root);
}

static void gather_one(int count, int root, int later) {
  write_line(out, count, rank, root);
  if (later) MPI_Igather(out, count, MPI_INT, in, count, MPI_INT, root, ALL, &request);
  else MPI_Gather(out, count, MPI_INT, in, count, MPI_INT, root, ALL);
  finish(later);
  for (int of = 0; rank == root && of < ranks; of++) expect_line(in + of * count, count, of, root);
}

static void scatter_one(int count, int root, int later) {
  for (int whom = 0; rank == root && whom < ranks; whom++) write_line(out + whom * count, count, root, whom);
  if (later) MPI_Iscatter(out, count, MPI_INT, in, count, MPI_INT, root, ALL, &request);
  else MPI_Scatter(out, count, MPI_INT, in, count, MPI_INT, root, ALL);
  finish(later);
  expect_line(in, count, root, rank);
}

static void allgather_one(int count, int root, int later) {
  write_line(out, count, rank, root);
  if (later) MPI_Iallgather(out, count, MPI_INT, in, count, MPI_INT, ALL, &request);
  else MPI_Allgather(out, count, MPI_INT, in, count, MPI_INT, ALL);
  finish(later);
  for (int of = 0; of < ranks; of++) expect_line(in + of * count, count, of, root);
}

static void alltoall_one(int count, int root, int later) {
  (void)root;
  for (int whom = 0; whom < ranks; whom++) write_line(out + whom * count, count, rank, whom);
  if (later) MPI_Ialltoall(out, count, MPI_INT, in, count, MPI_INT, ALL, &request);
  else MPI_Alltoall(out, count, MPI_INT, in, count, MPI_INT, ALL);
  finish(later);
  for (int of = 0; of < ranks; of++) expect_line(in + of * count, count, of, rank);
}

/* ---- every rank another count, with gaps ---- */

static int *lengths, *places;

static int uneven(int count, int of, int whom) { return count * ((of + 2 * whom) % 3) / 2; }

/* Lines of these lengths, each at a place with room for the longest. */
static void arrange(int count, int of, int whom) {
  for (int other = 0; other < ranks; other++) {
    lengths[other] = uneven(count, of < 0 ? other : of, whom < 0 ? other : whom);
    places[other] = other * count;
  }
}

static void gatherv_one(int count, int root, int later) {
  int own = uneven(count, rank, root);
  write_line(out, own, rank, root);
  arrange(count, -1, root);
  if (later) MPI_Igatherv(out, own, MPI_INT, in, lengths, places, MPI_INT, root, ALL, &request);
  else MPI_Gatherv(out, own, MPI_INT, in, lengths, places, MPI_INT, root, ALL);
  finish(later);
  for (int of = 0; rank == root && of < ranks; of++) expect_line(in + places[of], lengths[of], of, root);
}

static void scatterv_one(int count, int root, int later) {
  int own = uneven(count, root, rank);
  arrange(count, root, -1);
  for (int whom = 0; rank == root && whom < ranks; whom++) write_line(out + places[whom], lengths[whom], root, whom);
  if (later) MPI_Iscatterv(out, lengths, places, MPI_INT, in, own, MPI_INT, root, ALL, &request);
  else MPI_Scatterv(out, lengths, places, MPI_INT, in, own, MPI_INT, root, ALL);
  finish(later);
  expect_line(in, own, root, rank);
}

static void allgatherv_one(int count, int root, int later) {
  write_line(out, uneven(count, rank, root), rank, root);
  arrange(count, -1, root);
  if (later)
    MPI_Iallgatherv(out, lengths[rank], MPI_INT, in, lengths, places, MPI_INT, ALL, &request);
  else MPI_Allgatherv(out, lengths[rank], MPI_INT, in, lengths, places, MPI_INT, ALL);
  finish(later);
  for (int of = 0; of < ranks; of++) expect_line(in + places[of], lengths[of], of, root);
}

static void alltoallv_one(int count, int root, int later) {
  (void)root;
  int *sent = memory((size_t)ranks * sizeof *sent);
  arrange(count, rank, -1);
  memcpy(sent, lengths, (size_t)ranks * sizeof *sent);
  for (int whom = 0; whom < ranks; whom++) write_line(out + places[whom], sent[whom], rank, whom);
  arrange(count, -1, rank);
  if (later) MPI_Ialltoallv(out, sent, places, MPI_INT, in, lengths, places, MPI_INT, ALL, &request);
  else MPI_Alltoallv(out, sent, places, MPI_INT, in, lengths, places, MPI_INT, ALL);
  finish(later);
  for (int of = 0; of < ranks; of++) expect_line(in + places[of], lengths[of], of, rank);
  free(sent);
}

static void varied(operation one, int is_rooted) {
  lengths = memory((size_t)ranks * sizeof *lengths);
  places = memory((size_t)ranks * sizeof *places);
  sized(one, is_rooted);
  free(lengths);
  free(places);
}

/* ---- operations on numbers ---- */

static long long sum_below(int count) { return (long long)count * (count - 1) / 2; }

/* The sum over the first OF ranks of rank + place. */
static long long total(int of, int at) { return sum_below(of) + (long long)of * at; }

static void expect_totals(const int *line, int count, int of, int first) {
  for (int at = 0; at < count; at++)
    if (line[at] != total(of, first + at))
      fail("%d numbers: sum %d is %d instead of %lld", count, at, line[at], total(of, first + at));
}

static void write_own(int count) {
  for (int at = 0; at < count; at++) out[at] = rank + at;
}

static void reduce_one(int count, int root, int later) {
  write_own(count);
  if (later) MPI_Ireduce(out, in, count, MPI_INT, MPI_SUM, root, ALL, &request);
  else MPI_Reduce(out, in, count, MPI_INT, MPI_SUM, root, ALL);
  finish(later);
  if (rank == root) expect_totals(in, count, ranks, 0);
}

static void allreduce_one(int count, int root, int later) {
  (void)root;
  write_own(count);
  if (later) MPI_Iallreduce(out, in, count, MPI_INT, MPI_SUM, ALL, &request);
  else MPI_Allreduce(out, in, count, MPI_INT, MPI_SUM, ALL);
  finish(later);
  expect_totals(in, count, ranks, 0);
  MPI_Allreduce(MPI_IN_PLACE, out, count, MPI_INT, MPI_SUM, ALL);
  expect_totals(out, count, ranks, 0);
}

static void reduce_scatter_block_one(int count, int root, int later) {
  (void)root;
  write_own(count * ranks);
  if (later) MPI_Ireduce_scatter_block(out, in, count, MPI_INT, MPI_SUM, ALL, &request);
  else MPI_Reduce_scatter_block(out, in, count, MPI_INT, MPI_SUM, ALL);
  finish(later);
  expect_totals(in, count, ranks, rank * count);
}

static void reduce_scatter_one(int count, int root, int later) {
  int first = 0;
  (void)root;
  for (int whom = 0; whom < ranks; whom++) lengths[whom] = uneven(count, 0, whom);
  for (int whom = 0; whom < rank; whom++) first += lengths[whom];
  write_own(count * ranks);
  if (later) MPI_Ireduce_scatter(out, in, lengths, MPI_INT, MPI_SUM, ALL, &request);
  else MPI_Reduce_scatter(out, in, lengths, MPI_INT, MPI_SUM, ALL);
  finish(later);
  expect_totals(in, lengths[rank], ranks, first);
}

static void scan_one(int count, int root, int later) {
  (void)root;
  write_own(count);
  if (later) MPI_Iscan(out, in, count, MPI_INT, MPI_SUM, ALL, &request);
  else MPI_Scan(out, in, count, MPI_INT, MPI_SUM, ALL);
  finish(later);
  expect_totals(in, count, rank + 1, 0);
}

static void exscan_one(int count, int root, int later) {
  (void)root;
  write_own(count);
  if (later) MPI_Iexscan(out, in, count, MPI_INT, MPI_SUM, ALL, &request);
  else MPI_Exscan(out, in, count, MPI_INT, MPI_SUM, ALL);
  finish(later);
  if (rank > 0) expect_totals(in, count, rank, 0);
}

/* Of two affine maps x -> a x + b the one behind the other: does not commute, so the order of ranks shows. */
static void compose(void *first, void *both, int *count, MPI_Datatype *type) {
  const unsigned *one = first;
  unsigned *two = both;
  (void)type;
  for (int at = 0; at < *count; at++, one += 2, two += 2) {
    two[1] += two[0] * one[1];
    two[0] *= one[0];
  }
}

static void ordered_operation(void) {
  enum { PAIRS = 3000 };
  static unsigned own[2 * PAIRS], all[2 * PAIRS];
  MPI_Datatype pair;
  MPI_Op op;
  MPI_Type_contiguous(2, MPI_UNSIGNED, &pair);
  MPI_Type_commit(&pair);
  MPI_Op_create(compose, 0, &op);
  for (unsigned at = 0; at < PAIRS; at++) own[2 * at] = 2 * (unsigned)rank + 3, own[2 * at + 1] = (unsigned)rank + at;
  MPI_Allreduce(own, all, PAIRS, pair, op, ALL);
  for (unsigned at = 0; at < PAIRS; at++) {
    unsigned wanted[2] = {1, 0};
    for (unsigned of = 0; of < (unsigned)ranks; of++) {
      wanted[1] = (2 * of + 3) * wanted[1] + of + at;
      wanted[0] *= 2 * of + 3;
    }
    expect_number(all[2 * at], wanted[0], "a factor");
    expect_number(all[2 * at + 1], wanted[1], "a summand");
  }
  MPI_Op_free(&op);
  MPI_Type_free(&pair);
}

static void kinds_of_numbers(void) {
  double own = 1.0 / (rank + 1), most;
  struct {
    double value;
    int place;
  } mine = {(double)((rank * 5 + 3) % ranks), rank}, least;
  unsigned bits = 1u << (rank % 32), together;
  MPI_Allreduce(&own, &most, 1, MPI_DOUBLE, MPI_MAX, ALL);
  if (most != 1.0) fail("the largest number is %g instead of 1", most);
  MPI_Allreduce(&mine, &least, 1, MPI_DOUBLE_INT, MPI_MINLOC, ALL);
  for (int of = 0; of < ranks; of++)
    if ((double)((of * 5 + 3) % ranks) < least.value) fail("rank %d has less than the least", of);
  expect_number((least.place * 5 + 3) % ranks, (long long)least.value, "the value of the rank with the least");
  MPI_Allreduce(&bits, &together, 1, MPI_UNSIGNED, MPI_BOR, ALL);
  expect_number(together, ranks >= 32 ? 0xFFFFFFFFll : (1ll << ranks) - 1, "all bits");
}

/* Many operations under way at once, ended in another order than begun. */
static void many_at_once(void) {
  enum { AT_ONCE = 24 };
  int own[AT_ONCE], all[AT_ONCE], word[AT_ONCE];
  MPI_Request begun[2 * AT_ONCE];
  for (int at = 0; at < AT_ONCE; at++) {
    own[at] = rank + at;
    word[at] = rank == at % ranks ? at : -1;
    MPI_Iallreduce(&own[at], &all[at], 1, MPI_INT, MPI_SUM, ALL, &begun[2 * at]);
    MPI_Ibcast(&word[at], 1, MPI_INT, at % ranks, ALL, &begun[2 * at + 1]);
  }
  for (int at = 2 * AT_ONCE; at-- > 0;) MPI_Wait(&begun[at], MPI_STATUS_IGNORE);
  for (int at = 0; at < AT_ONCE; at++) {
    expect_number(all[at], total(ranks, at), "a sum of many at once");
    expect_number(word[at], at, "a word of many at once");
  }
}

static void alltoallw(void) {
  int *sizes = memory((size_t)ranks * sizeof *sizes), *offsets = memory((size_t)ranks * sizeof *offsets);
  MPI_Datatype *types = memory((size_t)ranks * sizeof *types);
  double *sent = memory((size_t)ranks * sizeof *sent), *found = memory((size_t)ranks * sizeof *found);
  for (int other = 0; other < ranks; other++) {
    sizes[other] = (rank + other) % 2 == 0 ? 1 : (int)sizeof(double);
    types[other] = (rank + other) % 2 == 0 ? MPI_DOUBLE : MPI_BYTE;
    offsets[other] = other * (int)sizeof(double);
    sent[other] = rank + other / 1024.0;
  }
  for (int later = 0; later < 2; later++) {
    memset(found, 0, (size_t)ranks * sizeof *found);
    if (later) MPI_Ialltoallw(sent, sizes, offsets, types, found, sizes, offsets, types, ALL, &request);
    else MPI_Alltoallw(sent, sizes, offsets, types, found, sizes, offsets, types, ALL);
    finish(later);
    for (int of = 0; of < ranks; of++)
      if (found[of] != of + rank / 1024.0) fail("the number from rank %d is %g", of, found[of]);
  }
  free(sizes), free(offsets), free(types), free(sent), free(found);
}

/* Each rank hears of the next alone. */
static void neighbours(void) {
  MPI_Comm ring;
  int sizes[] = {ranks}, periods[] = {1}, own[2] = {rank, rank}, found[2] = {-1, -1};
  MPI_Cart_create(ALL, 1, sizes, periods, 0, &ring);
  MPI_Neighbor_allgather(own, 1, MPI_INT, found, 1, MPI_INT, ring);
  expect_number(found[0], (rank + ranks - 1) % ranks, "the number from before");
  expect_number(found[1], (rank + 1) % ranks, "the number from behind");
  MPI_Ineighbor_alltoall(own, 1, MPI_INT, found, 1, MPI_INT, ring, &request);
  finish(1);
  expect_number(found[1], (rank + 1) % ranks, "the later number from behind");
  MPI_Comm_free(&ring);
}

static void broadcast(void) { sized(broadcast_one, 1); }
static void gather(void) { sized(gather_one, 1); }
static void scatter(void) { sized(scatter_one, 1); }
static void allgather(void) { sized(allgather_one, 0); }
static void alltoall(void) { sized(alltoall_one, 0); }
static void gatherv(void) { varied(gatherv_one, 1); }
static void scatterv(void) { varied(scatterv_one, 1); }
static void allgatherv(void) { varied(allgatherv_one, 0); }
static void alltoallv(void) { varied(alltoallv_one, 0); }
static void reduce(void) { sized(reduce_one, 1); }
static void allreduce(void) { sized(allreduce_one, 0); }
static void reduce_scatter(void) { varied(reduce_scatter_one, 0); }
static void reduce_scatter_block(void) { sized(reduce_scatter_block_one, 0); }
static void scan(void) { sized(scan_one, 0); }
static void exscan(void) { sized(exscan_one, 0); }

int main(int count, char **words) {
  static const struct part parts[] = {
      {"barrier", barrier},
      {"barrier-holds", barrier_holds},
      {"broadcast", broadcast},
      {"gather", gather},
      {"scatter", scatter},
      {"allgather", allgather},
      {"alltoall", alltoall},
      {"gatherv", gatherv},
      {"scatterv", scatterv},
      {"allgatherv", allgatherv},
      {"alltoallv", alltoallv},
      {"alltoallw", alltoallw},
      {"reduce", reduce},
      {"allreduce", allreduce},
      {"reduce-scatter", reduce_scatter},
      {"reduce-scatter-block", reduce_scatter_block},
      {"scan", scan},
      {"exscan", exscan},
      {"ordered-operation", ordered_operation},
      {"kinds-of-numbers", kinds_of_numbers},
      {"many-at-once", many_at_once},
      {"neighbours", neighbours},
  };
  return run_mpi_parts(parts, COUNT_OF(parts), count, words);
}
