/*
 * The file of a reading of page tables: lines of text, and runs of frames as bytes.
 *
 *   vmpart-frames 1
 *   rank RANK
 *   page BYTES                 of the guest's pages
 *   at SECONDS                 the guest's time since boot
 *   seconds SECONDS            since the rank's start
 *   cost SECONDS               of its CPU, which the reading took
 *   thread SEEN LIST           of the next process: CPU where it was seen, CPUs on which it may run
 *   process PID BYTES          followed by so many bytes of runs, and a newline
 *   problem TEXT               instead: why it could not be read
 *   end
 *
 * A run is two numbers in LEB128 (DWARF standard, 7.6): frames left out since the last run, and frames in it. What is
 * sent to the host begins with a line `now SECONDS` in the guest's time, and has one such file after the other.
 */
#include "pages.h"

#include <stdlib.h>
#include <string.h>

static void add_number(struct text *out, uint64_t number) {
  do {
    uint8_t byte = number & 0x7f;
    number >>= 7;
    if (number != 0) byte |= 0x80;
    text_add(out, &byte, 1);
  } while (number != 0);
}

static bool take_number(const struct text *from, size_t *at, uint64_t *out) {
  *out = 0;
  for (unsigned shift = 0; shift < 64 && *at < from->size; shift += 7) {
    uint8_t byte = (uint8_t)from->data[(*at)++];
    *out |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

void runs_add(struct text *runs, uint64_t *end, uint64_t start, uint64_t count) {
  add_number(runs, start - *end);
  add_number(runs, count);
  *end = start + count;
}

bool runs_next(const struct text *runs, size_t *at, uint64_t *start, uint64_t *count) {
  uint64_t gap, end = *start + *count;
  if (!take_number(runs, at, &gap) || !take_number(runs, at, count)) return false;
  *start = end + gap;
  /* No machine has so much memory; sums stay far from overflow. */
  return *start < (uint64_t)1 << 48 && *count < (uint64_t)1 << 48;
}

/* ---- reading ---- */

struct reader {
  const char *at;
  const char *end;
  double now;
  double taken;
  struct frames_process next;
};

static bool take_seconds(const char *word, double *out) {
  char *end;
  *out = strtod(word, &end);
  return end != word && *end == '\0' && *out >= 0 && *out < 1e12;
}

static bool add_thread(struct frames_process *process, const char *seen, const char *list) {
  struct frames_thread thread;
  if (!parse_number(seen, &thread.seen) || !numbers_parse(list, &thread.allowed)) return false;
  process->thread = grow(process->thread, process->threads, sizeof thread);
  process->thread[process->threads++] = thread;
  return true;
}

/* The process that the lines before were about; its runs follow. */
static bool add_process(struct reader *reader, const char *size, struct frames *out) {
  uint64_t bytes;
  struct frames_process process = reader->next;
  if (!parse_number(size, &bytes) || bytes >= (uint64_t)(reader->end - reader->at) || process.page_bytes == 0) return false;
  process.age = reader->now > reader->taken ? reader->now - reader->taken : 0;
  text_add(&process.runs, reader->at, bytes);
  reader->at += bytes + 1;
  out->process = grow(out->process, out->processes, sizeof process);
  out->process[out->processes++] = process;
  reader->next.thread = NULL;
  reader->next.threads = 0;
  return true;
}

static bool take_page_bytes(const char *word, uint64_t *out) {
  return parse_number(word, out) && *out >= 4096 && *out <= 1 << 20 && (*out & (*out - 1)) == 0;
}

static bool take_words(struct reader *reader, char *name, char *first, char *second, struct frames *out) {
  double seconds;
  if (strcmp(name, "now") == 0) return take_seconds(first, &reader->now);
  if (strcmp(name, "vmpart-frames") == 0) {
    reader->next = (struct frames_process){0};
    return strcmp(first, "1") == 0;
  }
  if (strcmp(name, "rank") == 0) return parse_number(first, &reader->next.rank);
  if (strcmp(name, "page") == 0) return take_page_bytes(first, &reader->next.page_bytes);
  if (strcmp(name, "at") == 0) return take_seconds(first, &reader->taken);
  if (strcmp(name, "seconds") == 0) {
    if (!take_seconds(first, &seconds)) return false;
    if (seconds > out->seconds) out->seconds = seconds;
    return true;
  }
  if (strcmp(name, "cost") == 0) return take_seconds(first, &seconds);
  if (strcmp(name, "thread") == 0) return add_thread(&reader->next, first, second);
  return strcmp(name, "process") == 0 && add_process(reader, second, out);
}

static bool take_line(struct reader *reader, struct text *line, struct frames *out) {
  if (strcmp(line->data, "end") == 0) {
    out->ranks++;
    return true;
  }
  if (strncmp(line->data, "problem ", 8) == 0) {
    text_clear(&out->problem);
    text_add(&out->problem, line->data + 8, line->size - 8);
    return true;
  }
  char *rest = line->data, *name = strtok_r(rest, " ", &rest);
  char *first = strtok_r(rest, " ", &rest), *second = strtok_r(rest, " ", &rest);
  if (name == NULL || first == NULL) return false;
  return take_words(reader, name, first, second == NULL ? "" : second, out);
}

bool frames_load(const char *path, struct frames *out) {
  struct text file = {0}, line = {0};
  *out = (struct frames){0};
  text_add(&out->problem, "", 0);
  if (!read_file(path, &file)) system_error("cannot read %s", path);
  struct reader reader = {.at = file.data, .end = file.data + file.size};
  bool fine = true;
  while (fine && reader.at < reader.end) {
    const char *newline = memchr(reader.at, '\n', (size_t)(reader.end - reader.at));
    if (newline == NULL) return false;
    text_clear(&line);
    text_add(&line, reader.at, (size_t)(newline - reader.at));
    reader.at = newline + 1;
    fine = take_line(&reader, &line, out);
  }
  text_free(&line);
  text_free(&file);
  return fine && (out->ranks > 0 || out->problem.size > 0);
}
