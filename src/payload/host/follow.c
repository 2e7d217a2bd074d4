/*
 * `follow`: an attempt as a stream of frames. Raw output goes before the journal lines that speak of it, journal lines
 * go whole, and a frame at least every two seconds tells a live link from a dead one.
 */
#include "vmpart.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] = "follow DIR JOURNAL-OFFSET [RAWFILE=OFFSET]...";

enum { FRAME_BYTES = 1024 * 1024, MAX_NAME = 128 };
static const double heartbeat = 2, breath = 0.1;

/* A raw file and how much of it has been sent. */
struct raw {
  char name[MAX_NAME + 1];
  uint64_t sent;
  bool changed; /* told so by the watch and not looked at since */
};

struct attempt {
  char *journal;
  char *folder; /* of raw output */
  char *lock;
  uint64_t sent; /* of the journal */
  uint64_t stable; /* whole lines of the journal when it was last looked at */
  struct raw *raw;
  size_t raws;
  size_t last; /* the one that was asked for last */
  char *buffer;
  int watch; /* -1 without */
  int folder_watch; /* of the folder of raw output, -1 while it is not watched */
  bool look_at_all;
};

/* ---- names ---- */

/* `s0001.txt`: letters, digits, `_`, `-` and `.`, not hidden. */
static bool is_raw_name(const char *name) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  size_t size = strlen(name);
  return size > 4 && size <= MAX_NAME && *name != '.' && strspn(name, letters) == size &&
         strcmp(name + size - 4, ".txt") == 0;
}

/* Begins at the one of the last call: a file grows several times, and a folder is read in the same order each time. */
static struct raw *find_raw(struct attempt *attempt, const char *name) {
  for (size_t i = 0; i < attempt->raws; i++) {
    size_t at = (attempt->last + i) % attempt->raws;
    if (strcmp(attempt->raw[at].name, name) != 0) continue;
    attempt->last = at;
    return &attempt->raw[at];
  }
  attempt->raw = grow(attempt->raw, attempt->raws, sizeof *attempt->raw);
  attempt->last = attempt->raws++;
  struct raw *raw = &attempt->raw[attempt->last];
  *raw = (struct raw){0};
  strcpy(raw->name, name);
  return raw;
}

/* `s0001.txt=1234`; the journal's form `raw/s0001.txt` will do as well. */
static void take_offset(struct attempt *attempt, const char *argument) {
  const char *name = strncmp(argument, "raw/", 4) == 0 ? argument + 4 : argument;
  const char *equals = strchr(name, '=');
  char *copy = equals == NULL ? NULL : strndup(name, (size_t)(equals - name));
  uint64_t offset;
  if (copy == NULL || !is_raw_name(copy) || !parse_number(equals + 1, &offset))
    fatal(EXIT_USAGE, "follow: `%s` is not RAWFILE=OFFSET", argument);
  find_raw(attempt, copy)->sent = offset;
  free(copy);
}

/* ---- reading ---- */

/* A regular file, never through a link; -1 when it is none. */
static int open_file(const char *path, uint64_t *size) {
  struct stat status;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
    close(fd);
    return -1;
  }
  if (fd >= 0) *size = (uint64_t)status.st_size;
  return fd;
}

static size_t read_at(int fd, char *buffer, size_t size, uint64_t offset) {
  size_t done = 0;
  while (done < size) {
    ssize_t got = pread(fd, buffer + done, size - done, (off_t)(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += (size_t)got;
  }
  return done;
}

static void send_frame(const char *header, const char *data, size_t size) {
  struct text frame = {0};
  text_add(&frame, header, strlen(header));
  text_add(&frame, data, size);
  if (!write_all(STDOUT_FILENO, frame.data, frame.size, NULL)) system_error("follow: cannot write");
  text_free(&frame);
}

/* ---- raw output ---- */

static bool send_raw(struct attempt *attempt, struct raw *raw) {
  char *path = join_path(attempt->folder, raw->name);
  uint64_t size = 0;
  int fd = open_file(path, &size);
  bool any = false;
  if (fd >= 0 && size < raw->sent)
    fatal(EXIT_NO, "follow: %s has %llu bytes, fewer than the %llu that were sent", path, (unsigned long long)size,
          (unsigned long long)raw->sent);
  while (fd >= 0 && raw->sent < size) {
    uint64_t left = size - raw->sent;
    size_t got = read_at(fd, attempt->buffer, left < FRAME_BYTES ? (size_t)left : FRAME_BYTES, raw->sent);
    if (got == 0) break;
    char header[MAX_NAME + 64];
    snprintf(header, sizeof header, "R %s %llu %zu\n", raw->name, (unsigned long long)raw->sent, got);
    send_frame(header, attempt->buffer, got);
    raw->sent += got;
    any = true;
  }
  if (fd >= 0) close(fd);
  free(path);
  return any;
}

static void mark_all(struct attempt *attempt) {
  DIR *folder = opendir(attempt->folder);
  if (folder == NULL) return;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
    if (is_raw_name(entry->d_name)) find_raw(attempt, entry->d_name)->changed = true;
  closedir(folder);
}

/* There is a file for each session, thousands in the end, so that only those are looked at that may have grown. */
static bool send_raws(struct attempt *attempt) {
  bool any = false;
  if (attempt->look_at_all) mark_all(attempt);
  attempt->look_at_all = attempt->folder_watch < 0;
  for (size_t i = 0; i < attempt->raws; i++) {
    if (!attempt->raw[i].changed) continue;
    attempt->raw[i].changed = false;
    if (send_raw(attempt, &attempt->raw[i])) any = true;
  }
  return any;
}

/* Which files have changed since it was asked last. Told by the kernel before the write that changed one returns. */
static void take_changes(struct attempt *attempt) {
  char events[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
  ssize_t size;
  while (attempt->watch >= 0 && (size = read(attempt->watch, events, sizeof events)) > 0) {
    const struct inotify_event *event;
    for (char *at = events; at < events + size; at += sizeof *event + event->len) {
      event = (const struct inotify_event *)at;
      if ((event->mask & IN_Q_OVERFLOW) != 0) attempt->look_at_all = true;
      else if (event->len > 0 && event->wd == attempt->folder_watch && is_raw_name(event->name))
        find_raw(attempt, event->name)->changed = true;
    }
  }
}

/* ---- the journal ---- */

/* Size of the journal while no line is being added to it; the size known before when one is. */
static uint64_t settled_size(int fd, uint64_t known) {
  struct stat status;
  if (flock(fd, LOCK_SH | LOCK_NB) != 0) return known;
  bool fine = fstat(fd, &status) == 0;
  flock(fd, LOCK_UN);
  return fine ? (uint64_t)status.st_size : known;
}

/* Bytes from OFFSET that are whole lines, at most a frame; more only when the first line alone is longer. */
static size_t read_lines(int fd, struct text *out, uint64_t offset, uint64_t end) {
  text_clear(out);
  char *buffer = malloc(FRAME_BYTES);
  if (buffer == NULL) system_error("follow");
  char *newline = NULL;
  while (newline == NULL && offset + out->size < end) {
    uint64_t left = end - offset - out->size;
    size_t got = read_at(fd, buffer, left < FRAME_BYTES ? (size_t)left : FRAME_BYTES, offset + out->size);
    if (got == 0) break;
    text_add(out, buffer, got);
    newline = memrchr(out->data, '\n', out->size);
  }
  free(buffer);
  /* A long line goes alone. */
  if (newline != NULL && out->size > FRAME_BYTES) newline = memchr(out->data, '\n', out->size);
  return newline == NULL ? 0 : (size_t)(newline - out->data) + 1;
}

static bool send_journal(struct attempt *attempt, int fd) {
  struct text lines = {0};
  bool any = false;
  for (size_t size; (size = read_lines(fd, &lines, attempt->sent, attempt->stable)) > 0; any = true) {
    char header[64];
    snprintf(header, sizeof header, "J %llu %zu\n", (unsigned long long)attempt->sent, size);
    send_frame(header, lines.data, size);
    attempt->sent += size;
  }
  text_free(&lines);
  return any;
}

/* Everything there is: first how far the journal goes, then what has changed by then of raw output, then the journal so
 * far. */
static bool send_all(struct attempt *attempt) {
  uint64_t ignored;
  int fd = open_file(attempt->journal, &ignored);
  if (fd >= 0) attempt->stable = settled_size(fd, attempt->stable);
  take_changes(attempt);
  bool any = send_raws(attempt);
  if (fd >= 0 && send_journal(attempt, fd)) any = true;
  if (fd >= 0) close(fd);
  return any;
}

/* The reader's copy must end where a line of this journal begins. */
static void check_offset(const struct attempt *attempt) {
  uint64_t size = 0;
  char before = '\n';
  if (attempt->sent == 0) return;
  int fd = open_file(attempt->journal, &size);
  if (fd < 0 || size < attempt->sent)
    fatal(EXIT_NO, "follow: %s has %llu bytes, fewer than the %llu that are known", attempt->journal,
          (unsigned long long)size, (unsigned long long)attempt->sent);
  if (read_at(fd, &before, 1, attempt->sent - 1) != 1 || before != '\n')
    fatal(EXIT_NO, "follow: no line of %s begins at %llu", attempt->journal, (unsigned long long)attempt->sent);
  close(fd);
}

/* ---- waiting ---- */

static const uint32_t changes = IN_MODIFY | IN_CREATE | IN_MOVED_TO;

static void open_watch(const char *dir, struct attempt *attempt) {
  attempt->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  attempt->folder_watch = -1;
  attempt->look_at_all = true;
  if (attempt->watch >= 0) inotify_add_watch(attempt->watch, dir, changes);
}

/* The folder of raw output may have come into being since, or be another one: all of it is then looked at once more. */
static void watch_folder(struct attempt *attempt) {
  if (attempt->watch < 0) return;
  int watch = inotify_add_watch(attempt->watch, attempt->folder, changes);
  if (watch != attempt->folder_watch) attempt->look_at_all = true;
  attempt->folder_watch = watch;
}

/* Returns when something changed, or when it is time to look anyway. Takes a breath first, so that many changes are
 * one look. */
static void wait_for_change(const struct attempt *attempt) {
  pause_seconds(breath);
  if (attempt->watch < 0) return;
  struct pollfd wait = {attempt->watch, POLLIN, 0};
  poll(&wait, 1, 900);
}

static void stream(const char *dir, struct attempt *attempt) {
  double told = 0;
  open_watch(dir, attempt);
  for (;;) {
    /* Asked before reading: what a live attempt wrote until now is then sent before it is called ended. */
    bool alive = lock_held(attempt->lock);
    watch_folder(attempt);
    send_all(attempt);
    if (!alive) break;
    if (monotonic() - told >= heartbeat - 1) {
      send_frame("A alive 0\n", "", 0);
      told = monotonic();
    }
    wait_for_change(attempt);
  }
  send_frame("A ended 0\n", "", 0);
}

int verb_follow(int count, char **arguments) {
  struct attempt attempt = {0};
  if (count < 2 || !parse_number(arguments[1], &attempt.sent)) fatal(EXIT_USAGE, "usage: vmpart-host %s", usage);
  attempt.journal = join_path(arguments[0], "journal.jsonl");
  attempt.folder = join_path(arguments[0], "raw");
  attempt.lock = join_path(arguments[0], "lock");
  attempt.buffer = malloc(FRAME_BYTES);
  if (attempt.buffer == NULL) system_error("follow");
  struct stat status;
  if (stat(arguments[0], &status) != 0 || !S_ISDIR(status.st_mode))
    fatal(EXIT_NO, "follow: there is no folder %s", arguments[0]);
  for (int i = 2; i < count; i++) take_offset(&attempt, arguments[i]);
  check_offset(&attempt);
  attempt.stable = attempt.sent;
  stream(arguments[0], &attempt);
  return EXIT_FINE;
}
