/* The beginning and the end of every suite of MPI programs. */
#ifndef MPI_CHECK_H
#define MPI_CHECK_H

#include "check.h"

#include <mpi.h>

static void stop_all(void) { MPI_Abort(MPI_COMM_WORLD, 1); }

static void meet(void) { MPI_Barrier(MPI_COMM_WORLD); }

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

static inline int run_mpi_parts(const struct part *parts, size_t count, int words, char **names) {
  MPI_Init(&words, &names);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  run_parts(parts, count, words, names, meet);
  MPI_Finalize();
  return 0;
}

/* What a message is, told apart from all others between the same two ranks. */
static inline uint32_t seed_of(int from, int to, size_t what) {
  return (uint32_t)(from * 7919 + to * 104729 + (int)(what % 65521) * 13 + 1);
}

#endif
