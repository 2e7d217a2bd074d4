/*
 * `event` and `events`: append lines to a journal, all of them or nothing, and wait until the disk has them.
 *
 * The journal is the truth about an attempt, so it is locked while a line is added, a line that a power cut tore is
 * closed with a newline (readers see one bad line, nothing is lost), and a line that did not fit is taken back.
 */
#include "vmpart.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char usage[] = "event JOURNAL NAME [key=text | key:=json]...";
static const char usage_events[] = "events JOURNAL [key=text | key:=json]...";

/* What the caller says; `fields` are the members behind `event`, each with its comma in front. */
struct line {
  struct text block;
  struct text session;
  struct text fields;
};

static bool is_name(const char *text, size_t size) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  if (size == 0 || (*text >= '0' && *text <= '9')) return false;
  for (size_t i = 0; i < size; i++)
    if (text[i] == '\0' || strchr(letters, text[i]) == NULL) return false;
  return true;
}

static bool is_reserved(const char *key) {
  static const char *const names[] = {"v", "seq", "t", "origin", "event"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(key, names[i]) == 0) return true;
  return false;
}

/* Cuts `key=` or `key:=` off an argument. */
static char *take_key(const char *argument, bool *json, const char **value) {
  const char *equals = strchr(argument, '=');
  size_t size = equals == NULL ? 0 : (size_t)(equals - argument);
  *json = size > 0 && argument[size - 1] == ':';
  if (*json) size--;
  if (!is_name(argument, size)) fatal(EXIT_USAGE, "event: `%s` is neither key=text nor key:=json", argument);
  *value = equals + 1;
  char *key = strndup(argument, size);
  if (key == NULL) system_error("event");
  if (is_reserved(key)) fatal(EXIT_USAGE, "event: `%s` is written by the helper and cannot be given", key);
  return key;
}

static void check_kind(const char *key, struct json value) {
  uint64_t number;
  bool null = *value.at == 'n';
  if (strcmp(key, "block") == 0 && !null && !json_number(value, &number))
    fatal(EXIT_USAGE, "event: block must be a whole number or null");
  if (strcmp(key, "session") == 0 && !null && *value.at != '"')
    fatal(EXIT_USAGE, "event: session must be text or null");
}

/* Appends the value of an argument as JSON. */
static void add_value(struct text *out, const char *key, const char *given, bool json) {
  struct text quoted = {0};
  struct json value;
  if (!json) json_quote(&quoted, given, strlen(given));
  if (!json_parse(json ? given : quoted.data, json ? strlen(given) : quoted.size, &value))
    fatal(EXIT_USAGE, "event: the value of %s is not well-formed JSON: %s", key, given);
  check_kind(key, value);
  json_compact(out, value);
  text_free(&quoted);
}

static void add_argument(struct line *line, char **arguments, int index) {
  bool json;
  const char *given;
  char *key = take_key(arguments[index], &json, &given);
  size_t size = strlen(key);
  for (int i = 2; i < index; i++)
    if (strncmp(arguments[i], key, size) == 0 && (arguments[i][size] == '=' || arguments[i][size] == ':'))
      fatal(EXIT_USAGE, "event: %s is given twice", key);
  if (strcmp(key, "block") == 0) add_value(&line->block, key, given, json);
  else if (strcmp(key, "session") == 0) add_value(&line->session, key, given, json);
  else {
    text_addf(&line->fields, ",\"%s\":", key);
    add_value(&line->fields, key, given, json);
  }
  free(key);
}

static const char *origin(void) {
  static const char *const known[] = {"measured", "rehearsed", "predicted"};
  const char *given = getenv("VMPART_ORIGIN");
  for (size_t i = 0; given != NULL && i < sizeof known / sizeof *known; i++)
    if (strcmp(given, known[i]) == 0) return known[i];
  fatal(EXIT_USAGE, "event: VMPART_ORIGIN must be measured, rehearsed or predicted; it is %s",
        given == NULL ? "not set" : given);
}

/*
 * Number of the line to be added, from the end of the journal: the last line that has a number, and the lines (torn or
 * unreadable) behind it. False when no line in TAIL has one and the journal has more than the tail.
 */
static bool number_from(const struct text *tail, bool whole, uint64_t *out) {
  uint64_t behind = 0;
  size_t end = tail->size;
  while (end > 0) {
    size_t last = tail->data[end - 1] == '\n' ? end - 1 : end;
    size_t first = last;
    while (first > 0 && tail->data[first - 1] != '\n') first--;
    if (first == 0 && !whole) return false;
    struct json line, seq;
    if (json_parse(tail->data + first, last - first, &line) && json_member(line, "seq", &seq) &&
        json_number(seq, out)) {
      *out += 1 + behind;
      return true;
    }
    behind++;
    end = first;
  }
  *out = behind;
  return whole;
}

static void read_tail(int fd, const char *path, off_t from, size_t size, struct text *tail) {
  text_clear(tail);
  char buffer[65536];
  while (tail->size < size) {
    size_t want = size - tail->size < sizeof buffer ? size - tail->size : sizeof buffer;
    ssize_t got = pread(fd, buffer, want, from + (off_t)tail->size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) system_error("event: cannot read %s", path);
    if (got == 0) return;
    text_add(tail, buffer, (size_t)got);
  }
}

static uint64_t next_number(int fd, const char *path, off_t size, bool *torn) {
  struct text tail = {0};
  uint64_t number = 0;
  bool found = false;
  for (off_t want = 16384; !found; want *= 8) {
    off_t from = want < size ? size - want : 0;
    read_tail(fd, path, from, (size_t)(size - from), &tail);
    found = number_from(&tail, from == 0, &number);
  }
  *torn = tail.size > 0 && tail.data[tail.size - 1] != '\n';
  text_free(&tail);
  return number;
}

static void add_time(struct text *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  text_addf(out, "%lld.%06ld", (long long)now.tv_sec, now.tv_nsec / 1000);
}

static void format_line(struct text *out, const struct line *line, const char *name, uint64_t number) {
  text_addf(out, "{\"v\":1,\"seq\":%llu,\"t\":", (unsigned long long)number);
  add_time(out);
  text_addf(out, ",\"origin\":\"%s\",\"block\":%s,\"session\":%s,\"event\":\"%s\"", origin(),
            line->block.size > 0 ? line->block.data : "null", line->session.size > 0 ? line->session.data : "null",
            name);
  text_add(out, line->fields.data, line->fields.size);
  text_add(out, "}\n", 2);
}

static int open_locked(const char *path) {
  int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) system_error("event: cannot open %s", path);
  while (flock(fd, LOCK_EX) != 0)
    if (errno != EINTR) system_error("event: cannot lock %s", path);
  return fd;
}

/* A new file is on the disk only when its folder is. */
static void sync_folder(const char *path) {
  char *copy = strdup(path);
  int fd = copy == NULL ? -1 : open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    fsync(fd);
    close(fd);
  }
  free(copy);
}

static void append(int fd, const char *path, const struct text *out, off_t size) {
  bool written = write_all(fd, out->data, out->size, NULL);
  if (written && fdatasync(fd) == 0) return;
  int problem = errno;
  if (ftruncate(fd, size) != 0) say("event: %s keeps part of a line: %s", path, strerror(errno));
  errno = problem;
  system_error("event: cannot write to %s", path);
}

/* ---- the verbs ---- */

/* A line, before it has its number. */
struct event {
  const char *name;
  struct line line;
};

/* What JOURNAL NAME MEMBERS... say. */
static struct event read_event(int count, char **arguments) {
  struct event event = {.name = arguments[1]};
  if (!is_name(event.name, strlen(event.name)))
    fatal(EXIT_USAGE, "event: `%s` is not the name of an event", event.name);
  text_add(&event.line.fields, "", 0);
  for (int i = 2; i < count; i++) add_argument(&event.line, arguments, i);
  return event;
}

static void append_events(const char *path, const struct event *event, size_t events) {
  int fd = open_locked(path);
  struct stat status;
  if (fstat(fd, &status) != 0) system_error("event: cannot look at %s", path);
  bool torn;
  uint64_t number = next_number(fd, path, status.st_size, &torn);
  struct text out = {0};
  if (torn) text_add(&out, "\n", 1);
  for (size_t i = 0; i < events; i++) format_line(&out, &event[i].line, event[i].name, number + i);
  append(fd, path, &out, status.st_size);
  if (status.st_size == 0) sync_folder(path);
  close(fd);
}

int verb_event(int count, char **arguments) {
  if (count < 2) fatal(EXIT_USAGE, "usage: vmpart-host %s", usage);
  origin();
  struct event event = read_event(count, arguments);
  append_events(arguments[0], &event, 1);
  return EXIT_FINE;
}

/* A line of standard input, `NAME<TAB>member<TAB>member`, as arguments of `event` with the COUNT shared ones behind. */
static struct event read_line(char *line, int count, char **arguments) {
  char **words = NULL;
  size_t known = 0;
  words = grow(words, known, sizeof *words);
  words[known++] = arguments[0];
  for (char *word; (word = strsep(&line, "\t")) != NULL;) {
    words = grow(words, known, sizeof *words);
    words[known++] = word;
  }
  for (int i = 1; i < count; i++) {
    words = grow(words, known, sizeof *words);
    words[known++] = arguments[i];
  }
  return read_event((int)known, words);
}

/* Lines of placement come by the dozen, and a disk takes as long for one as for all of them. */
int verb_events(int count, char **arguments) {
  if (count < 1) fatal(EXIT_USAGE, "usage: vmpart-host %s", usage_events);
  origin();
  struct text input = {0};
  struct event *event = NULL;
  size_t events = 0;
  if (!read_all(STDIN_FILENO, &input)) system_error("events: cannot read its input");
  char *rest = input.data;
  for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
    if (*line == '\0') continue;
    event = grow(event, events, sizeof *event);
    event[events++] = read_line(line, count, arguments);
  }
  if (events > 0) append_events(arguments[0], event, events);
  return EXIT_FINE;
}
