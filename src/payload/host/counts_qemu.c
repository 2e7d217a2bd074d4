/*
 * `counts qemu`: what the host's kernel has counted of a QEMU process, its vCPU threads apart from its other threads.
 * Sources: proc(5) and the kernel's Documentation/filesystems/proc.rst, scheduler/sched-stats.rst.
 */
#include "vmpart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one thread, or sums over several. */
struct usage {
  uint64_t minor_faults, major_faults;
  /* Ticks; `user` includes `guest`. */
  uint64_t user, system, guest;
};

struct qemu {
  pid_t process;
  const char *socket;
  struct vcpus vcpus;
};

static const char source[] = "the host's kernel does not tell %s";

/* ---- threads ---- */

/* A stat file of /proc; its fields are counted from 1, as proc(5) does. False when the thread is gone. */
static bool read_usage(const char *path, struct usage *out) {
  enum { STATE = 3, MINOR = 10, MAJOR = 12, USER = 14, SYSTEM = 15, GUEST = 43 };
  struct text file = {0};
  uint64_t field[GUEST + 1] = {0};
  int number = STATE;
  /* The name may hold anything, a bracket too. */
  char *rest = read_file(path, &file) ? strrchr(file.data, ')') : NULL;
  if (rest != NULL) rest++;
  for (char *word; rest != NULL && number <= GUEST && (word = strtok_r(rest, " ", &rest)) != NULL; number++)
    field[number] = strtoull(word, NULL, 10);
  text_free(&file);
  *out = (struct usage){field[MINOR], field[MAJOR], field[USER], field[SYSTEM], field[GUEST]};
  return number > GUEST;
}

static void add_usage(struct usage *sum, const struct usage *more) {
  sum->minor_faults += more->minor_faults;
  sum->major_faults += more->major_faults;
  sum->user += more->user;
  sum->system += more->system;
  sum->guest += more->guest;
}

static bool is_vcpu(const struct qemu *qemu, pid_t thread) {
  for (size_t i = 0; i < qemu->vcpus.count; i++)
    if (qemu->vcpus.item[i].thread == thread) return true;
  return false;
}

static bool thread_usage(const struct qemu *qemu, pid_t thread, struct usage *out) {
  char path[96];
  snprintf(path, sizeof path, "/proc/%d/task/%d/stat", (int)qemu->process, (int)thread);
  return read_usage(path, out);
}

/* Every vCPU has a thread as long as QEMU lives. */
static struct usage vcpu_usage(const struct qemu *qemu) {
  struct usage sum = {0}, one;
  for (size_t i = 0; i < qemu->vcpus.count; i++) {
    pid_t thread = qemu->vcpus.item[i].thread;
    if (!thread_usage(qemu, thread, &one))
      fatal(EXIT_SYSTEM, "counts: QEMU at %s names thread %ld for vCPU %llu, which is no thread of process %d",
            qemu->socket, (long)thread, (unsigned long long)qemu->vcpus.item[i].index, (int)qemu->process);
    add_usage(&sum, &one);
  }
  return sum;
}

/* The other threads that there are now. */
static struct usage other_usage(const struct qemu *qemu) {
  struct usage sum = {0}, one;
  size_t count;
  pid_t *threads = threads_of(qemu->process, &count);
  for (size_t i = 0; i < count; i++)
    if (!is_vcpu(qemu, threads[i]) && thread_usage(qemu, threads[i], &one)) add_usage(&sum, &one);
  free(threads);
  return sum;
}

/* ---- parts ---- */

/* The process's own numbers include threads that have ended, which the sum over the others would lose. */
static void faults(const struct qemu *qemu, const struct usage *vcpus) {
  char path[64];
  struct usage all;
  snprintf(path, sizeof path, "/proc/%d/stat", (int)qemu->process);
  printf("vcpuMinorFaults %llu\nvcpuMajorFaults %llu\n", (unsigned long long)vcpus->minor_faults,
         (unsigned long long)vcpus->major_faults);
  /* Read after the vCPUs', so never smaller. */
  if (!read_usage(path, &all)) fatal(EXIT_SYSTEM, "counts: cannot read %s", path);
  printf("emulatorMinorFaults %llu\nemulatorMajorFaults %llu\n",
         (unsigned long long)(all.minor_faults - vcpus->minor_faults),
         (unsigned long long)(all.major_faults - vcpus->major_faults));
}

/* Of a process the kernel divides the sum anew into user and system, so its other threads are not a difference. */
static void times(const struct qemu *qemu, const struct usage *vcpus) {
  struct usage others = other_usage(qemu);
  printf("vcpuUserSeconds %.2f\nvcpuSystemSeconds %.2f\nvcpuGuestSeconds %.2f\n", tick_seconds(vcpus->user),
         tick_seconds(vcpus->system), tick_seconds(vcpus->guest));
  printf("emulatorUserSeconds %.2f\nemulatorSystemSeconds %.2f\n", tick_seconds(others.user),
         tick_seconds(others.system));
}

/* Second field of schedstat: nanoseconds in which a thread could have run and did not get a CPU. A kernel that does not
 * keep it tells zeros, also of how often a thread has run. */
static void run_delay(const struct qemu *qemu) {
  unsigned long long sum = 0, delay, times_run;
  for (size_t i = 0; i < qemu->vcpus.count; i++) {
    char path[96];
    struct text file = {0};
    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", (int)qemu->process, (int)qemu->vcpus.item[i].thread);
    bool fine = read_file(path, &file) && sscanf(file.data, "%*u %llu %llu", &delay, &times_run) == 2 && times_run > 0;
    text_free(&file);
    if (!fine) {
      counts_missing("steal", "Use a kernel with CONFIG_SCHEDSTATS on the host.", source, "how long vCPUs wait for a PU");
      return;
    }
    sum += delay;
  }
  printf("vcpuRunDelaySeconds %.6f\n", 1e-9 * (double)sum);
}

/* The sum of FIELDS in KiB, told as NAME in bytes. False where one is not in the table. */
static bool print_kibibytes(const char *table, const char *const *fields, const char *name) {
  uint64_t sum = 0, value;
  for (; *fields != NULL; fields++) {
    if (!field_in(table, *fields, &value)) return false;
    sum += value;
  }
  printf("%s %llu\n", name, (unsigned long long)(sum * 1024));
  return true;
}

/* A file of /proc/PID; empty when it cannot be read. */
static struct text table_of(const struct qemu *qemu, const char *name) {
  char path[64];
  struct text table = {0};
  snprintf(path, sizeof path, "/proc/%d/%s", (int)qemu->process, name);
  if (!read_file(path, &table)) text_clear(&table);
  text_add(&table, "", 0);
  return table;
}

/* The kernel walks all mappings for smaps_rollup: it is read once. */
static void page_tables(const struct qemu *qemu) {
  static const char *const tables[] = {"VmPTE", NULL}, *const huge[] = {"AnonHugePages", "ShmemPmdMapped", NULL},
                           *const pool[] = {"Shared_Hugetlb", "Private_Hugetlb", NULL};
  struct text status = table_of(qemu, "status"), rollup = table_of(qemu, "smaps_rollup");
  if (!print_kibibytes(status.data, tables, "qemuPageTableBytes"))
    counts_missing("pageTables", "Use a kernel with a full /proc/PID/status on the host.", source, "QEMU's page tables");
  if (!print_kibibytes(rollup.data, huge, "qemuHugePageBytes") ||
      !print_kibibytes(rollup.data, pool, "qemuHugetlbBytes"))
    counts_missing("pageTables", "Use a kernel of 4.14 or later with CONFIG_PROC_PAGE_MONITOR on the host.", source,
                   "QEMU's huge pages");
  text_free(&status);
  text_free(&rollup);
}

static void ksm(const struct qemu *qemu) {
  uint64_t pages;
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ksm_merging_pages", (int)qemu->process);
  if (number_in(path, &pages)) printf("qemuKsmMergingBytes %llu\n", (unsigned long long)page_bytes(pages));
  else
    counts_missing("ksm", "Use a kernel of 5.19 or later with CONFIG_KSM on the host.", source,
                   "which pages of QEMU are merged");
}

static void balloon(const struct qemu *qemu) {
  uint64_t held;
  if (qmp_balloon(qemu->socket, &held)) printf("balloonBytes %llu\n", (unsigned long long)held);
  else counts_missing("balloon", "Give every VM of the layout a balloon, or leave `balloon` out of `collect`.",
                      "a VM has no balloon that could be asked");
}

static void swap(const struct qemu *qemu) {
  static const char *const fields[] = {"VmSwap", NULL};
  struct text status = table_of(qemu, "status");
  if (!print_kibibytes(status.data, fields, "qemuSwapBytes"))
    counts_missing("swap", "Use a kernel with CONFIG_SWAP on the host.", source, "how much of QEMU is swapped out");
  text_free(&status);
}

int counts_qemu(pid_t process, const char *socket, char **asked) {
  struct qemu qemu = {.process = process, .socket = socket};
  qmp_vcpus(socket, &qemu.vcpus);
  struct usage vcpus = vcpu_usage(&qemu);
  if (counts_asked(asked, "faults")) faults(&qemu, &vcpus);
  if (counts_asked(asked, "systemTime")) times(&qemu, &vcpus);
  if (counts_asked(asked, "steal")) run_delay(&qemu);
  if (counts_asked(asked, "pageTables")) page_tables(&qemu);
  if (counts_asked(asked, "ksm")) ksm(&qemu);
  if (counts_asked(asked, "balloon")) balloon(&qemu);
  if (counts_asked(asked, "swap")) swap(&qemu);
  return EXIT_FINE;
}
