/*
 * forever [SECONDS]: ranks talk to each other, each to the next and all together, until they are ended, or for so long.
 * Says `running` when the first words have come.
 */
#include "mpi_check.h"

enum { BYTES = 20000 };

int main(int count, char **words) {
  static unsigned char out[BYTES], in[BYTES];
  MPI_Init(&count, &words);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  double began = MPI_Wtime(), seconds = count > 1 ? atof(words[1]) : 1e9;
  int goes_on = 1;
  for (size_t round = 0; goes_on; round++) {
    int to = (rank + 1) % ranks, from = (rank + ranks - 1) % ranks;
    fill(out, BYTES, seed_of(rank, to, round));
    MPI_Sendrecv(out, BYTES, MPI_BYTE, to, 1, in, BYTES, MPI_BYTE, from, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    expect_bytes(in, BYTES, seed_of(from, rank, round), "a message");
    goes_on = MPI_Wtime() - began < seconds;
    MPI_Bcast(&goes_on, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (rank == 0 && round == 0) printf("running\n"), fflush(stdout);
  }
  if (rank == 0) printf("ok forever\n");
  MPI_Finalize();
  return 0;
}
