/* `qmp`: a few commands of QEMU's machine protocol over its socket (docs/interop/qmp-spec in QEMU's source). */
#include "vmpart.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Seconds for the socket to appear, and for each answer. */
static const double patience = 10;

struct qmp {
  int fd;
  const char *path;
  struct text input;
  /* A command that QEMU refuses has no answer, instead of ending this process. */
  bool may_refuse;
};

static int connect_once(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path)
    fatal(EXIT_USAGE, "qmp: the path of a socket has at most %zu bytes: %s", sizeof address.sun_path - 1, path);
  memcpy(address.sun_path, path, strlen(path));
  /* A QEMU that stands still accepts nobody, and once its queue is full connect would wait without end. */
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) system_error("qmp: cannot make a socket");
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  int problem = errno;
  close(fd);
  errno = problem;
  return -1;
}

static int connect_patiently(const char *path) {
  double end = monotonic() + patience;
  for (;;) {
    int fd = connect_once(path);
    if (fd >= 0) return fd;
    bool may_come = errno == ENOENT || errno == ECONNREFUSED || errno == EAGAIN;
    if (!may_come || monotonic() >= end) system_error("qmp: cannot reach QEMU at %s", path);
    pause_seconds(0.05);
  }
}

/* Next line without its end; false when QEMU closed the connection. */
static bool read_line(struct qmp *qmp, struct text *line) {
  double end = monotonic() + patience;
  text_clear(line);
  for (;;) {
    char *newline = qmp->input.size == 0 ? NULL : memchr(qmp->input.data, '\n', qmp->input.size);
    if (newline != NULL) {
      size_t size = (size_t)(newline - qmp->input.data);
      text_add(line, qmp->input.data, size);
      qmp->input.size -= size + 1;
      memmove(qmp->input.data, newline + 1, qmp->input.size);
      return true;
    }
    struct pollfd wait = {qmp->fd, POLLIN, 0};
    double left = end - monotonic();
    if (left <= 0) fatal(EXIT_SYSTEM, "qmp: no answer from QEMU at %s within %g s", qmp->path, patience);
    if (poll(&wait, 1, (int)(1000 * left) + 1) <= 0) continue;
    char buffer[4096];
    ssize_t got = read(qmp->fd, buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return false;
    text_add(&qmp->input, buffer, (size_t)got);
  }
}

static _Noreturn void refused(const struct qmp *qmp, const char *command, struct json error) {
  struct json text;
  struct text reason = {0};
  if (!json_member(error, "desc", &text) || !json_decode(text, &reason)) json_compact(&reason, error);
  fatal(EXIT_SYSTEM, "qmp: QEMU at %s refused %s: %s", qmp->path, command, reason.data);
}

/* Line with the member NAME; events and anything else before it are passed over. False at the end of the stream, and for a
 * command that may be refused and is. */
static bool wait_for(struct qmp *qmp, const char *command, const char *name, struct text *line, struct json *value) {
  while (read_line(qmp, line)) {
    struct json answer, error;
    if (!json_parse(line->data, line->size, &answer) || !json_is_object(answer)) continue;
    if (json_member(answer, "error", &error)) {
      if (qmp->may_refuse) return false;
      refused(qmp, command, error);
    }
    if (json_member(answer, name, value)) return true;
  }
  return false;
}

/* Runs a command, ARGUMENTS a JSON object or NULL; the answer lies in LINE. False when QEMU closed the connection instead. */
static bool execute_with(struct qmp *qmp, const char *command, const char *arguments, struct text *line,
                         struct json *answer) {
  struct text request = {0};
  text_addf(&request, "{\"execute\":\"%s\"", command);
  if (arguments != NULL) text_addf(&request, ",\"arguments\":%s", arguments);
  text_addf(&request, "}\r\n");
  ssize_t sent = send(qmp->fd, request.data, request.size, MSG_NOSIGNAL);
  bool fine = sent == (ssize_t)request.size && wait_for(qmp, command, "return", line, answer);
  text_free(&request);
  return fine;
}

static bool execute(struct qmp *qmp, const char *command, struct text *line, struct json *answer) {
  return execute_with(qmp, command, NULL, line, answer);
}

static void must(bool fine, const struct qmp *qmp) {
  if (!fine) fatal(EXIT_SYSTEM, "qmp: QEMU at %s closed the connection", qmp->path);
}

static struct qmp qmp_open(const char *path) {
  struct qmp qmp = {.fd = connect_patiently(path), .path = path};
  struct text line = {0};
  struct json value;
  must(wait_for(&qmp, "the connection", "QMP", &line, &value), &qmp);
  must(execute(&qmp, "qmp_capabilities", &line, &value), &qmp);
  text_free(&line);
  return qmp;
}

static void add_vcpu(struct vcpus *out, struct json cpu, const char *path) {
  struct json index, thread;
  uint64_t number, id;
  if (!json_member(cpu, "cpu-index", &index) || !json_number(index, &number) ||
      !json_member(cpu, "thread-id", &thread) || !json_number(thread, &id))
    fatal(EXIT_SYSTEM, "qmp: QEMU at %s describes a vCPU without cpu-index and thread-id", path);
  out->item = grow(out->item, out->count, sizeof *out->item);
  out->item[out->count++] = (struct vcpu){number, (pid_t)id};
}

void qmp_vcpus(const char *path, struct vcpus *out) {
  struct qmp qmp = qmp_open(path);
  struct text line = {0};
  struct json answer, cpu = {0};
  must(execute(&qmp, "query-cpus-fast", &line, &answer), &qmp);
  *out = (struct vcpus){0};
  while (json_element(answer, &cpu)) add_vcpu(out, cpu, path);
  close(qmp.fd);
}

static uint64_t bytes_in(struct json answer, const char *name, const struct qmp *qmp) {
  struct json value;
  uint64_t bytes;
  must(json_member(answer, name, &value) && json_number(value, &bytes), qmp);
  return bytes;
}

/* What the VM has been given, less what the balloon leaves to it. */
bool qmp_balloon(const char *path, uint64_t *held) {
  struct qmp qmp = qmp_open(path);
  struct text line = {0};
  struct json answer;
  qmp.may_refuse = true;
  bool has_balloon = execute(&qmp, "query-balloon", &line, &answer);
  qmp.may_refuse = false;
  if (has_balloon) {
    uint64_t left = bytes_in(answer, "actual", &qmp);
    must(execute(&qmp, "query-memory-size-summary", &line, &answer), &qmp);
    uint64_t given = bytes_in(answer, "base-memory", &qmp);
    *held = given > left ? given - left : 0;
  }
  text_free(&line);
  close(qmp.fd);
  return has_balloon;
}

struct qmp *qmp_connect(const char *path) {
  struct qmp *qmp = malloc(sizeof *qmp);
  if (qmp == NULL) system_error("qmp");
  *qmp = qmp_open(path);
  return qmp;
}

void qmp_close(struct qmp *qmp) {
  close(qmp->fd);
  text_free(&qmp->input);
  free(qmp);
}

void qmp_monitor(struct qmp *qmp, const char *command, struct text *out) {
  struct text line = {0}, arguments = {0};
  struct json answer;
  text_addf(&arguments, "{\"command-line\":");
  json_quote(&arguments, command, strlen(command));
  text_addf(&arguments, "}");
  must(execute_with(qmp, "human-monitor-command", arguments.data, &line, &answer), qmp);
  text_clear(out);
  text_add(out, "", 0);
  must(json_decode(answer, out), qmp);
  text_free(&arguments);
  text_free(&line);
}

static int print_vcpus(const char *path) {
  struct vcpus vcpus;
  qmp_vcpus(path, &vcpus);
  for (size_t i = 0; i < vcpus.count; i++)
    printf("%llu %ld\n", (unsigned long long)vcpus.item[i].index, (long)vcpus.item[i].thread);
  return EXIT_FINE;
}

static int print_status(const char *path) {
  struct qmp qmp = qmp_open(path);
  struct text line = {0}, status = {0};
  struct json answer, value;
  must(execute(&qmp, "query-status", &line, &answer), &qmp);
  must(json_member(answer, "status", &value) && json_decode(value, &status), &qmp);
  printf("%s\n", status.data);
  return EXIT_FINE;
}

/* QEMU may be gone before it has answered `quit`. */
static int simple(const char *path, const char *command, bool may_close) {
  struct qmp qmp = qmp_open(path);
  struct text line = {0};
  struct json answer;
  must(execute(&qmp, command, &line, &answer) || may_close, &qmp);
  return EXIT_FINE;
}

/* Bytes that the guest has beside what is in its balloon. QEMU refuses where the VM has no balloon. */
static int print_balloon(const char *path) {
  struct qmp qmp = qmp_open(path);
  struct text line = {0};
  struct json answer, value;
  uint64_t actual;
  must(execute(&qmp, "query-balloon", &line, &answer), &qmp);
  must(json_member(answer, "actual", &value) && json_number(value, &actual), &qmp);
  printf("%llu\n", (unsigned long long)actual);
  return EXIT_FINE;
}

/* What the guest is to have; it follows when it can. */
static int set_balloon(const char *path, const char *bytes) {
  uint64_t wanted;
  if (!parse_number(bytes, &wanted)) fatal(EXIT_USAGE, "qmp: `%s` is no number of bytes", bytes);
  struct qmp qmp = qmp_open(path);
  struct text line = {0}, arguments = {0};
  struct json answer;
  text_addf(&arguments, "{\"value\":%llu}", (unsigned long long)wanted);
  must(execute_with(&qmp, "balloon", arguments.data, &line, &answer), &qmp);
  text_free(&arguments);
  return EXIT_FINE;
}

int verb_qmp(int count, char **arguments) {
  const char *verb = count >= 2 ? arguments[1] : "";
  if (count == 3 && strcmp(verb, "balloon") == 0) return set_balloon(arguments[0], arguments[2]);
  if (count != 2) verb = "";
  if (strcmp(verb, "vcpus") == 0) return print_vcpus(arguments[0]);
  if (strcmp(verb, "status") == 0) return print_status(arguments[0]);
  if (strcmp(verb, "cont") == 0) return simple(arguments[0], "cont", false);
  if (strcmp(verb, "quit") == 0) return simple(arguments[0], "quit", true);
  if (strcmp(verb, "balloon") == 0) return print_balloon(arguments[0]);
  fatal(EXIT_USAGE, "usage: vmpart-host qmp SOCKET vcpus | cont | quit | status | balloon [BYTES]");
}
