/*
 * A program of somebody's own over vmpart_shared.h: sharedUser RANK RANKS ROUNDS. Ranks add up under a lock, meet at a
 * barrier, and rank 0 prints the sum, the guest, and what all read of each other.
 */
#include "../../../src/payload/shm/vmpart_shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct board {
  long sum;
  long of[64];
};

static int fail(void) {
  fprintf(stderr, "%s\n", vmpart_problem());
  return 1;
}

int main(int count, char **arguments) {
  int made;
  if (count != 4) return 2;
  int rank = atoi(arguments[1]), ranks = atoi(arguments[2]), rounds = atoi(arguments[3]);
  if (vmpart_attach(NULL, NULL) != 0) return fail();
  struct board *board = vmpart_map("board", sizeof *board, &made);
  if (board == NULL || vmpart_barrier("start", (unsigned)ranks) != 0) return fail();
  for (int i = 0; i < rounds; i++) {
    int taken = vmpart_lock("sum");
    if (taken < 0) return fail();
    board->sum += rank + 1;
    if (vmpart_unlock("sum") != 0) return fail();
  }
  board->of[rank] = rank * 10;
  vmpart_sent(sizeof *board);
  if (vmpart_barrier("end", (unsigned)ranks) != 0) return fail();
  for (int i = 0; i < ranks; i++)
    if (board->of[i] != i * 10) return 3;
  if (rank == 0) printf("%ld in guest %u\n", board->sum, vmpart_guest());
  vmpart_barrier("printed", (unsigned)ranks);
  if (rank == 0 && vmpart_remove("board") != 0) return fail();
  return vmpart_unmap(board, sizeof *board) == 0 ? 0 : fail();
}
