/*
 * `kvmfaults`: page faults that KVM gets from guests, counted by the kernel where it traces them (kvm:kvm_page_fault).
 * Nothing is recorded: each vCPU thread gets counters of perf_event_open(2) with a filter on the event's fields, which
 * the kernel finds by name, so that any layout of the record will do, and there is no buffer that could overrun. The
 * counters are this process's own and end with it. Sources: the kernel's Documentation/trace/events.rst (filters), and
 * what arch/x86/kvm gives the event: with EPT the exit qualification of a violation (Intel SDM vol. 3, table "Exit
 * Qualification for EPT Violations"), else an error code of page faults (AMD APM vol. 2, "Nested Page Faults").
 */
#include "pages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char usage[] = "usage: vmpart-host kvmfaults ept|npt|shadow EVENT, and NAME PID SOCKET of each VM";

/* ---- perf_event_open(2), whose header a C library need not bring ---- */

/* The first version of the structure, which every kernel takes. */
struct counter_request {
  uint32_t type, size;
  uint64_t id, period, sample, format, flags;
  uint32_t wakeup, breakpoint;
  uint64_t address;
};
enum { TRACEPOINT = 2, TIMES_TOO = 1 | 2, DISABLED = 1, CLOSE_ON_EXEC = 8 };
#define COUNTER_ENABLE _IO('$', 0)
#define COUNTER_DISABLE _IO('$', 1)
#define COUNTER_FILTER _IOW('$', 6, char *)

/* What a counter reads as; the times differ where it did not count all the time. */
struct reading {
  uint64_t value, enabled, running;
};

/* ---- what is counted ---- */

enum paging { EPT, NPT, SHADOW, PAGINGS };
static const char *const paging_words[PAGINGS] = {"ept", "npt", "shadow"};

enum where { ANYWHERE, RAM, ELSEWHERE };

/* A counter, and the bits of the error code of which one must be set (0: none need be), by paging. */
struct kind {
  const char *name;
  enum where where;
  unsigned bits[2];
};
static const struct kind nested[] = {
    {"kvmRamFaults", RAM, {0, 0}},
    {"kvmRamWriteFaults", RAM, {1u << 1, 1u << 1}},
    {"kvmRamFetchFaults", RAM, {1u << 2, 1u << 4}},
    /* EPT tells what the entry permitted (bits 3 to 5), the others whether there was one. */
    {"kvmRamPresentFaults", RAM, {7u << 3, 1u << 0}},
    {"kvmMmioFaults", ELSEWHERE, {0, 0}},
};
/* Addresses are the guest's virtual ones then, and do not tell. */
static const struct kind shadowed[] = {{"kvmShadowFaults", ANYWHERE, {0, 0}}};
enum { MOST_KINDS = sizeof nested / sizeof *nested };

struct tracer {
  enum paging paging;
  const struct kind *kind;
  size_t kinds;
  uint64_t event;
  /* The field with the address of a fault. */
  const char *address;
};

struct traced_vm {
  const char *name;
  struct vcpus vcpus;
  /* Of each vCPU, `kinds` descriptors. */
  int (*counter)[MOST_KINDS];
};

/* ---- the event ---- */

/* EVENT is `ID FIELD...`, as `vmpart-root show-fault-event` prints it. */
static void read_event(const char *event, struct tracer *out) {
  char *words = strdup(event), *rest = words;
  if (words == NULL) system_error("kvmfaults");
  const char *id = strtok_r(rest, " ", &rest);
  if (id == NULL || !parse_number(id, &out->event)) fatal(EXIT_USAGE, "kvmfaults: `%s` has no number of an event", event);
  bool has_code = false;
  for (char *field; (field = strtok_r(rest, " ", &rest)) != NULL;) {
    if (strcmp(field, "fault_address") == 0 || strcmp(field, "address") == 0) out->address = strdup(field);
    has_code = has_code || strcmp(field, "error_code") == 0;
  }
  free(words);
  if (out->address == NULL || !has_code)
    not_given("Leave kvmFaults out of `collect` on this kernel.",
              "the tracepoint kvm:kvm_page_fault of this kernel has no address and error code: %s", event);
}

/* ---- filters ---- */

static void add_bounds(struct text *out, const char *field, uint64_t from, uint64_t to) {
  const char *join = out->size > 0 ? " || " : "";
  if (to == UINT64_MAX) text_addf(out, "%s%s >= %llu", join, field, (unsigned long long)from);
  else
    text_addf(out, "%s(%s >= %llu && %s < %llu)", join, field, (unsigned long long)from, field, (unsigned long long)to);
}

/* Ranges of the map are in the order of addresses, and touch where they are not linear in the host. */
static void add_ram(struct text *out, const struct tracer *tracer, const struct guest_map *map) {
  for (size_t i = 0; i < map->ranges; i++)
    add_bounds(out, tracer->address, map->range[i].guest, map->range[i].guest + map->range[i].bytes);
}

static void add_elsewhere(struct text *out, const struct tracer *tracer, const struct guest_map *map) {
  uint64_t from = 0;
  for (size_t i = 0; i < map->ranges; i++) {
    if (map->range[i].guest > from) add_bounds(out, tracer->address, from, map->range[i].guest);
    from = map->range[i].guest + map->range[i].bytes;
  }
  add_bounds(out, tracer->address, from, UINT64_MAX);
}

/* The filter of a kind of faults; empty where all count. */
static void filter_of(const struct tracer *tracer, const struct kind *kind, const struct guest_map *map,
                      struct text *out) {
  struct text where = {0};
  if (kind->where == RAM) add_ram(&where, tracer, map);
  if (kind->where == ELSEWHERE) add_elsewhere(&where, tracer, map);
  unsigned bits = tracer->paging == SHADOW ? 0 : kind->bits[tracer->paging];
  text_clear(out);
  if (where.size > 0) text_addf(out, "(%s)", where.data);
  if (bits != 0) text_addf(out, " && (error_code & %u)", bits);
  text_free(&where);
}

/* ---- counters ---- */

static _Noreturn void refused(const char *what) {
  int problem = errno;
  struct text level = {0};
  if (problem == EACCES || problem == EPERM) {
    if (!read_file("/proc/sys/kernel/perf_event_paranoid", &level)) text_addf(&level, "not to be read");
    level.data[strcspn(level.data, "\n")] = '\0';
    not_given("Grant set-perf-paranoid of vmpart-root as the plan shows (vmpart plan), set kernel.perf_event_paranoid to "
              "1, or connect as root.",
              "faults in KVM may not be counted: kernel.perf_event_paranoid is %s", level.data);
  }
  if (problem == EMFILE || problem == ENFILE)
    not_given("Raise the limit of open files (ulimit -Hn) for the user on the host.",
              "there are not enough descriptors to count the faults of all vCPUs");
  not_given("Use a kernel with CONFIG_PERF_EVENTS and CONFIG_EVENT_TRACING on the host.",
            "the host's kernel does not count faults in KVM (%s: %s)", what, strerror(problem));
}

/* A counter of one thread, in the group of LEADER, with which it begins and ends; without one, it is to be begun. */
static int open_counter(const struct tracer *tracer, pid_t thread, int leader, const struct text *filter) {
  struct counter_request request = {
      .type = TRACEPOINT, .size = sizeof request, .id = tracer->event, .format = TIMES_TOO};
  request.flags = leader < 0 ? DISABLED : 0;
  int counter = (int)syscall(SYS_perf_event_open, &request, thread, -1, leader, (unsigned long)CLOSE_ON_EXEC);
  if (counter < 0) refused("perf_event_open");
  if (filter->size > 0 && ioctl(counter, COUNTER_FILTER, filter->data) != 0) refused(filter->data);
  return counter;
}

static void open_counters(const struct tracer *tracer, struct traced_vm *vm, const struct guest_map *map) {
  struct text filter = {0};
  vm->counter = calloc(vm->vcpus.count + 1, sizeof *vm->counter);
  if (vm->counter == NULL) system_error("kvmfaults");
  for (size_t kind = 0; kind < tracer->kinds; kind++) {
    filter_of(tracer, &tracer->kind[kind], map, &filter);
    for (size_t i = 0; i < vm->vcpus.count; i++)
      vm->counter[i][kind] =
          open_counter(tracer, vm->vcpus.item[i].thread, kind == 0 ? -1 : vm->counter[i][0], &filter);
  }
  text_free(&filter);
}

static struct traced_vm open_vm(const struct tracer *tracer, char **arguments) {
  struct traced_vm vm = {.name = arguments[0]};
  struct guest_map map = {0};
  qmp_vcpus(arguments[2], &vm.vcpus);
  check_threads(&vm.vcpus, parse_process(arguments[1]), arguments[2]);
  if (tracer->paging != SHADOW) guest_map_read(arguments[2], &map);
  open_counters(tracer, &vm, &map);
  return vm;
}

/* COUNTER_ENABLE or COUNTER_DISABLE. A group begins and ends with its first. */
static void switch_counters(const struct traced_vm *vm, unsigned long request) {
  for (size_t i = 0; i < vm->vcpus.count; i++)
    if (ioctl(vm->counter[i][0], request, 0) != 0) system_error("kvmfaults: cannot switch a counter");
}

/* Lines `NAME COUNTER VALUE`; `NAME partly` where a counter has not counted all the time. */
static void print_counters(const struct tracer *tracer, const struct traced_vm *vm) {
  bool partly = false;
  for (size_t kind = 0; kind < tracer->kinds; kind++) {
    uint64_t sum = 0;
    for (size_t i = 0; i < vm->vcpus.count; i++) {
      struct reading reading;
      if (read(vm->counter[i][kind], &reading, sizeof reading) != (ssize_t)sizeof reading)
        system_error("kvmfaults: cannot read a counter");
      sum += reading.value;
      partly = partly || reading.running < reading.enabled;
    }
    printf("%s %s %llu\n", vm->name, tracer->kind[kind].name, (unsigned long long)sum);
  }
  if (partly) printf("%s partly\n", vm->name);
}

/* ---- the verb ---- */

static struct tracer read_tracer(const char *paging, const char *event) {
  struct tracer tracer = {.paging = EPT, .kind = nested, .kinds = MOST_KINDS};
  while (tracer.paging < PAGINGS && strcmp(paging_words[tracer.paging], paging) != 0) tracer.paging++;
  if (tracer.paging == PAGINGS) fatal(EXIT_USAGE, "%s", usage);
  if (tracer.paging == SHADOW) {
    tracer.kind = shadowed;
    tracer.kinds = 1;
  }
  read_event(event, &tracer);
  return tracer;
}

/* Each vCPU has several descriptors here. */
static void take_all_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/* Returns as soon as stdin is closed or says anything. */
static void wait_for_end(void) {
  char byte;
  while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR) continue;
}

int verb_kvmfaults(int count, char **arguments) {
  if (count < 5 || (count - 2) % 3 != 0) fatal(EXIT_USAGE, "%s", usage);
  struct tracer tracer = read_tracer(arguments[0], arguments[1]);
  size_t vms = (size_t)(count - 2) / 3;
  struct traced_vm *vm = calloc(vms, sizeof *vm);
  if (vm == NULL) system_error("kvmfaults");
  take_all_descriptors();
  for (size_t i = 0; i < vms; i++) vm[i] = open_vm(&tracer, arguments + 2 + 3 * i);
  for (size_t i = 0; i < vms; i++) switch_counters(&vm[i], COUNTER_ENABLE);
  printf("counting\n");
  if (fflush(stdout) != 0) system_error("kvmfaults: cannot write its output");
  wait_for_end();
  for (size_t i = 0; i < vms; i++) switch_counters(&vm[i], COUNTER_DISABLE);
  for (size_t i = 0; i < vms; i++) print_counters(&tracer, &vm[i]);
  return EXIT_FINE;
}
