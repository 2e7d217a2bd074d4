/*
 * A program of one's own over a region: a rod whose ends are kept at 1 and 0, divided among ranks, is relaxed until it
 * changes no more. Each rank owns a part of the rod and reads its neighbours' edges where they lie, in other VMs too:
 * there are no messages. Prints the steps that it took and how far the rod is from a straight line.
 *
 *   relax [CELLS [RANK RANKS]]
 *
 * RANK and RANKS come from a launcher where they are not given: any that starts a program several times will do.
 * docs/shared-memory.md says how it is compiled and started.
 */
#include "vmpart_shared.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Behind it lie two rods: one is read, the other written. */
struct shared {
  double change[2];
  double cell[];
};

static int from_environment(const char *const *names) {
  for (; *names != NULL; names++)
    if (getenv(*names) != NULL) return atoi(getenv(*names));
  return -1;
}

static int fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, vmpart_problem());
  return 1;
}

/* The most that a cell of FIRST to LAST has changed. */
static double relax(const double *old, double *new, long first, long last) {
  double most = 0;
  for (long i = first; i < last; i++) {
    new[i] = (old[i - 1] + old[i + 1]) / 2;
    most = fmax(most, fabs(new[i] - old[i]));
  }
  return most;
}

int main(int count, char **arguments) {
  static const char *const rank_names[] = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID", NULL};
  static const char *const size_names[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS", NULL};
  long cells = count > 1 ? atol(arguments[1]) : 1000;
  int rank = count > 3 ? atoi(arguments[2]) : from_environment(rank_names);
  int ranks = count > 3 ? atoi(arguments[3]) : from_environment(size_names);
  if (cells < 1 || rank < 0 || ranks < 1) return fprintf(stderr, "usage: relax [CELLS [RANK RANKS]]\n"), 2;

  if (vmpart_attach(NULL, NULL) != 0) return fail("cannot attach");
  size_t bytes = sizeof(struct shared) + 2 * (size_t)(cells + 2) * sizeof(double);
  struct shared *shared = vmpart_map("rod", bytes, NULL);
  if (shared == NULL) return fail("no rod");
  double *rod[2] = {shared->cell, shared->cell + cells + 2};
  if (rank == 0) rod[0][0] = rod[1][0] = 1;
  if (vmpart_barrier("made", (unsigned)ranks) != 0) return fail("cannot begin");

  long first = 1 + cells * rank / ranks, last = 1 + cells * (rank + 1) / ranks, step = 0;
  double change;
  do {
    double own = relax(rod[step % 2], rod[(step + 1) % 2], first, last);
    if (vmpart_lock("change") < 0) return fail("cannot tell the change");
    shared->change[step % 2] = fmax(shared->change[step % 2], own);
    vmpart_unlock("change");
    if (vmpart_barrier("relaxed", (unsigned)ranks) != 0) return fail("a rank is missing");
    change = shared->change[step % 2];
    if (rank == 0) shared->change[(step + 1) % 2] = 0;
    if (vmpart_barrier("seen", (unsigned)ranks) != 0) return fail("a rank is missing");
    vmpart_sent(2 * sizeof(double));
    step++;
  } while (change > 1e-9);

  double off = 0;
  for (long i = first; i < last; i++) off = fmax(off, fabs(rod[step % 2][i] - 1 + (double)i / (double)(cells + 1)));
  if (rank == 0) printf("%ld steps, at most %.6f off\n", step, off);
  if (vmpart_barrier("done", (unsigned)ranks) != 0) return fail("a rank is missing");
  if (rank == 0) vmpart_remove("rod");
  return vmpart_unmap(shared, bytes) == 0 ? 0 : fail("cannot unmap");
}
