/*
 * pairs latency | bandwidth [FIRST-BYTES LAST-BYTES]: how fast ranks talk when all of them do at once.
 *
 * Rank i of the first half talks to rank i + n/2, so that with as many ranks in each VM all pairs lie between VMs. Sizes
 * are the powers of two from FIRST to LAST (8 to 1 MiB). `latency`: half the time of a message there and back, the mean of
 * all pairs in microseconds. `bandwidth`: each sends 64 messages in a row and gets a word when all have come; the bytes of
 * all pairs in a second (MB: 10^6), and their messages. Each size is first done untimed. Output is as the OSU
 * micro-benchmarks print theirs; the code is this project's own. One word of each message is looked at. The last line tells
 * how long rank 0 has taken for all timed messages: without it a run did not come to its end.
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 64, LARGE = 8192, MOST = 64 << 20 };

static int rank, ranks, pairs, peer, is_sender;
static char *out, *in;
static double timed_seconds;

static void refuse(const char *why) {
  if (rank == 0) fprintf(stderr, "pairs: %s\nusage: pairs latency | bandwidth [FIRST-BYTES LAST-BYTES]\n", why);
  MPI_Finalize();
  exit(2);
}

static void wrong(size_t bytes) {
  fprintf(stderr, "pairs: rank %d got a wrong message of %zu bytes from rank %d\n", rank, bytes, peer);
  MPI_Abort(MPI_COMM_WORLD, 1);
}

static void mark(char *message, size_t bytes, int round) {
  if (bytes >= sizeof round) memcpy(message + bytes - sizeof round, &round, sizeof round);
}

static void expect_mark(const char *message, size_t bytes, int round) {
  int found;
  if (bytes < sizeof found) return;
  memcpy(&found, message + bytes - sizeof found, sizeof found);
  if (found != round) wrong(bytes);
}

static void send(const char *message, size_t bytes) {
  MPI_Send(message, (int)bytes, MPI_CHAR, peer, 1, MPI_COMM_WORLD);
}

static void receive(char *message, size_t bytes) {
  MPI_Recv(message, (int)bytes, MPI_CHAR, peer, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void there_and_back(size_t bytes, int rounds) {
  for (int round = 0; round < rounds; round++) {
    mark(out, bytes, round);
    if (is_sender) send(out, bytes), receive(in, bytes);
    else receive(in, bytes), send(out, bytes);
    expect_mark(in, bytes, round);
  }
}

/* The last message of a window is looked at: all of them have the same place, as in programs that send in a row. */
static void in_a_row(size_t bytes, int rounds) {
  MPI_Request requests[WINDOW];
  MPI_Status states[WINDOW];
  char word = 0;
  for (int round = 0; round < rounds; round++) {
    mark(out, bytes, round);
    for (int at = 0; at < WINDOW; at++) {
      if (is_sender) MPI_Isend(out, (int)bytes, MPI_CHAR, peer, 1, MPI_COMM_WORLD, &requests[at]);
      else MPI_Irecv(in, (int)bytes, MPI_CHAR, peer, 1, MPI_COMM_WORLD, &requests[at]);
    }
    MPI_Waitall(WINDOW, requests, states);
    if (is_sender) receive(&word, 1);
    else expect_mark(in, bytes, round), send(&word, 1);
  }
}

/* Seconds that this rank took for so many rounds; all begin together. */
static double seconds_of(void (*way)(size_t, int), size_t bytes, int rounds) {
  MPI_Barrier(MPI_COMM_WORLD);
  double began = MPI_Wtime();
  if (peer >= 0) way(bytes, rounds);
  return MPI_Wtime() - began;
}

static double over_senders(double value, MPI_Op operation) {
  double own = is_sender ? value : 0, all = 0;
  MPI_Reduce(&own, &all, 1, MPI_DOUBLE, operation, 0, MPI_COMM_WORLD);
  return all;
}

static void latency_row(size_t bytes) {
  int rounds = bytes > LARGE ? 200 : 5000;
  seconds_of(there_and_back, bytes, rounds / 10);
  double seconds = seconds_of(there_and_back, bytes, rounds);
  timed_seconds += seconds;
  double mean = over_senders(seconds / (2.0 * rounds), MPI_SUM) / pairs;
  if (rank == 0) printf("%-10zu%18.2f\n", bytes, mean * 1e6);
}

static void bandwidth_row(size_t bytes) {
  int rounds = bytes > LARGE ? 20 : 200;
  seconds_of(in_a_row, bytes, rounds / 10);
  double seconds = over_senders(seconds_of(in_a_row, bytes, rounds), MPI_MAX);
  timed_seconds += seconds;
  double messages = (double)pairs * rounds * WINDOW / seconds;
  if (rank == 0) printf("%-10zu%18.2f%22.2f\n", bytes, messages * (double)bytes / 1e6, messages);
}

static void head(const char *title, const char *columns) {
  if (rank != 0) return;
  printf("# VM Partition Lab %s Test v1\n# [ pairs: %d ] [ window size: %d ]\n%s\n", title, pairs, WINDOW, columns);
}

int main(int count, char **words) {
  MPI_Init(&count, &words);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  pairs = ranks / 2;
  is_sender = rank < pairs;
  peer = rank >= 2 * pairs ? -1 : is_sender ? rank + pairs : rank - pairs;
  if (pairs == 0) refuse("there must be two ranks at least");
  if (count != 2 && count != 4) refuse("it takes one word, or that and two sizes");
  size_t first = count == 4 ? strtoull(words[2], NULL, 10) : 8, last = count == 4 ? strtoull(words[3], NULL, 10) : 1 << 20;
  if (first == 0 || last < first || last > MOST) refuse("sizes are from 1 to 64 MiB, the smaller one first");
  out = calloc(1, last);
  in = calloc(1, last);
  if (out == NULL || in == NULL) refuse("there is no memory for the messages");
  int is_latency = strcmp(words[1], "latency") == 0;
  if (is_latency) head("Pairs Latency", "# Size          Latency (us)");
  else if (strcmp(words[1], "bandwidth") == 0) head("Pairs Bandwidth", "# Size                MB/s            Messages/s");
  else refuse("it measures latency or bandwidth");
  for (size_t bytes = first; bytes <= last; bytes *= 2) {
    if (is_latency) latency_row(bytes);
    else bandwidth_row(bytes);
    fflush(stdout);
  }
  if (rank == 0) printf("# Timed messages took %.6f s\n", timed_seconds);
  free(out);
  free(in);
  MPI_Finalize();
  return 0;
}
