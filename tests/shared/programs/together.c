/*
 * together: how long all ranks take for a barrier, for sums of all (8 B and 64 KiB) and for messages from each to each
 * (1 KiB and 64 KiB), as lines `NAME MICROSECONDS`. Each is first done untimed.
 */
#include "mpi_check.h"

enum { LARGEST = 65536 };

static char *out, *in;

static void once(const char *name, int bytes) {
  if (strcmp(name, "barrier") == 0) MPI_Barrier(MPI_COMM_WORLD);
  if (strcmp(name, "allreduce") == 0) MPI_Allreduce(out, in, bytes / 8, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
  if (strcmp(name, "alltoall") == 0) MPI_Alltoall(out, bytes, MPI_CHAR, in, bytes, MPI_CHAR, MPI_COMM_WORLD);
}

static void measure(const char *name, int bytes) {
  int rounds = bytes > 8192 ? 400 : 5000;
  for (int round = 0; round < rounds / 10; round++) once(name, bytes);
  MPI_Barrier(MPI_COMM_WORLD);
  double began = MPI_Wtime();
  for (int round = 0; round < rounds; round++) once(name, bytes);
  double own = (MPI_Wtime() - began) / rounds, most;
  MPI_Reduce(&own, &most, 1, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
  if (rank == 0) printf("%s@%d %.3f\n", name, bytes, most * 1e6);
}

int main(int count, char **words) {
  MPI_Init(&count, &words);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  out = memory((size_t)ranks * LARGEST);
  in = memory((size_t)ranks * LARGEST);
  memset(out, 1, (size_t)ranks * LARGEST);
  measure("barrier", 0);
  measure("allreduce", 8);
  measure("allreduce", LARGEST);
  measure("alltoall", 1024);
  measure("alltoall", LARGEST);
  MPI_Finalize();
  return 0;
}
