/*
 * Many communicators: made, used, freed, again and again, and many at a time. A message in one must never be taken for
 * that of another.
 */
#include "mpi_check.h"

#define ALL MPI_COMM_WORLD

/* The same tag in every communicator: only the communicator tells the messages apart. */
enum { TAG = 4 };

static void say(MPI_Comm among, int word) {
  int count, own, found;
  MPI_Comm_size(among, &count);
  MPI_Comm_rank(among, &own);
  MPI_Sendrecv(&word, 1, MPI_INT, (own + 1) % count, TAG, &found, 1, MPI_INT, (own + count - 1) % count, TAG, among,
               MPI_STATUS_IGNORE);
  expect_number(found, word, "a word in a communicator");
  MPI_Allreduce(&word, &found, 1, MPI_INT, MPI_SUM, among);
  expect_number(found, (long long)word * count, "the sum of a communicator");
}

static void again_and_again(void) {
  for (int round = 0; round < 200; round++) {
    MPI_Comm same, half;
    MPI_Comm_dup(ALL, &same);
    say(same, round);
    MPI_Comm_split(same, rank % 2, -rank, &half);
    say(half, 1000 + 2 * round + rank % 2);
    MPI_Comm_free(&half);
    MPI_Comm_free(&same);
  }
}

enum { AT_ONCE = 60 };

/* Words are sent in all of them and received from the last to the first. */
static void many_at_once(void) {
  MPI_Comm made[AT_ONCE];
  MPI_Request sent[AT_ONCE];
  int words[AT_ONCE], found;
  for (int at = 0; at < AT_ONCE; at++) MPI_Comm_dup(at == 0 ? ALL : made[at - 1], &made[at]);
  for (int at = 0; at < AT_ONCE; at++) {
    words[at] = rank * AT_ONCE + at;
    MPI_Isend(&words[at], 1, MPI_INT, (rank + 1) % ranks, TAG, made[at], &sent[at]);
  }
  for (int at = AT_ONCE; at-- > 0;) {
    int from = (rank + ranks - 1) % ranks;
    MPI_Recv(&found, 1, MPI_INT, from, TAG, made[at], MPI_STATUS_IGNORE);
    expect_number(found, from * AT_ONCE + at, "a word among many communicators");
  }
  MPI_Waitall(AT_ONCE, sent, MPI_STATUSES_IGNORE);
  for (int at = 0; at < AT_ONCE; at++) MPI_Comm_free(&made[at]);
}

/* Only those make it that are in it. */
static void of_groups(void) {
  MPI_Group world, first;
  int range[1][3] = {{0, (ranks - 1) / 2, 1}};
  MPI_Comm_group(ALL, &world);
  MPI_Group_range_incl(world, 1, range, &first);
  for (int round = 0; round < 20 && rank <= (ranks - 1) / 2; round++) {
    MPI_Comm made;
    MPI_Comm_create_group(ALL, first, round, &made);
    say(made, round);
    MPI_Comm_free(&made);
  }
  MPI_Group_free(&first);
  MPI_Group_free(&world);
}

/* Two groups that talk to each other, then become one. */
static void between_groups(void) {
  if (ranks < 2) return;
  MPI_Comm half, between, merged;
  int is_odd = rank % 2, word = rank, found = -1, count;
  MPI_Comm_split(ALL, is_odd, rank, &half);
  MPI_Intercomm_create(half, 0, ALL, 1 - is_odd, 11, &between);
  MPI_Allreduce(&word, &found, 1, MPI_INT, MPI_MAX, between);
  expect_number(found, ranks - 1 - (ranks - 1 - (1 - is_odd)) % 2, "the largest rank of the other group");
  MPI_Intercomm_merge(between, is_odd, &merged);
  MPI_Comm_size(merged, &count);
  expect_number(count, ranks, "the ranks of both groups");
  say(merged, 77);
  MPI_Comm_free(&merged), MPI_Comm_free(&between), MPI_Comm_free(&half);
}

static void made_meanwhile(void) {
  enum { MEANWHILE = 8 };
  MPI_Comm made[MEANWHILE];
  MPI_Request begun[MEANWHILE];
  for (int at = 0; at < MEANWHILE; at++) MPI_Comm_idup(ALL, &made[at], &begun[at]);
  say(ALL, 5);
  MPI_Waitall(MEANWHILE, begun, MPI_STATUSES_IGNORE);
  for (int at = 0; at < MEANWHILE; at++) {
    say(made[at], at);
    MPI_Comm_free(&made[at]);
  }
}

/* One communicator a pair of ranks. */
static void pairs(void) {
  for (int distance = 1; distance < ranks; distance++) {
    MPI_Comm pair;
    int colour = (rank / distance) % 2 == 0 ? rank : rank - distance;
    MPI_Comm_split(ALL, colour, rank, &pair);
    say(pair, colour);
    MPI_Comm_free(&pair);
  }
}

int main(int count, char **words) {
  static const struct part parts[] = {
      {"again-and-again", again_and_again}, {"many-communicators", many_at_once}, {"of-groups", of_groups},
      {"between-groups", between_groups},   {"made-meanwhile", made_meanwhile},   {"pairs", pairs},
  };
  return run_mpi_parts(parts, COUNT_OF(parts), count, words);
}
