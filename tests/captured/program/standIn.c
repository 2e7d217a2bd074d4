/*
 * A stand-in for two programs of the NAS Parallel Benchmarks, which no distribution packages: it is started by their
 * names (is.S.x, ep.W.x), moves data as they do (IS: all to all; EP: one sum at the end), and prints its time in the lines
 * in which NPB prints it. It is none of them: its numbers say nothing about NPB.
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long long state;

static double uniform(void) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(state >> 11) / 9007199254740992.0;
}

/* Pairs in the unit circle among all; the part of one rank. */
static long pairs(long count) {
  long inside = 0;
  for (long i = 0; i < count; i++) {
    double x = uniform(), y = uniform();
    inside += x * x + y * y <= 1;
  }
  return inside;
}

/* Every rank sends a part of its numbers to every other; the sum stays the same. */
static int exchange(int ranks, int each, int times) {
  size_t size = (size_t)each * (size_t)ranks;
  int *out = calloc(size, sizeof *out), *in = calloc(size, sizeof *in);
  long before = 0, after = 0, mine = 0;
  for (size_t i = 0; i < size; i++) mine += out[i] = (int)(uniform() * 1000);
  MPI_Allreduce(&mine, &before, 1, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
  for (int i = 0; i < times; i++) {
    MPI_Alltoall(out, each, MPI_INT, in, each, MPI_INT, MPI_COMM_WORLD);
    int *kept = out;
    out = in;
    in = kept;
  }
  mine = 0;
  for (size_t i = 0; i < size; i++) mine += out[i];
  MPI_Allreduce(&mine, &after, 1, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
  return before == after;
}

int main(int count, char **arguments) {
  int rank, ranks;
  (void)count;
  MPI_Init(NULL, NULL);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const char *slash = strrchr(arguments[0], '/'), *name = slash == NULL ? arguments[0] : slash + 1;
  int sort = strncmp(name, "is", 2) == 0, large = strncmp(name + 2, ".W", 2) == 0;
  state = 20 + (unsigned long long)rank;
  MPI_Barrier(MPI_COMM_WORLD);
  double began = MPI_Wtime();
  int fine;
  if (sort) fine = exchange(ranks, 8192 * (large ? 4 : 1), 8);
  else {
    long all, wanted = (large ? 16 : 4) * 1000000L / ranks, inside = pairs(wanted);
    MPI_Allreduce(&inside, &all, 1, MPI_LONG, MPI_SUM, MPI_COMM_WORLD);
    double pi = 4.0 * (double)all / (double)(wanted * ranks);
    fine = pi > 3.13 && pi < 3.15;
  }
  double seconds = MPI_Wtime() - began;
  if (rank == 0) {
    printf(" Stand-in for NPB, not NPB\n\n %s Benchmark Completed\n", sort ? "IS" : "EP");
    printf(" Class           = %24s\n Time in seconds = %24.6f\n", large ? "W" : "S", seconds);
    printf(" Total processes = %24d\n Verification    = %24s\n", ranks, fine ? "SUCCESSFUL" : "UNSUCCESSFUL");
  }
  MPI_Finalize();
  return fine ? 0 : 1;
}
