/*
 * What all suites have: contents that tell where they came from, and an end that says what was wrong.
 *
 * A suite is a list of parts, run in order by all ranks. Rank 0 prints `ok NAME` when every rank has done a part, or
 * `left out NAME: WHY`. What is wrong ends the whole job with one line on stderr: rank, part, sizes, first wrong byte.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MIB = 1 << 20, BIGGEST = 4 * MIB, LONGEST_REASON = 200 };

struct part {
  const char *name;
  void (*run)(void);
};

/* Of this process; set by the suite's own beginning. */
static int rank, ranks;
static const char *part_name = "start";
static char left_out[LONGEST_REASON];
/* Ends all ranks with an error. Each kind of program has its own way. */
static void stop_all(void);

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...) {
  char words[512];
  va_list list;
  va_start(list, format);
  vsnprintf(words, sizeof words, format, list);
  va_end(list);
  fprintf(stderr, "wrong: rank %d of %d, %s: %s\n", rank, ranks, part_name, words);
  fflush(stderr);
  stop_all();
  abort();
}

/* A byte of the message SEED at a place: blocks that are lost, doubled or exchanged show. */
static inline unsigned char byte_of(uint32_t seed, size_t at) {
  return (unsigned char)(seed * 151u + at + (at >> 8) * 29u + (at >> 16) * 101u);
}

static inline void fill(void *to, size_t bytes, uint32_t seed) {
  unsigned char *out = to;
  for (size_t at = 0; at < bytes; at++) out[at] = byte_of(seed, at);
}

static inline void expect_bytes(const void *found, size_t bytes, uint32_t seed, const char *what) {
  const unsigned char *in = found;
  for (size_t at = 0; at < bytes; at++)
    if (in[at] != byte_of(seed, at))
      fail("%s of %zu bytes: byte %zu is %u instead of %u", what, bytes, at, in[at], byte_of(seed, at));
}

static inline void expect_number(long long found, long long wanted, const char *what) {
  if (found != wanted) fail("%s is %lld instead of %lld", what, found, wanted);
}

static inline void *memory(size_t bytes) {
  void *made = malloc(bytes == 0 ? 1 : bytes);
  if (made == NULL) fail("no memory for %zu bytes", bytes);
  return made;
}

/* The sizes of messages: 0, then each power of two with its neighbours. SIZE follows in order; false behind the last. */
static inline int next_size(size_t *size, size_t most) {
  static const int steps[] = {-1, 0, 1};
  for (size_t power = 1; power <= most; power *= 2)
    for (int step = 0; step < 3; step++) {
      size_t candidate = power + (size_t)steps[step];
      if (candidate > *size && candidate <= most) {
        *size = candidate;
        return 1;
      }
    }
  return 0;
}

/* The most bytes of a message: `VMPART_MOST_BYTES` of the environment, or 4 MiB. */
static inline size_t most_bytes(void) {
  const char *asked = getenv("VMPART_MOST_BYTES");
  size_t most = asked == NULL ? BIGGEST : (size_t)strtoull(asked, NULL, 10);
  return most > BIGGEST ? BIGGEST : most;
}

/* Whether the part is among those that the command line names; all are when it names none. */
static inline int is_asked(const char *name, int count, char **words) {
  for (int at = 1; at < count; at++)
    if (strcmp(words[at], name) == 0) return 1;
  return count < 2;
}

__attribute__((format(printf, 1, 2))) static inline void leave_out(const char *format, ...) {
  va_list list;
  va_start(list, format);
  vsnprintf(left_out, sizeof left_out, format, list);
  va_end(list);
}

/* MEET waits for all ranks, so that a part that rank 0 calls done is done everywhere. */
static inline void run_parts(const struct part *parts, size_t count, int words, char **names, void (*meet)(void)) {
  for (size_t at = 0; at < count; at++) {
    if (!is_asked(parts[at].name, words, names)) continue;
    part_name = parts[at].name;
    left_out[0] = 0;
    parts[at].run();
    meet();
    if (rank != 0) continue;
    if (left_out[0] == 0) printf("ok %s\n", part_name);
    else printf("left out %s: %s\n", part_name, left_out);
    fflush(stdout);
  }
}

#endif
