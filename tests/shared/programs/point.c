/*
 * Messages between two ranks: all sizes by each way of sending, wildcards, probes, floods of messages that nobody
 * waits for yet, and parts of memory that do not lie side by side.
 */
#include "mpi_check.h"

#include <stddef.h>

static unsigned char *out, *in;

static void buffers(void) {
  if (out != NULL) return;
  out = memory(BIGGEST + 1);
  in = memory(BIGGEST + 1);
}

static int behind(int distance) { return (rank + distance) % ranks; }

static int before(int distance) { return (rank - distance + ranks) % ranks; }

/* The byte behind a message must stay as it was. */
static void expect_message(int from, size_t bytes, const char *what) {
  expect_bytes(in, bytes, seed_of(from, rank, bytes), what);
  if (in[bytes] != 0xA5) fail("%s of %zu bytes from rank %d: the byte behind it was written", what, bytes, from);
}

/* Every rank sends to another and receives from one, so that large messages go both ways at once. */
static void exchange(int distance, size_t bytes) {
  int to = behind(distance), from = before(distance), count;
  MPI_Status status;
  fill(out, bytes, seed_of(rank, to, bytes));
  in[bytes] = 0xA5;
  MPI_Sendrecv(out, (int)bytes, MPI_BYTE, to, 5, in, (int)bytes, MPI_BYTE, from, 5, MPI_COMM_WORLD, &status);
  MPI_Get_count(&status, MPI_BYTE, &count);
  expect_number(count, (long long)bytes, "the count of a message");
  expect_number(status.MPI_SOURCE, from, "the source of a message");
  expect_message(from, bytes, "sendrecv");
}

static void all_sizes(void) {
  buffers();
  size_t bytes = 0;
  do {
    exchange(1, bytes);
    if (ranks > 2) exchange(ranks / 2, bytes);
  } while (next_size(&bytes, most_bytes()));
}

enum way { STANDARD, SYNCHRONOUS, BUFFERED, LATER };

static void send_by(enum way way, int to, size_t bytes) {
  MPI_Request request = MPI_REQUEST_NULL;
  fill(out, bytes, seed_of(rank, to, bytes));
  if (way == STANDARD) MPI_Send(out, (int)bytes, MPI_BYTE, to, way, MPI_COMM_WORLD);
  if (way == SYNCHRONOUS) MPI_Ssend(out, (int)bytes, MPI_BYTE, to, way, MPI_COMM_WORLD);
  if (way == BUFFERED) MPI_Bsend(out, (int)bytes, MPI_BYTE, to, way, MPI_COMM_WORLD);
  if (way == LATER) MPI_Isend(out, (int)bytes, MPI_BYTE, to, way, MPI_COMM_WORLD, &request);
  MPI_Wait(&request, MPI_STATUS_IGNORE);
}

static void receive_by(enum way way, int from, size_t bytes) {
  MPI_Request request;
  in[bytes] = 0xA5;
  MPI_Irecv(in, (int)bytes, MPI_BYTE, from, way, MPI_COMM_WORLD, &request);
  for (int done = 0; !done;) MPI_Test(&request, &done, MPI_STATUS_IGNORE);
  expect_message(from, bytes, "a message");
}

/* Even ranks send first. An odd one at the end talks to nobody. */
static void each_way(void) {
  static const size_t sizes[] = {0, 1, 63, 1024, 8193, 65536, 300001, MIB};
  int size = 2 * MIB;
  void *attached = memory((size_t)size + MPI_BSEND_OVERHEAD);
  int other = rank ^ 1;
  buffers();
  MPI_Buffer_attach(attached, size + MPI_BSEND_OVERHEAD);
  for (size_t at = 0; at < COUNT_OF(sizes) && other < ranks; at++)
    for (enum way way = STANDARD; way <= LATER; way++) {
      if (sizes[at] > most_bytes()) continue;
      if (rank % 2 == 0) send_by(way, other, sizes[at]);
      receive_by(way, other, sizes[at]);
      if (rank % 2 == 1) send_by(way, other, sizes[at]);
    }
  MPI_Buffer_detach(&attached, &size);
  free(attached);
}

enum { WILD_MESSAGES = 200, WILD_MOST = 40000, TAGS = 7 };

static size_t wild_size(int from, int number) { return (size_t)((from * 977 + number * number * 31) % WILD_MOST); }

/* Rank 0 takes what comes. Messages of one rank with one tag must come in their order. */
static void wildcards(void) {
  buffers();
  if (rank != 0) {
    for (int number = 0; number < WILD_MESSAGES; number++) {
      size_t bytes = wild_size(rank, number);
      fill(out, bytes, seed_of(rank, 0, (size_t)number));
      MPI_Send(out, (int)bytes, MPI_BYTE, 0, number % TAGS, MPI_COMM_WORLD);
    }
    return;
  }
  int *next = memory((size_t)(ranks * TAGS) * sizeof *next);
  for (int at = 0; at < ranks * TAGS; at++) next[at] = at % TAGS;
  for (int got = 0; got < WILD_MESSAGES * (ranks - 1); got++) {
    MPI_Status status;
    int count;
    MPI_Recv(in, BIGGEST, MPI_BYTE, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
    MPI_Get_count(&status, MPI_BYTE, &count);
    int *number = &next[status.MPI_SOURCE * TAGS + status.MPI_TAG];
    expect_number(count, (long long)wild_size(status.MPI_SOURCE, *number), "the size of the next message of a rank");
    expect_bytes(in, (size_t)count, seed_of(status.MPI_SOURCE, 0, (size_t)*number), "a message from anywhere");
    *number += TAGS;
  }
  free(next);
}

/* A message that was matched by a probe is received by nobody else. */
static void probes(void) {
  buffers();
  size_t bytes = 0;
  for (int number = 0; next_size(&bytes, most_bytes() < MIB ? most_bytes() : MIB); number++) {
    MPI_Request request;
    MPI_Message message;
    MPI_Status status;
    int count, found = 0, to = behind(1);
    fill(out, bytes, seed_of(rank, to, bytes));
    MPI_Isend(out, (int)bytes, MPI_BYTE, to, number, MPI_COMM_WORLD, &request);
    if (number % 2 == 0) MPI_Mprobe(MPI_ANY_SOURCE, number, MPI_COMM_WORLD, &message, &status);
    else
      while (!found) MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &found, &message, &status);
    MPI_Get_count(&status, MPI_BYTE, &count);
    expect_number(count, (long long)bytes, "the count that a probe tells");
    in[bytes] = 0xA5;
    MPI_Mrecv(in, count, MPI_BYTE, &message, &status);
    expect_message(before(1), bytes, "a probed message");
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    meet();
  }
}

enum { FLOOD = 4000, FLOOD_MOST = 512, LARGE = 24, LARGE_BYTES = 200000 };

static size_t flood_size(int number) { return number < FLOOD ? (size_t)(number * 37 % FLOOD_MOST) : LARGE_BYTES; }

/*
 * All send thousands of messages before anybody receives one: they pile up at the receiver, or wait at the sender.
 * They are then received from the last to the first.
 */
static void flood(void) {
  int all = FLOOD + LARGE, to = behind(1), from = before(1);
  MPI_Request *requests = memory((size_t)all * sizeof *requests);
  unsigned char *sent = memory((size_t)FLOOD * FLOOD_MOST + (size_t)LARGE * LARGE_BYTES), *at = sent;
  buffers();
  for (int number = 0; number < all; number++) {
    size_t bytes = flood_size(number);
    fill(at, bytes, seed_of(rank, to, (size_t)number));
    MPI_Isend(at, (int)bytes, MPI_BYTE, to, number, MPI_COMM_WORLD, &requests[number]);
    at += bytes;
  }
  meet();
  for (int number = all; number-- > 0;) {
    size_t bytes = flood_size(number);
    MPI_Recv(in, (int)bytes, MPI_BYTE, from, number, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    expect_bytes(in, bytes, seed_of(from, rank, (size_t)number), "a message of a flood");
  }
  MPI_Waitall(all, requests, MPI_STATUSES_IGNORE);
  free(sent);
  free(requests);
}

enum { ROWS = 300, COLUMNS = 200 };

/* A column of a matrix goes out and comes in as a row; the other columns stay as they were. */
static void columns(void) {
  static int matrix[ROWS][COLUMNS], row[ROWS];
  MPI_Datatype column;
  MPI_Type_vector(ROWS, 1, COLUMNS, MPI_INT, &column);
  MPI_Type_commit(&column);
  for (int y = 0; y < ROWS; y++)
    for (int x = 0; x < COLUMNS; x++) matrix[y][x] = rank * 1000000 + y * COLUMNS + x;
  for (int x = 0; x < COLUMNS; x += 13) {
    MPI_Sendrecv(&matrix[0][x], 1, column, behind(1), x, row, ROWS, MPI_INT, before(1), x, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
    for (int y = 0; y < ROWS; y++) expect_number(row[y], before(1) * 1000000 + y * COLUMNS + x, "a number of a column");
  }
  MPI_Type_free(&column);
}

struct mixed {
  char letter;
  double number;
  short numbers[3];
};

/* Structures with holes, every second one left out, and a block out of the middle of a matrix. */
static void structures(void) {
  struct mixed sent[64], found[64];
  int lengths[] = {1, 1, 3};
  MPI_Aint places[] = {offsetof(struct mixed, letter), offsetof(struct mixed, number), offsetof(struct mixed, numbers)};
  MPI_Datatype types[] = {MPI_CHAR, MPI_DOUBLE, MPI_SHORT}, one, spaced;
  MPI_Type_create_struct(3, lengths, places, types, &one);
  MPI_Type_create_resized(one, 0, 2 * sizeof(struct mixed), &spaced);
  MPI_Type_commit(&spaced);
  memset(found, 0, sizeof found);
  for (int at = 0; at < 64; at++)
    sent[at] = (struct mixed){(char)at, rank + at / 64.0, {(short)rank, (short)at, (short)(rank * at)}};
  MPI_Sendrecv(sent, 32, spaced, behind(1), 1, found, 32, spaced, before(1), 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  for (int at = 0; at < 64; at++) {
    int is_sent = at % 2 == 0;
    if (found[at].number != (is_sent ? before(1) + at / 64.0 : 0)) fail("the number of structure %d is wrong", at);
    expect_number(found[at].numbers[2], is_sent ? (short)(before(1) * at) : 0, "the last number of a structure");
  }
  MPI_Type_free(&spaced);
  MPI_Type_free(&one);
}

static void blocks(void) {
  static unsigned char cube[64][64][64];
  int whole[] = {64, 64, 64}, part[] = {20, 30, 40}, from[] = {7, 11, 13};
  MPI_Datatype block;
  MPI_Type_create_subarray(3, whole, part, from, MPI_ORDER_C, MPI_BYTE, &block);
  MPI_Type_commit(&block);
  memset(cube, rank + 1, sizeof cube);
  MPI_Sendrecv_replace(cube, 1, block, behind(1), 1, before(1), 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  for (int z = 0; z < 64; z++)
    for (int y = 0; y < 64; y++)
      for (int x = 0; x < 64; x++) {
        int is_inside = z >= 7 && z < 27 && y >= 11 && y < 41 && x >= 13 && x < 53;
        expect_number(cube[z][y][x], (is_inside ? before(1) : rank) + 1, "a byte of a block");
      }
  MPI_Type_free(&block);
}

int main(int count, char **words) {
  static const struct part parts[] = {
      {"sizes", all_sizes}, {"ways", each_way},     {"wildcards", wildcards},   {"probes", probes},
      {"flood", flood},     {"columns", columns}, {"structures", structures}, {"blocks", blocks},
  };
  return run_mpi_parts(parts, COUNT_OF(parts), count, words);
}
