/* Four neighbours in a grid of ranks: each step averages an array into another one, sends its edges, and adds up a sum.
 * stencil COLUMNS ROWS STEPS, of one rank; edges are rows and columns of as many doubles. The time is that of the steps. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

static int neighbour(const int *at, const int *extent, int side, int by) {
  int to[2] = {at[0], at[1]};
  to[side] += by;
  if (to[side] < 0 || to[side] >= extent[side]) return MPI_PROC_NULL;
  return to[1] * extent[0] + to[0];
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank, ranks, extent[2] = {0, 0};
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  MPI_Dims_create(ranks, 2, extent);
  if (argc != 4) MPI_Abort(MPI_COMM_WORLD, 2);
  const int columns = atoi(argv[1]), rows = atoi(argv[2]), steps = atoi(argv[3]);
  const int at[2] = {rank % extent[0], rank / extent[0]};
  const size_t cells = (size_t)columns * rows;
  const int longest = columns > rows ? columns : rows;
  double *from = malloc(cells * sizeof *from), *to = malloc(cells * sizeof *to);
  double *out = calloc((size_t)longest, sizeof *out), *in = calloc((size_t)longest, sizeof *in);
  if (!from || !to || !out || !in) MPI_Abort(MPI_COMM_WORLD, 3);
  for (size_t i = 0; i < cells; i++) from[i] = to[i] = (double)(i % 7) + rank;

  double sum = 0;
  MPI_Barrier(MPI_COMM_WORLD);
  const double began = MPI_Wtime();
  for (int step = 0; step < steps; step++) {
    for (int side = 0; side < 2; side++) {
      const int length = side == 0 ? rows : columns;
      for (int by = -1; by <= 1; by += 2) {
        for (int i = 0; i < length; i++)
          out[i] = side == 0 ? from[(size_t)i * columns + (by < 0 ? 0 : columns - 1)]
                             : from[(by < 0 ? 0 : (size_t)(rows - 1) * columns) + i];
        MPI_Sendrecv(out, length, MPI_DOUBLE, neighbour(at, extent, side, by), 1, in, length, MPI_DOUBLE,
                     neighbour(at, extent, side, -by), 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      }
    }
    double own = 0;
    for (int row = 1; row < rows - 1; row++)
      for (int column = 1; column < columns - 1; column++) {
        const size_t i = (size_t)row * columns + column;
        to[i] = 0.25 * (from[i - 1] + from[i + 1] + from[i - columns] + from[i + columns]);
        own += to[i];
      }
    MPI_Allreduce(&own, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    double *other = from;
    from = to;
    to = other;
  }
  const double seconds = MPI_Wtime() - began;
  if (rank == 0) printf("sum %.17g\ntime %.6f s\n", sum, seconds);
  MPI_Finalize();
  return 0;
}
