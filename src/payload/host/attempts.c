/* `hash` and `attempts`: what a client asks about attempts that it has, or has not, a copy of. */
#include "vmpart.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FNV-1a, 64 bits (draft-eastlake-fnv): tells copies that went apart, protects against no one. */
static uint64_t hash_bytes(uint64_t hash, const unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
  return hash;
}

int verb_hash(int count, char **arguments) {
  uint64_t limit = UINT64_MAX, done = 0, hash = 0xcbf29ce484222325ULL;
  if (count < 1 || count > 2 || (count == 2 && !parse_number(arguments[1], &limit)))
    fatal(EXIT_USAGE, "usage: vmpart-host hash FILE [BYTES]");
  int fd = open(arguments[0], O_RDONLY | O_CLOEXEC);
  if (fd < 0) system_error("hash: cannot open %s", arguments[0]);
  unsigned char buffer[65536];
  while (done < limit) {
    size_t want = limit - done < sizeof buffer ? (size_t)(limit - done) : sizeof buffer;
    ssize_t got = read(fd, buffer, want);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) system_error("hash: cannot read %s", arguments[0]);
    if (got == 0) break;
    hash = hash_bytes(hash, buffer, (size_t)got);
    done += (uint64_t)got;
  }
  if (count == 2 && done < limit)
    fatal(EXIT_NO, "hash: %s has only %llu bytes", arguments[0], (unsigned long long)done);
  printf("%016llx\n", (unsigned long long)hash);
  return EXIT_FINE;
}

/* Name of the last event that can be read, as a JSON string; the empty one when there is none. */
static void add_last_event(struct text *out, const struct text *journal) {
  struct json line, event;
  for (size_t end = journal->size; end > 0;) {
    size_t first = end - 1;
    while (first > 0 && journal->data[first - 1] != '\n') first--;
    if (json_parse(journal->data + first, end - first, &line) && json_member(line, "event", &event) &&
        *event.at == '"') {
      json_compact(out, event);
      return;
    }
    end = first;
  }
  text_add(out, "\"\"", 2);
}

/* The journal's end is enough for its last event. */
static uint64_t read_end(const char *path, struct text *out) {
  struct stat status;
  char buffer[65536];
  text_add(out, "", 0);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  if (fstat(fd, &status) != 0) status.st_size = 0;
  off_t from = status.st_size > (off_t)sizeof buffer ? status.st_size - (off_t)sizeof buffer : 0;
  ssize_t got = pread(fd, buffer, sizeof buffer, from);
  if (got > 0) text_add(out, buffer, (size_t)got);
  close(fd);
  return (uint64_t)status.st_size;
}

static void print_attempt(const char *dir, const char *name) {
  char *folder = join_path(dir, name), *journal = join_path(folder, "journal.jsonl"), *lock = join_path(folder, "lock");
  struct text end = {0}, line = {0};
  struct stat status;
  if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode)) {
    uint64_t bytes = read_end(journal, &end);
    text_add(&line, "{\"name\":", 8);
    json_quote(&line, name, strlen(name));
    text_addf(&line, ",\"alive\":%s,\"lastEvent\":", lock_held(lock) ? "true" : "false");
    add_last_event(&line, &end);
    text_addf(&line, ",\"bytes\":%llu}", (unsigned long long)bytes);
    puts(line.data);
  }
  text_free(&line);
  text_free(&end);
  free(folder);
  free(journal);
  free(lock);
}

static int not_hidden(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static int by_bytes(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

int verb_attempts(int count, char **arguments) {
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host attempts DIR");
  struct dirent **entries = NULL;
  int found = scandir(arguments[0], &entries, not_hidden, by_bytes);
  if (found < 0 && errno == ENOENT) return EXIT_FINE;
  if (found < 0) system_error("attempts: cannot open the folder %s", arguments[0]);
  for (int i = 0; i < found; i++) {
    print_attempt(arguments[0], entries[i]->d_name);
    free(entries[i]);
  }
  free(entries);
  return EXIT_FINE;
}
