/*
 * `capture`: runs one program with a time limit, keeps what it prints, takes the helper's records out of it.
 *
 * The program gets a session of its own, so that it and what it started can be ended together. It is not reaped before
 * its group is gone: until then its id cannot be given to another process.
 */
#include "vmpart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char usage[] =
    "capture --raw FILE --limit SECONDS --max BYTES --records FILE [--while PID,PID...] -- COMMAND...";

/* Bytes of one record, and of all records of a program, which lie in memory: a thousand ranks leave less than one MiB. */
enum { RECORD_LIMIT = 64 * 1024, RECORDS_LIMIT = 16 * 1024 * 1024, RS = 0x1e };
static const char record_start[] = "\x1evmpart ";

/* Seconds between SIGTERM and SIGKILL, for output that comes after the program's end, and between two looks at the
 * processes without which the program is broken off. */
static const double grace = 5, drain = 2, look = 1;

struct options {
  const char *raw;
  const char *records;
  double limit;
  uint64_t max;
  /* Without these, `needed` of them, the program is broken off: nobody else tells an ssh client that QEMU is gone. */
  pid_t *need;
  size_t needed;
};

/* Where the output goes. `record` holds a record that has begun, its RS included. */
struct output {
  const struct options *options;
  int raw;
  int records;
  uint64_t kept;
  uint64_t dropped;
  uint64_t recorded;
  struct text record;
  bool in_record;
  int problem;
};

struct program {
  pid_t id;
  int pipe;
  int signals;
  double begin;
  double end;
  bool ended;
  int exit;
  bool timeout;
  int interrupted;
  double kill_at;
  double look_at;
  bool deserted;
};

/* ---- output ---- */

static void store(struct output *out, int fd, const char *data, size_t size, const char *path) {
  if (out->problem != 0 || write_all(fd, data, size, NULL)) return;
  out->problem = errno;
  say("capture: cannot write to %s: %s", path, strerror(errno));
}

static void keep(struct output *out, const char *data, size_t size) {
  uint64_t room = out->options->max - out->kept;
  size_t take = size < room ? size : (size_t)room;
  store(out, out->raw, data, take, out->options->raw);
  out->kept += take;
  out->dropped += size - take;
}

/* What looked like a record is ordinary output after all. */
static void give_up_record(struct output *out) {
  keep(out, out->record.data, out->record.size);
  text_clear(&out->record);
  out->in_record = false;
}

/* The record is whole, its newline included. Only a well-formed object is believed, while there is room. */
static void end_record(struct output *out) {
  size_t start = sizeof record_start - 1;
  struct json value;
  if (out->recorded + out->record.size > RECORDS_LIMIT ||
      !json_parse(out->record.data + start, out->record.size - start, &value) || !json_is_object(value)) {
    give_up_record(out);
    return;
  }
  struct text line = {0};
  json_compact(&line, value);
  text_add(&line, "\n", 1);
  store(out, out->records, line.data, line.size, out->options->records);
  out->recorded += out->record.size;
  text_free(&line);
  text_clear(&out->record);
  out->in_record = false;
}

static bool may_be_record(const struct text *record) {
  size_t size = record->size < sizeof record_start - 1 ? record->size : sizeof record_start - 1;
  return record->size <= RECORD_LIMIT && memcmp(record->data, record_start, size) == 0;
}

/* Takes bytes of a record from DATA; returns how many. An RS begins the next one. */
static size_t take_record(struct output *out, const char *data, size_t size) {
  size_t used = 0;
  while (used < size && out->in_record) {
    char c = data[used];
    if (c == RS && out->record.size > 0) {
      give_up_record(out);
      return used;
    }
    text_add(&out->record, &c, 1);
    used++;
    if (!may_be_record(&out->record)) give_up_record(out);
    else if (c == '\n') end_record(out);
  }
  return used;
}

static void take_output(struct output *out, const char *data, size_t size) {
  while (size > 0) {
    size_t used;
    if (out->in_record) used = take_record(out, data, size);
    else {
      const char *mark = memchr(data, RS, size);
      used = mark == NULL ? size : (size_t)(mark - data);
      keep(out, data, used);
      out->in_record = mark != NULL;
    }
    data += used;
    size -= used;
  }
}

/* ---- the program ---- */

static void block_signals(sigset_t *set, sigset_t *old) {
  static const int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
  sigemptyset(set);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaddset(set, numbers[i]);
  sigprocmask(SIG_BLOCK, set, old);
}

static _Noreturn void be_program(char **command, int output, const sigset_t *mask) {
  int input = open("/dev/null", O_RDONLY);
  if (setsid() < 0 || input < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(126);
  if (input > 2) close(input);
  if (output > 2) close(output);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigprocmask(SIG_SETMASK, mask, NULL);
  _exit(run_command(command));
}

static void start(struct program *program, char **command) {
  int ends[2];
  sigset_t set, old;
  if (pipe2(ends, O_CLOEXEC) != 0) system_error("capture: cannot make a pipe");
  block_signals(&set, &old);
  *program = (struct program){.pipe = ends[0], .signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
  if (program->signals < 0) system_error("capture: cannot wait for signals");
  program->begin = monotonic();
  program->id = fork();
  if (program->id < 0) system_error("capture: cannot start a process");
  if (program->id == 0) be_program(command, ends[1], &old);
  close(ends[1]);
}

/* Sends a signal to the program and to what it started; also when it has not made its session yet. */
static void signal_all(const struct program *program, int number) {
  if (kill(-program->id, number) != 0) kill(program->id, number);
}

static void ask_to_end(struct program *program) {
  if (program->kill_at > 0 || program->ended) return;
  program->kill_at = monotonic() + grace;
  signal_all(program, SIGTERM);
}

static void look_for_end(struct program *program) {
  siginfo_t info = {0};
  if (program->ended || waitid(P_PID, (id_t)program->id, &info, WEXITED | WNOHANG | WNOWAIT) != 0) return;
  if (info.si_pid != program->id) return;
  program->end = monotonic();
  program->ended = true;
  program->exit = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

static void take_signals(struct program *program) {
  struct signalfd_siginfo info;
  while (read(program->signals, &info, sizeof info) == (ssize_t)sizeof info) {
    if (info.ssi_signo == SIGCHLD) continue;
    program->interrupted = (int)info.ssi_signo;
    ask_to_end(program);
  }
  look_for_end(program);
}

/* One read. Closes the pipe at its end. */
static void take_pipe(struct program *program, struct output *out) {
  char buffer[65536];
  ssize_t got = read(program->pipe, buffer, sizeof buffer);
  if (got > 0) take_output(out, buffer, (size_t)got);
  if (got > 0 || (got < 0 && errno == EINTR)) return;
  close(program->pipe);
  program->pipe = -1;
}

/* The earlier of two times, of which 0 is none. */
static double sooner(double a, double b) {
  return a == 0 || (b != 0 && b < a) ? b : a;
}

static void look_for_needed(struct program *program, const struct options *options, double now) {
  if (now < program->look_at) return;
  program->look_at = now + look;
  for (size_t i = 0; i < options->needed && !program->deserted; i++) {
    if (process_lives(options->need[i])) continue;
    say("capture: process %d has ended, and what needs it is broken off", (int)options->need[i]);
    program->deserted = true;
    ask_to_end(program);
  }
}

/* Does what is due; returns the time of what is due next, 0 for nothing. */
static double act_in_time(struct program *program, const struct options *options) {
  if (program->ended) return program->end + drain;
  double now = monotonic(), limit = options->limit > 0 ? program->begin + options->limit : 0;
  if (options->needed > 0) look_for_needed(program, options, now);
  if (program->kill_at > 0 && now >= program->kill_at) {
    signal_all(program, SIGKILL);
    program->kill_at = now + 1;
  }
  if (program->kill_at > 0) return program->kill_at;
  if (limit == 0 || now < limit) return sooner(limit, options->needed > 0 ? program->look_at : 0);
  program->timeout = true;
  ask_to_end(program);
  return program->kill_at;
}

static void attend(struct program *program, struct output *out) {
  for (;;) {
    double due = act_in_time(program, out->options), now = monotonic();
    if (program->ended && (program->pipe < 0 || now >= due)) return;
    if (out->problem != 0) ask_to_end(program);
    struct pollfd wait[2] = {{program->signals, POLLIN, 0}, {program->pipe, POLLIN, 0}};
    double left = due == 0 ? 3600 : due - now;
    poll(wait, 2, left <= 0 ? 0 : left > 3600 ? 3600000 : (int)(1000 * left) + 1);
    if (wait[1].revents != 0) take_pipe(program, out);
    take_signals(program);
  }
}

/* ---- the verb ---- */

/* `12,34`; false when one is no process id. */
static bool parse_needed(const char *list, struct options *options) {
  for (const char *at = list;; at++) {
    char *end;
    long id = strtol(at, &end, 10);
    if (*at < '1' || *at > '9' || id > INT32_MAX || (*end != ',' && *end != '\0')) return false;
    options->need = grow(options->need, options->needed, sizeof *options->need);
    options->need[options->needed++] = (pid_t)id;
    at = end;
    if (*end == '\0') return true;
  }
}

static struct options parse_options(int count, char **arguments) {
  struct options options = {.max = UINT64_MAX};
  for (int i = 0; i < count; i += 2) {
    const char *value = i + 1 < count ? arguments[i + 1] : "";
    bool fine = false;
    if (strcmp(arguments[i], "--raw") == 0) fine = *(options.raw = value) != '\0';
    if (strcmp(arguments[i], "--records") == 0) fine = *(options.records = value) != '\0';
    if (strcmp(arguments[i], "--limit") == 0) fine = parse_seconds(value, &options.limit);
    if (strcmp(arguments[i], "--while") == 0) fine = parse_needed(value, &options);
    if (strcmp(arguments[i], "--max") == 0) fine = parse_number(value, &options.max);
    if (!fine) fatal(EXIT_USAGE, "capture: cannot read `%s %s`; usage: vmpart-host %s", arguments[i], value, usage);
  }
  if (options.raw == NULL || options.records == NULL)
    fatal(EXIT_USAGE, "capture: --raw and --records are needed; usage: vmpart-host %s", usage);
  return options;
}

static int open_append(const char *path) {
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) system_error("capture: cannot open %s", path);
  return fd;
}

/* The journal will speak of these bytes: they must be on the disk first. */
static void finish_output(struct output *out) {
  if (out->in_record) give_up_record(out);
  if (out->dropped > 0)
    say("capture: %s keeps the first %llu bytes of the output, %llu more were dropped", out->options->raw,
        (unsigned long long)out->kept, (unsigned long long)out->dropped);
  if (out->problem != 0 || (fdatasync(out->raw) == 0 && fdatasync(out->records) == 0)) return;
  if (errno == EINVAL || errno == EROFS) return; /* not a file that can be synced: a pipe, /dev/null */
  out->problem = errno;
  say("capture: cannot write to %s: %s", out->options->raw, strerror(errno));
}

static void print_summary(const struct program *program, const struct output *out, off_t offset) {
  bool undisturbed = program->interrupted == 0 && !program->deserted;
  const char *state = program->timeout ? "timeout" : program->exit == 0 && undisturbed ? "ok" : "failed";
  printf("%d %.6f %lld %llu %s %s\n", program->exit, program->end - program->begin, (long long)offset,
         (unsigned long long)out->kept, out->dropped > 0 ? "cut" : "whole", state);
  fflush(stdout);
}

/* Ends as the signal would have ended this process, now that the program is gone. */
static void end_by(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  signal(number, SIG_DFL);
  raise(number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int verb_capture(int count, char **arguments) {
  (void)count;
  int command = command_index(arguments, usage);
  struct options options = parse_options(command - 1, arguments);
  struct output out = {.options = &options, .raw = open_append(options.raw), .records = open_append(options.records)};
  struct stat status;
  if (fstat(out.raw, &status) != 0) system_error("capture: cannot look at %s", options.raw);
  struct program program;
  start(&program, arguments + command);
  attend(&program, &out);
  kill(-program.id, SIGKILL);
  waitpid(program.id, NULL, 0);
  finish_output(&out);
  if (out.problem != 0) return EXIT_SYSTEM;
  print_summary(&program, &out, status.st_size);
  if (program.interrupted != 0) end_by(program.interrupted);
  return EXIT_FINE;
}
