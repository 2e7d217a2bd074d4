/*
 * `sample`: what the VMs have of the host's memory on each node, over time, from `memory.numa_stat` of their control
 * groups (kernel: Documentation/admin-guide/cgroup-v2.rst). The files stay open, and a sample that says nothing new is
 * left out, so that looking each second costs next to nothing.
 */
#include "vmpart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char usage[] = "sample SECONDS FILE NAME=FOLDER...";

/* A sample like the one before it is written after so many seconds all the same: the sampler was there. */
static const double longest_silence = 30;

/* What holds guest memory and its page tables. Lines of other names are left out. */
static const char *const kept[] = {"anon",     "file",      "shmem",     "pagetables",    "sec_pagetables",
                                   "anon_thp", "shmem_thp", "swapcached"};

struct vm {
  const char *name;
  char *folder;
  int stat; /* -1 once the group has gone */
  struct text last;
  double written;
  bool skipped; /* samples since that one, all like it */
  uint64_t used; /* microseconds of processors at the begin */
  bool used_known;
};

struct sampler {
  struct vm *vm;
  size_t vms;
  struct text all; /* a file as read, and samples to be written */
  struct text lines, samples;
};

/* ---- one look ---- */

static bool is_kept(const char *line, size_t size) {
  const char *space = memchr(line, ' ', size);
  for (size_t i = 0; space != NULL && i < sizeof kept / sizeof *kept; i++)
    if (strlen(kept[i]) == (size_t)(space - line) && memcmp(kept[i], line, strlen(kept[i])) == 0) return true;
  return false;
}

/* The kept lines of a VM as the kernel prints them; false when its group has gone, or there are none. */
static bool read_lines(struct sampler *sampler, const struct vm *vm) {
  text_clear(&sampler->all);
  text_clear(&sampler->lines);
  if (lseek(vm->stat, 0, SEEK_SET) != 0 || !read_all(vm->stat, &sampler->all) || sampler->all.size == 0) return false;
  const char *end = sampler->all.data + sampler->all.size;
  for (const char *line = sampler->all.data, *newline; line < end; line = newline + 1) {
    newline = memchr(line, '\n', (size_t)(end - line));
    if (newline == NULL) break;
    if (is_kept(line, (size_t)(newline - line))) text_add(&sampler->lines, line, (size_t)(newline - line) + 1);
  }
  return sampler->lines.size > 0;
}

/* Adds a sample of the VM, also one like the last when LAST_LOOK or the silence has been long. */
static void look(struct sampler *sampler, struct vm *vm, bool last_look) {
  double taken = clock_seconds(CLOCK_REALTIME), now = monotonic();
  if (!read_lines(sampler, vm)) {
    close(vm->stat);
    vm->stat = -1;
    return;
  }
  const struct text *lines = &sampler->lines;
  bool same = vm->last.size == lines->size && memcmp(vm->last.data, lines->data, lines->size) == 0;
  bool due = now - vm->written >= longest_silence || (last_look && vm->skipped);
  vm->skipped = same && !due;
  if (vm->skipped) return;
  text_addf(&sampler->samples, "%.3f %s\n%s\n", taken, vm->name, lines->data);
  text_clear(&vm->last);
  text_add(&vm->last, lines->data, lines->size);
  vm->written = now;
}

/* All VMs, in one write. False when no group is left. */
static bool look_at_all(struct sampler *sampler, int file, bool last_look) {
  bool any = false;
  text_clear(&sampler->samples);
  for (size_t i = 0; i < sampler->vms; i++) {
    if (sampler->vm[i].stat >= 0) look(sampler, &sampler->vm[i], last_look);
    any = any || sampler->vm[i].stat >= 0;
  }
  if (!write_all(file, sampler->samples.data, sampler->samples.size, NULL)) system_error("sample: cannot write");
  return any;
}

/* ---- begin and end ---- */

/* Microseconds that the processes of a group have had of processors; every group has them, whatever its controllers. */
static bool processor_time(const char *folder, uint64_t *microseconds) {
  char *path = join_path(folder, "cpu.stat");
  struct text text = {0};
  unsigned long long used;
  bool known = read_file(path, &text) && sscanf(text.data, "usage_usec %llu", &used) == 1;
  if (known) *microseconds = used;
  text_free(&text);
  free(path);
  return known;
}

/* NAME=FOLDER. */
static struct vm open_vm(const char *argument) {
  const char *equals = strchr(argument, '=');
  if (equals == NULL || equals == argument || strcspn(argument, " \t\n") < (size_t)(equals - argument))
    fatal(EXIT_USAGE, "sample: `%s` is not NAME=FOLDER", argument);
  struct vm vm = {.name = strndup(argument, (size_t)(equals - argument)), .folder = strdup(equals + 1)};
  if (vm.name == NULL || vm.folder == NULL) system_error("sample");
  char *path = join_path(vm.folder, "memory.numa_stat");
  vm.stat = open(path, O_RDONLY | O_CLOEXEC);
  if (vm.stat < 0) system_error("sample: cannot open %s", path);
  free(path);
  text_add(&vm.last, "", 0);
  vm.used_known = processor_time(vm.folder, &vm.used);
  return vm;
}

/* Waits until END; true as soon as stdin is closed or says anything, for a child of the caller may have inherited the
 * other end of it. */
static bool told_to_end(double end) {
  for (double left; (left = end - monotonic()) > 0;) {
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    int ready = poll(&input, 1, left > 1000 ? 1000000 : (int)(1000 * left) + 1);
    if (ready < 0 && errno != EINTR) system_error("sample: cannot wait for stdin");
    if (ready > 0) return true;
  }
  return false;
}

/* Looks until it is told to end, and once more then; how often it has looked. */
static uint64_t sample(struct sampler *sampler, int file, double seconds) {
  uint64_t samples = 1;
  double next = monotonic();
  for (bool ends = false; look_at_all(sampler, file, ends) && !ends; samples++) {
    double now = monotonic();
    next = next + seconds > now ? next + seconds : now + seconds;
    ends = told_to_end(next);
  }
  return samples;
}

static double own_seconds(void) {
  struct rusage used;
  if (getrusage(RUSAGE_SELF, &used) != 0) system_error("sample: cannot tell its own processor time");
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* Processor seconds of all VMs since the begin; `-` when one does not tell. */
static void add_vm_seconds(const struct sampler *sampler, struct text *out) {
  uint64_t sum = 0, used = 0;
  for (size_t i = 0; i < sampler->vms; i++) {
    const struct vm *vm = &sampler->vm[i];
    bool known = vm->used_known && processor_time(vm->folder, &used) && used >= vm->used;
    if (!known) {
      text_add(out, "-", 1);
      return;
    }
    sum += used - vm->used;
  }
  text_addf(out, "%.3f", 1e-6 * (double)sum);
}

int verb_sample(int count, char **arguments) {
  double seconds;
  if (count < 3) fatal(EXIT_USAGE, "usage: vmpart-host %s", usage);
  if (!parse_seconds(arguments[0], &seconds)) fatal(EXIT_USAGE, "sample: `%s` is no time in seconds", arguments[0]);
  struct sampler sampler = {0};
  for (int i = 2; i < count; i++) {
    sampler.vm = grow(sampler.vm, sampler.vms, sizeof *sampler.vm);
    sampler.vm[sampler.vms++] = open_vm(arguments[i]);
  }
  struct stat before, after;
  int file = open(arguments[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0 || fstat(file, &before) != 0) system_error("sample: cannot open %s", arguments[1]);
  uint64_t samples = sample(&sampler, file, seconds);
  if (fdatasync(file) != 0 || fstat(file, &after) != 0) system_error("sample: cannot write %s", arguments[1]);
  struct text vm_seconds = {0};
  add_vm_seconds(&sampler, &vm_seconds);
  printf("%llu %llu %llu %.3f %s\n", (unsigned long long)before.st_size,
         (unsigned long long)(after.st_size - before.st_size), (unsigned long long)samples, own_seconds(),
         vm_seconds.data);
  return EXIT_FINE;
}
