/*
 * `place`, `readback`, `watch`: the threads of a QEMU process on the PUs that the layout declares. Threads are known
 * by the ids that QMP gives, never by their names.
 */
#include "pages.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the place file ---- */

static _Noreturn void bad_line(const char *path, int number, const char *line) {
  fatal(EXIT_USAGE, "%s:%d: expected `vcpu INDEX PULIST`, `emulator PULIST` or `memory BYTES POLICY NODELIST`, found `%s`",
        path, number, line);
}

static bool add_vcpu(struct place *place, char **word) {
  struct declared_vcpu vcpu;
  if (word[2] == NULL || !parse_number(word[1], &vcpu.index) || !numbers_parse(word[2], &vcpu.pus)) return false;
  if (numbers_empty(&vcpu.pus)) return false;
  place->vcpu = grow(place->vcpu, place->vcpus, sizeof vcpu);
  place->vcpu[place->vcpus++] = vcpu;
  return true;
}

/* A list that is not there, or `-`, is empty. */
static bool parse_list(const char *word, struct numbers *out) {
  return numbers_parse(word == NULL || strcmp(word, "-") == 0 ? "" : word, out);
}

static bool add_memory(struct place *place, char **word) {
  struct declared_memory memory;
  if (word[2] == NULL || strlen(word[2]) >= sizeof memory.policy) return false;
  if (!parse_number(word[1], &memory.bytes) || !parse_list(word[3], &memory.nodes)) return false;
  strcpy(memory.policy, word[2]);
  place->memory = grow(place->memory, place->memories, sizeof memory);
  place->memory[place->memories++] = memory;
  return true;
}

static bool add_line(struct place *place, char *line) {
  char *word[5] = {0}, *rest = line;
  int words = 0;
  for (char *next; words < 5 && (next = strtok_r(rest, " \t\r", &rest)) != NULL;) word[words++] = next;
  if (words == 0) return true;
  if (words == 5) return false;
  if (strcmp(word[0], "vcpu") == 0) return words == 3 && add_vcpu(place, word);
  if (strcmp(word[0], "memory") == 0) return add_memory(place, word);
  return strcmp(word[0], "emulator") == 0 && words < 3 && parse_list(word[1], &place->emulator);
}

void place_read(const char *path, struct place *out) {
  struct text file = {0};
  *out = (struct place){0};
  if (!read_file(path, &file)) system_error("cannot read %s", path);
  int number = 1;
  for (char *line = file.data, *end; line < file.data + file.size; line = end + 1, number++) {
    end = strchrnul(line, '\n');
    *end = '\0';
    char *shown = strdup(line);
    if (shown == NULL) system_error("cannot read %s", path);
    if (!add_line(out, line)) bad_line(path, number, shown);
    free(shown);
  }
  text_free(&file);
}

/* ---- threads ---- */

pid_t parse_process(const char *text) {
  uint64_t number;
  if (!parse_number(text, &number) || number == 0 || number > INT32_MAX)
    fatal(EXIT_USAGE, "`%s` is not the id of a process", text);
  return (pid_t)number;
}

static bool belongs(pid_t thread, const pid_t *threads, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (threads[i] == thread) return true;
  return false;
}

static pid_t thread_of(const struct vcpus *vcpus, uint64_t index) {
  for (size_t i = 0; i < vcpus->count; i++)
    if (vcpus->item[i].index == index) return vcpus->item[i].thread;
  fatal(EXIT_SYSTEM, "vcpu %llu is declared, but QEMU has %zu vCPUs", (unsigned long long)index, vcpus->count);
}

/* Ids from QMP are those of QEMU's own PID namespace: they must be threads of the process. */
void check_threads(const struct vcpus *vcpus, pid_t process, const char *socket) {
  size_t count;
  pid_t *threads = threads_of(process, &count);
  if (count == 0) fatal(EXIT_SYSTEM, "there is no process %d", (int)process);
  for (size_t i = 0; i < vcpus->count; i++) {
    struct vcpu vcpu = vcpus->item[i];
    if (!belongs(vcpu.thread, threads, count))
      fatal(EXIT_SYSTEM, "QEMU at %s names thread %ld for vCPU %llu, which is no thread of process %d", socket,
            (long)vcpu.thread, (unsigned long long)vcpu.index, (int)process);
    for (size_t j = 0; j < i; j++)
      if (vcpus->item[j].thread == vcpu.thread)
        fatal(EXIT_SYSTEM, "vCPUs %llu and %llu share thread %ld: QEMU must give each vCPU a thread (accel thread=multi)",
              (unsigned long long)vcpus->item[j].index, (unsigned long long)vcpu.index, (long)vcpu.thread);
  }
  free(threads);
}

struct guest {
  pid_t process;
  struct vcpus vcpus;
  struct place place;
};

static struct guest open_guest(char **arguments) {
  struct guest guest = {.process = parse_process(arguments[0])};
  place_read(arguments[2], &guest.place);
  qmp_vcpus(arguments[1], &guest.vcpus);
  check_threads(&guest.vcpus, guest.process, arguments[1]);
  return guest;
}

static char *list_of(const struct numbers *set) {
  struct text list = {0};
  numbers_format(set, &list);
  return list.data;
}

/* ---- place ---- */

static void pin(pid_t thread, const struct declared_vcpu *vcpu) {
  unsigned long long index = vcpu->index;
  struct numbers found;
  if (!affinity_set(thread, &vcpu->pus))
    system_error("cannot pin vCPU %llu (thread %ld) to PU %s", index, (long)thread, list_of(&vcpu->pus));
  if (!affinity_get(thread, &found)) system_error("cannot read the affinity of thread %ld", (long)thread);
  if (!numbers_equal(&found, &vcpu->pus))
    fatal(EXIT_SYSTEM, "vCPU %llu should be on PU %s, but the kernel allows only %s", index, list_of(&vcpu->pus),
          list_of(&found));
}

int verb_place(int count, char **arguments) {
  if (count != 3) fatal(EXIT_USAGE, "usage: vmpart-host place PID SOCKET PLACE-FILE");
  struct guest guest = open_guest(arguments);
  for (size_t i = 0; i < guest.place.vcpus; i++)
    pin(thread_of(&guest.vcpus, guest.place.vcpu[i].index), &guest.place.vcpu[i]);
  return EXIT_FINE;
}

/* ---- readback ---- */

static void print_vcpu(const struct guest *guest, const struct declared_vcpu *vcpu) {
  pid_t thread = thread_of(&guest->vcpus, vcpu->index);
  struct numbers found;
  if (!affinity_get(thread, &found)) system_error("cannot read the affinity of thread %ld", (long)thread);
  printf("vcpu %llu %s %s %s\n", (unsigned long long)vcpu->index, list_of(&vcpu->pus), list_of(&found),
         numbers_equal(&found, &vcpu->pus) ? "ok" : "bad");
}

static bool is_vcpu(const struct vcpus *vcpus, pid_t thread) {
  for (size_t i = 0; i < vcpus->count; i++)
    if (vcpus->item[i].thread == thread) return true;
  return false;
}

/* The main thread must have exactly the declared PUs, every other one some of them. Threads that end meanwhile are
 * passed over. Without a declaration everything is right. */
static void print_emulator(const struct guest *guest) {
  const struct numbers *declared = &guest->place.emulator;
  struct numbers all = {0}, found;
  bool ok = true;
  size_t count;
  pid_t *threads = threads_of(guest->process, &count);
  for (size_t i = 0; i < count; i++) {
    if (is_vcpu(&guest->vcpus, threads[i]) || !affinity_get(threads[i], &found)) continue;
    numbers_join(&all, &found);
    bool main_thread = threads[i] == guest->process;
    ok = ok && (main_thread ? numbers_equal(&found, declared) : numbers_within(&found, declared));
  }
  free(threads);
  printf("emulator - %s %s %s\n", list_of(declared), list_of(&all), ok || numbers_empty(declared) ? "ok" : "bad");
}

int verb_readback(int count, char **arguments) {
  if (count != 3) fatal(EXIT_USAGE, "usage: vmpart-host readback PID SOCKET PLACE-FILE");
  struct guest guest = open_guest(arguments);
  for (size_t i = 0; i < guest.place.vcpus; i++) print_vcpu(&guest, &guest.place.vcpu[i]);
  print_emulator(&guest);
  print_memory(guest.process, &guest.place);
  return EXIT_FINE;
}

/* ---- watch ---- */

/* Waits until SECONDS have passed; false as soon as stdin is closed. What is written to it is ignored. */
static bool wait_open(double seconds) {
  double end = monotonic() + seconds;
  for (;;) {
    double left = end - monotonic();
    if (left <= 0) return true;
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    int ready = poll(&input, 1, (int)(1000 * left) + 1);
    if (ready < 0 && errno != EINTR) system_error("watch: cannot wait for stdin");
    if (ready <= 0) continue;
    char ignored[512];
    ssize_t got = read(STDIN_FILENO, ignored, sizeof ignored);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) return false;
  }
}

/* Looks at every vCPU thread once; `last` remembers what was found, so that a deviation is told once until it
 * changes. False when no thread is left. */
static bool look(const struct guest *guest, struct numbers *last) {
  bool any = false;
  for (size_t i = 0; i < guest->place.vcpus; i++) {
    const struct declared_vcpu *vcpu = &guest->place.vcpu[i];
    struct numbers found;
    if (!affinity_get(thread_of(&guest->vcpus, vcpu->index), &found)) continue;
    any = true;
    if (!numbers_equal(&found, &vcpu->pus) && !numbers_equal(&found, &last[i])) {
      printf("vcpu %llu %s %s bad\n", (unsigned long long)vcpu->index, list_of(&vcpu->pus), list_of(&found));
      fflush(stdout);
    }
    last[i] = found;
  }
  return any;
}

/* Where vCPUs that may float are now, a line for each that has moved; `pus` remembers. */
static void note_floating(const struct guest *guest, FILE *seen, uint64_t *pus) {
  for (size_t i = 0; i < guest->place.vcpus; i++) {
    const struct declared_vcpu *vcpu = &guest->place.vcpu[i];
    uint64_t pu;
    if (numbers_count(&vcpu->pus) < 2 || !pu_of_thread(thread_of(&guest->vcpus, vcpu->index), &pu) || pu == pus[i])
      continue;
    pus[i] = pu;
    fprintf(seen, "%.3f %llu %llu\n", monotonic(), (unsigned long long)vcpu->index, (unsigned long long)pu);
  }
  fflush(seen);
}

static uint64_t *unseen(size_t count) {
  uint64_t *pus = malloc((count + 1) * sizeof *pus);
  if (pus == NULL) system_error("watch");
  memset(pus, 0xff, (count + 1) * sizeof *pus);
  return pus;
}

int verb_watch(int count, char **arguments) {
  double seconds;
  if (count != 4 && count != 5)
    fatal(EXIT_USAGE, "usage: vmpart-host watch SECONDS PID SOCKET PLACE-FILE [SEEN-FILE]");
  if (!parse_seconds(arguments[0], &seconds)) fatal(EXIT_USAGE, "watch: `%s` is no time in seconds", arguments[0]);
  struct guest guest = open_guest(arguments + 1);
  struct numbers *last = calloc(guest.place.vcpus + 1, sizeof *last);
  if (last == NULL) system_error("watch");
  uint64_t *pus = unseen(guest.place.vcpus);
  FILE *seen = count == 5 ? fopen(arguments[4], "we") : NULL;
  if (count == 5 && seen == NULL) system_error("watch: cannot write %s", arguments[4]);
  bool open = true;
  /* Once more after stdin was closed: what happened in the last interval counts. */
  while (look(&guest, last) && open) {
    if (seen != NULL) note_floating(&guest, seen, pus);
    open = wait_open(seconds);
  }
  free(pus);
  free(last);
  return EXIT_FINE;
}
