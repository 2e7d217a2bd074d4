/* Messages, growing text, files, numbers and time: what every verb needs. */
#include "vmpart.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void say_list(const char *format, va_list list, const char *reason) {
  struct text line = {0};
  char message[2048];
  vsnprintf(message, sizeof message, format, list);
  text_addf(&line, "vmpart-host: %s%s%s\n", message, *reason == '\0' ? "" : ": ", reason);
  write_all(STDERR_FILENO, line.data, line.size, NULL);
  text_free(&line);
}

void say(const char *format, ...) {
  va_list list;
  va_start(list, format);
  say_list(format, list, "");
  va_end(list);
}

_Noreturn void system_error(const char *format, ...) {
  const char *reason = strerror(errno);
  va_list list;
  va_start(list, format);
  say_list(format, list, reason);
  va_end(list);
  exit(EXIT_SYSTEM);
}

_Noreturn void fatal(int code, const char *format, ...) {
  va_list list;
  va_start(list, format);
  say_list(format, list, "");
  va_end(list);
  exit(code);
}

static void *allocate(void *old, size_t size) {
  void *memory = realloc(old, size);
  if (memory == NULL) {
    static const char message[] = "vmpart-host: out of memory\n";
    write_all(STDERR_FILENO, message, sizeof message - 1, NULL);
    _exit(EXIT_SYSTEM);
  }
  return memory;
}

static void text_reserve(struct text *text, size_t more) {
  size_t need = text->size + more + 1;
  if (need <= text->room) return;
  size_t room = text->room < 256 ? 256 : text->room;
  while (room < need) room *= 2;
  text->data = allocate(text->data, room);
  text->room = room;
}

void text_add(struct text *text, const void *data, size_t size) {
  text_reserve(text, size);
  if (size > 0) memcpy(text->data + text->size, data, size);
  text->size += size;
  text->data[text->size] = '\0';
}

void text_addf(struct text *text, const char *format, ...) {
  va_list list;
  va_start(list, format);
  va_list again;
  va_copy(again, list);
  int size = vsnprintf(NULL, 0, format, list);
  va_end(list);
  if (size > 0) {
    text_reserve(text, (size_t)size);
    vsnprintf(text->data + text->size, (size_t)size + 1, format, again);
    text->size += (size_t)size;
  }
  va_end(again);
}

void text_clear(struct text *text) {
  text->size = 0;
  if (text->data != NULL) text->data[0] = '\0';
}

void text_free(struct text *text) {
  free(text->data);
  *text = (struct text){0};
}

void *grow(void *array, size_t count, size_t size) {
  /* Full exactly when the count is 0 or a power of two. */
  if ((count & (count - 1)) != 0) return array;
  return allocate(array, (count == 0 ? 1 : 2 * count) * size);
}

bool read_all(int fd, struct text *out) {
  text_add(out, "", 0);
  ssize_t got;
  do {
    text_reserve(out, 65536);
    got = read(fd, out->data + out->size, 65536);
    if (got > 0) out->size += (size_t)got;
  } while (got > 0 || (got < 0 && errno == EINTR));
  out->data[out->size] = '\0';
  return got == 0;
}

bool read_file(const char *path, struct text *out) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  bool fine = read_all(fd, out);
  int problem = errno;
  close(fd);
  errno = problem;
  return fine;
}

bool write_all(int fd, const void *data, size_t size, size_t *done) {
  size_t written = 0;
  bool fine = true;
  while (written < size && fine) {
    ssize_t step = write(fd, (const char *)data + written, size - written);
    if (step >= 0) written += (size_t)step;
    else if (errno != EINTR) fine = false;
  }
  if (done != NULL) *done = written;
  return fine;
}

char *join_path(const char *dir, const char *name) {
  struct text path = {0};
  text_addf(&path, "%s/%s", dir, name);
  return path.data;
}

bool parse_number(const char *text, uint64_t *out) {
  uint64_t value = 0;
  if (*text == '\0') return false;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') return false;
    unsigned digit = (unsigned)(*text - '0');
    if (value > (UINT64_MAX - digit) / 10) return false;
    value = 10 * value + digit;
  }
  *out = value;
  return true;
}

bool parse_seconds(const char *text, double *out) {
  if (*text == '\0' || text[strspn(text, "0123456789.")] != '\0') return false;
  char *end;
  double value = strtod(text, &end);
  if (*end != '\0' || !(value > 0) || value > 366.0 * 86400) return false;
  *out = value;
  return true;
}

double clock_seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double monotonic(void) {
  return clock_seconds(CLOCK_MONOTONIC);
}

void pause_seconds(double seconds) {
  if (seconds <= 0) return;
  struct timespec left = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

bool process_lives(pid_t process) {
  char path[64];
  struct text stat = {0};
  snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
  bool there = read_file(path, &stat);
  /* The name may hold anything, a bracket too. */
  const char *name_end = there ? strrchr(stat.data, ')') : NULL;
  bool lives = name_end != NULL && stat.data + stat.size > name_end + 2 && strchr("ZX", name_end[2]) == NULL;
  text_free(&stat);
  return lives;
}

int command_index(char **arguments, const char *usage) {
  int index = 0;
  while (arguments[index] != NULL && strcmp(arguments[index], "--") != 0) index++;
  if (arguments[index] == NULL || arguments[index + 1] == NULL)
    fatal(EXIT_USAGE, "a command must follow `--`; usage: vmpart-host %s", usage);
  return index + 1;
}

int run_command(char **command) {
  execvp(command[0], command);
  int problem = errno;
  say("cannot run %s: %s", command[0], strerror(problem));
  return problem == ENOENT ? 127 : 126;
}
