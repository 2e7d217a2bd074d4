/*
 * All ranks but the first send to it, which never receives: what has come is kept for it until there is no more memory in
 * the region. Says `running` when the first message has come.
 */
#include "mpi_check.h"

enum { BYTES = 4000 };

int main(int count, char **words) {
  static unsigned char out[BYTES];
  MPI_Request request;
  int found;
  MPI_Init(&count, &words);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (rank == 0) {
    MPI_Probe(MPI_ANY_SOURCE, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    printf("running\n");
    fflush(stdout);
  }
  for (;;) {
    if (rank == 0) MPI_Iprobe(MPI_ANY_SOURCE, 2, MPI_COMM_WORLD, &found, MPI_STATUS_IGNORE);
    else {
      MPI_Isend(out, BYTES, MPI_BYTE, 0, 1, MPI_COMM_WORLD, &request);
      MPI_Wait(&request, MPI_STATUS_IGNORE);
    }
  }
}
