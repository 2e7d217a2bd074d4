/* Sets of CPU and node numbers, the kernel's lists of them (`0-3,8`), the affinity of threads, and their families. */
#include "vmpart.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

bool numbers_has(const struct numbers *set, unsigned number) {
  return number < MAX_NUMBER && (set->word[number / 64] >> (number % 64) & 1) != 0;
}

void numbers_set(struct numbers *set, unsigned number) {
  if (number < MAX_NUMBER) set->word[number / 64] |= (uint64_t)1 << (number % 64);
}

/* Digits at *AT; moves behind them. */
static bool take(const char **at, unsigned *out) {
  unsigned value = 0;
  const char *first = *at;
  while (**at >= '0' && **at <= '9') {
    value = 10 * value + (unsigned)(**at - '0');
    if (value >= MAX_NUMBER) return false;
    ++*at;
  }
  *out = value;
  return *at != first;
}

bool numbers_parse(const char *list, struct numbers *out) {
  memset(out, 0, sizeof *out);
  if (*list == '\0') return true;
  for (;;) {
    unsigned first, last;
    if (!take(&list, &first)) return false;
    last = first;
    if (*list == '-') {
      list++;
      if (!take(&list, &last) || last < first) return false;
    }
    for (unsigned number = first; number <= last; number++) numbers_set(out, number);
    if (*list == '\0') return true;
    if (*list++ != ',') return false;
  }
}

void numbers_format(const struct numbers *set, struct text *out) {
  const char *comma = "";
  for (unsigned number = 0; number < MAX_NUMBER; number++) {
    if (!numbers_has(set, number)) continue;
    unsigned last = number;
    while (numbers_has(set, last + 1)) last++;
    text_addf(out, "%s%u", comma, number);
    if (last > number) text_addf(out, "-%u", last);
    comma = ",";
    number = last;
  }
  if (*comma == '\0') text_add(out, "-", 1);
}

void numbers_join(struct numbers *set, const struct numbers *more) {
  for (size_t i = 0; i < MAX_NUMBER / 64; i++) set->word[i] |= more->word[i];
}

bool numbers_within(const struct numbers *set, const struct numbers *outer) {
  for (size_t i = 0; i < MAX_NUMBER / 64; i++)
    if ((set->word[i] & ~outer->word[i]) != 0) return false;
  return true;
}

bool numbers_equal(const struct numbers *a, const struct numbers *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

bool numbers_empty(const struct numbers *set) {
  static const struct numbers none;
  return numbers_equal(set, &none);
}

size_t numbers_count(const struct numbers *set) {
  size_t count = 0;
  for (size_t i = 0; i < MAX_NUMBER / 64; i++) count += (size_t)__builtin_popcountll(set->word[i]);
  return count;
}

/* By system call: the libraries' CPU sets end at 1024. */
bool affinity_get(pid_t thread, struct numbers *out) {
  memset(out, 0, sizeof *out);
  return syscall(SYS_sched_getaffinity, thread, sizeof out->word, out->word) >= 0;
}

bool affinity_set(pid_t thread, const struct numbers *set) {
  return syscall(SYS_sched_setaffinity, thread, sizeof set->word, set->word) == 0;
}

pid_t *threads_of(pid_t process, size_t *count) {
  char path[64];
  pid_t *threads = NULL;
  *count = 0;
  snprintf(path, sizeof path, "/proc/%d/task", (int)process);
  DIR *folder = opendir(path);
  if (folder == NULL) return NULL;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    uint64_t id;
    if (!parse_number(entry->d_name, &id)) continue;
    threads = grow(threads, *count, sizeof *threads);
    threads[(*count)++] = (pid_t)id;
  }
  closedir(folder);
  return threads;
}

bool children_of(pid_t process, pid_t thread, struct text *out) {
  char path[96];
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)process, (int)thread);
  return read_file(path, out);
}
