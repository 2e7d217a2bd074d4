/*
 * `rank`: stands between a launcher and one rank of the program. Binds itself as the rank's number says, starts the
 * program, looks at the affinity of its threads while it runs, and tells on stderr what was found. Where pages are
 * asked for (frames.c), it reads the program's page tables too.
 *
 * The number comes from the launcher's environment, the first of: VMPART_RANK, OMPI_COMM_WORLD_RANK (Open MPI),
 * PMIX_RANK, PMI_RANK (MPICH), MV2_COMM_WORLD_RANK, SLURM_PROCID. Without any it is 0: `plain`, `openmp`, and runtimes
 * that start their processes by themselves (GASNet's smp conduit under upcrun), whose processes are then looked at as
 * descendants of the one that was started.
 */
#include "pages.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char usage[] = "rank RANKS-FILE VM -- COMMAND...";

enum { MAX_GENERATIONS = 16 };

/* What is declared for this rank; `why` says what is wrong with it, empty when nothing is. */
struct declaration {
  uint64_t rank;
  const char *vm;
  struct numbers cpus;
  struct text why;
};

/* What was seen. */
struct sightings {
  struct numbers cpus;
  size_t threads;
  unsigned samples;
  /* Of all its processes together: the most that was seen, and what the present look has added up. */
  uint64_t page_table_kibibytes, present_kibibytes;
};

static uint64_t rank_number(void) {
  static const char *const names[] = {"VMPART_RANK", "OMPI_COMM_WORLD_RANK", "PMIX_RANK",
                                      "PMI_RANK",    "MV2_COMM_WORLD_RANK",  "SLURM_PROCID"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    uint64_t rank;
    if (value == NULL) continue;
    if (!parse_number(value, &rank)) fatal(EXIT_USAGE, "rank: %s=%s is not a number", names[i], value);
    return rank;
  }
  return 0;
}

/* Words of the line `RANK VM CPULIST` of this rank; false when there is none. LINE is changed. */
static bool find_line(char *text, uint64_t rank, char **vm, char **list) {
  char *rest = text;
  for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
    char *words = line, *first = strtok_r(words, " \t", &words);
    uint64_t number;
    if (first == NULL || !parse_number(first, &number) || number != rank) continue;
    *vm = strtok_r(words, " \t", &words);
    *list = strtok_r(words, " \t", &words);
    return *vm != NULL && *list != NULL;
  }
  return false;
}

static void read_declaration(const char *path, struct declaration *out) {
  struct text file = {0};
  char *vm, *list;
  text_add(&out->why, "", 0);
  if (!read_file(path, &file)) text_addf(&out->why, "cannot read %s: %s", path, strerror(errno));
  else if (!find_line(file.data, out->rank, &vm, &list))
    text_addf(&out->why, "%s has no line for rank %llu", path, (unsigned long long)out->rank);
  else if (!numbers_parse(list, &out->cpus)) text_addf(&out->why, "`%s` in %s is no CPU list", list, path);
  else if (strcmp(vm, out->vm) != 0) text_addf(&out->why, "rank runs in VM %s instead of %s", out->vm, vm);
  else if (!affinity_set(0, &out->cpus)) text_addf(&out->why, "cannot bind to CPUs %s: %s", list, strerror(errno));
  text_free(&file);
}

/* ---- looking ---- */

static size_t look_at(pid_t process, struct sightings *seen, int generation);

static size_t look_at_children(pid_t process, pid_t thread, struct sightings *seen, int generation) {
  struct text list = {0};
  size_t threads = 0;
  if (generation < MAX_GENERATIONS && children_of(process, thread, &list)) {
    char *rest = list.data;
    uint64_t child;
    for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL;)
      if (parse_number(word, &child)) threads += look_at((pid_t)child, seen, generation + 1);
  }
  text_free(&list);
  return threads;
}

static void look_at_page_tables(pid_t process, struct sightings *seen) {
  char path[64];
  struct text status = {0};
  uint64_t kibibytes;
  snprintf(path, sizeof path, "/proc/%d/status", (int)process);
  /* A process that has ended has none. */
  if (read_file(path, &status) && field_in(status.data, "VmPTE", &kibibytes)) seen->present_kibibytes += kibibytes;
  text_free(&status);
}

/* Threads of a process and of its descendants. */
static size_t look_at(pid_t process, struct sightings *seen, int generation) {
  size_t count, threads = 0;
  pid_t *ids = threads_of(process, &count);
  look_at_page_tables(process, seen);
  for (size_t i = 0; i < count; i++) {
    struct numbers found;
    if (!affinity_get(ids[i], &found)) continue;
    numbers_join(&seen->cpus, &found);
    threads += 1 + look_at_children(process, ids[i], seen, generation);
  }
  free(ids);
  return threads;
}

static void sample(pid_t process, struct sightings *seen) {
  seen->present_kibibytes = 0;
  size_t threads = look_at(process, seen, 0);
  if (threads > seen->threads) seen->threads = threads;
  if (seen->present_kibibytes > seen->page_table_kibibytes) seen->page_table_kibibytes = seen->present_kibibytes;
  seen->samples++;
}

/* ---- the child ---- */

static void watched_signals(sigset_t *set) {
  static const int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2};
  sigemptyset(set);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaddset(set, numbers[i]);
}

static pid_t start(char **command, sigset_t *set) {
  sigset_t old;
  watched_signals(set);
  sigprocmask(SIG_BLOCK, set, &old);
  pid_t child = fork();
  if (child < 0) system_error("rank: cannot start a process");
  if (child > 0) return child;
  sigprocmask(SIG_SETMASK, &old, NULL);
  _exit(run_command(command));
}

/* Seconds after the start at which threads are looked at, then once a second: early, because programs pin their
 * threads when they begin, and rarely later, because looking costs the program time. */
static double sample_time(unsigned index) {
  static const double early[] = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5};
  unsigned known = sizeof early / sizeof *early;
  return index < known ? early[index] : 1.0 + (index - known);
}

static bool has_ended(pid_t child) {
  siginfo_t info = {0};
  return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/* Looks that are due; returns the seconds until the next one. */
static double look(pid_t child, double begin, struct sightings *seen, struct frames_reader *frames) {
  double now = monotonic() - begin;
  if (sample_time(seen->samples) <= now) sample(child, seen);
  if (frames_time(frames) <= now) frames_read(frames, child, now);
  double threads = sample_time(seen->samples), pages = frames_time(frames);
  return begin + (threads < pages ? threads : pages) - monotonic();
}

/* Until the child has ended; it is left to be reaped, so that its last affinity can still be asked. */
static void attend(pid_t child, const sigset_t *set, struct sightings *seen, struct frames_reader *frames) {
  double begin = monotonic();
  while (!has_ended(child)) {
    double left = look(child, begin, seen, frames);
    if (left <= 0) continue;
    struct timespec wait = {(time_t)left, (long)(1e9 * (left - (double)(time_t)left))};
    int number = sigtimedwait(set, NULL, &wait);
    if (number > 0 && number != SIGCHLD) kill(child, number);
  }
  sample(child, seen);
}

/* ---- the record ---- */

static void add_list(struct text *out, const char *name, const struct numbers *set) {
  text_addf(out, ",\"%s\":\"", name);
  if (!numbers_empty(set)) numbers_format(set, out);
  text_add(out, "\"", 1);
}

static double seconds_of(struct timeval time) {
  return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

/* Of the program and of those of its descendants that were waited for. */
static void add_usage(struct text *out, const struct rusage *usage) {
  text_addf(out, ",\"minorFaults\":%ld,\"majorFaults\":%ld", usage->ru_minflt, usage->ru_majflt);
  text_addf(out, ",\"userSeconds\":%.6f,\"systemSeconds\":%.6f", seconds_of(usage->ru_utime),
            seconds_of(usage->ru_stime));
}

static void print_record(const struct declaration *declared, const struct sightings *seen, const struct rusage *usage,
                         int code) {
  struct text out = {0};
  bool ok = declared->why.size == 0 && numbers_within(&seen->cpus, &declared->cpus) &&
            (seen->threads != 1 || numbers_equal(&seen->cpus, &declared->cpus));
  text_addf(&out, "\x1evmpart {\"rank\":%llu,\"vm\":", (unsigned long long)declared->rank);
  if (strcmp(declared->vm, "-") == 0) text_add(&out, "null", 4);
  else json_quote(&out, declared->vm, strlen(declared->vm));
  add_list(&out, "declared", &declared->cpus);
  add_list(&out, "found", &seen->cpus);
  text_addf(&out, ",\"threads\":%zu,\"samples\":%u,\"ok\":%s,\"exit\":%d", seen->threads, seen->samples,
            ok ? "true" : "false", code);
  add_usage(&out, usage);
  text_addf(&out, ",\"pageTableBytes\":%llu", 1024 * (unsigned long long)seen->page_table_kibibytes);
  if (declared->why.size > 0) {
    text_add(&out, ",\"why\":", 7);
    json_quote(&out, declared->why.data, declared->why.size);
  }
  text_add(&out, "}\n", 2);
  write_all(STDERR_FILENO, out.data, out.size, NULL);
  text_free(&out);
}

/* Ends as the child ended, without a second core dump. */
static int end_like(int status) {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  struct rlimit none = {0, 0};
  sigset_t set;
  int number = WTERMSIG(status);
  setrlimit(RLIMIT_CORE, &none);
  signal(number, SIG_DFL);
  sigemptyset(&set);
  sigaddset(&set, number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
  return 128 + number;
}

/* `.` stands for the VM whose name is this machine's host name. */
static const char *vm_named(const char *given) {
  static char name[256];
  if (strcmp(given, ".") != 0) return given;
  if (gethostname(name, sizeof name - 1) != 0) system_error("rank: cannot read the host name");
  return name;
}

int verb_rank(int count, char **arguments) {
  int command = command_index(arguments, usage);
  if (count < 4 || command != 3) fatal(EXIT_USAGE, "usage: vmpart-host %s", usage);
  struct declaration declared = {.rank = rank_number(), .vm = vm_named(arguments[1])};
  read_declaration(arguments[0], &declared);
  struct sightings seen = {0};
  struct frames_reader frames;
  sigset_t set;
  int status = 0;
  frames_open(&frames, declared.rank);
  pid_t child = start(arguments + command, &set);
  attend(child, &set, &seen, &frames);
  struct rusage usage = {0};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  region_after_rank();
  print_record(&declared, &seen, &usage, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return end_like(status);
}
