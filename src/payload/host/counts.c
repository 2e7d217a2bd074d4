/*
 * `counts`: what a kernel has counted until now, of this machine (as host or as guest) or of a QEMU process, in lines
 * `NAME VALUE`. Names end with their unit; `...Bytes` are levels, everything else only grows. What the kernel does not
 * tell is said in a line `missing`, its fields separated by tabs, and the others still come. Sources: proc(5), and the
 * kernel's Documentation/filesystems/proc.rst, admin-guide/mm/{ksm,hugetlbpage,transhuge}.rst.
 */
#include "vmpart.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const parts[] = {"faults", "systemTime", "steal", "pageTables", "ksm", "balloon", "swap"};
enum { PARTS = sizeof parts / sizeof *parts };

/* ---- shared with counts_qemu.c ---- */

bool counts_asked(char **asked, const char *part) {
  for (; *asked != NULL; asked++)
    if (strcmp(*asked, part) == 0) return true;
  return false;
}

void counts_missing(const char *part, const char *remedy, const char *format, ...) {
  va_list list;
  printf("missing\t%s\t", part);
  va_start(list, format);
  vprintf(format, list);
  va_end(list);
  printf("\t%s\n", remedy);
}

double tick_seconds(uint64_t ticks) {
  return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

uint64_t page_bytes(uint64_t pages) {
  return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

bool field_in(const char *table, const char *name, uint64_t *out) {
  size_t length = strlen(name);
  for (const char *line = table; line != NULL; line = strchr(line, '\n')) {
    line += *line == '\n';
    if (strncmp(line, name, length) != 0 || line[length] == '\0' || strchr(": \t", line[length]) == NULL) continue;
    return sscanf(line + length + (line[length] == ':'), "%llu", (unsigned long long *)out) == 1;
  }
  return false;
}

bool number_in(const char *path, uint64_t *out) {
  struct text file = {0};
  bool fine = read_file(path, &file) && sscanf(file.data, "%llu", (unsigned long long *)out) == 1;
  text_free(&file);
  return fine;
}

/* ---- this machine ---- */

/* `host` or `guest`: names begin with it. */
struct machine {
  const char *who;
  bool is_host;
};

static const char *owner(const struct machine *machine) {
  return machine->is_host ? "the host's kernel" : "the guests' kernel";
}

static void lacks(const struct machine *machine, const char *part, const char *what, const char *remedy) {
  counts_missing(part, remedy, "%s does not tell %s", owner(machine), what);
}

/* A line of a table `name value`, times SCALE. False without it. */
static bool print_field(const struct machine *machine, const char *path, const char *field, const char *name,
                        uint64_t scale) {
  struct text table = {0};
  uint64_t value;
  bool found = read_file(path, &table) && field_in(table.data, field, &value);
  text_free(&table);
  if (found) printf("%s%s %llu\n", machine->who, name, (unsigned long long)(value * scale));
  return found;
}

static void faults(const struct machine *machine) {
  static const char vmstat[] = "/proc/vmstat";
  if (!print_field(machine, vmstat, "pgfault", "Faults", 1) ||
      !print_field(machine, vmstat, "pgmajfault", "MajorFaults", 1))
    lacks(machine, "faults", "its page faults", "Use a kernel with CONFIG_VM_EVENT_COUNTERS.");
}

static void print_seconds(const struct machine *machine, const char *name, uint64_t ticks) {
  printf("%s%sSeconds %.2f\n", machine->who, name, tick_seconds(ticks));
}

/* The first line of /proc/stat, over all CPUs; as in the kernel's table, `user` includes time in guests. */
static void times(const struct machine *machine, bool all) {
  struct text file = {0};
  unsigned long long user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice;
  bool fine = read_file("/proc/stat", &file) &&
              sscanf(file.data, "cpu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu", &user, &nice, &system, &idle,
                     &iowait, &irq, &softirq, &steal, &guest, &guest_nice) == 10;
  text_free(&file);
  if (!fine) {
    lacks(machine, all ? "systemTime" : "steal", "its times in /proc/stat", "Use a kernel of 2.6.33 or later.");
    return;
  }
  print_seconds(machine, "Steal", steal);
  if (!all) return;
  print_seconds(machine, "User", user + nice);
  print_seconds(machine, "System", system);
  print_seconds(machine, "Irq", irq + softirq);
  print_seconds(machine, "Idle", idle + iowait);
  if (machine->is_host) print_seconds(machine, "Guest", guest + guest_nice);
}

/* Pools of huge pages, of all sizes together. */
static void pools(const struct machine *machine) {
  static const char folder[] = "/sys/kernel/mm/hugepages";
  uint64_t all = 0, unused = 0, pages, available;
  DIR *dir = opendir(folder);
  if (dir == NULL) {
    lacks(machine, "pageTables", "its pools of huge pages", "Use a kernel with CONFIG_HUGETLBFS.");
    return;
  }
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
    unsigned long long kibibytes;
    char path[512];
    if (sscanf(entry->d_name, "hugepages-%llukB", &kibibytes) != 1) continue;
    snprintf(path, sizeof path, "%s/%s/nr_hugepages", folder, entry->d_name);
    if (!number_in(path, &pages)) continue;
    snprintf(path, sizeof path, "%s/%s/free_hugepages", folder, entry->d_name);
    if (!number_in(path, &available)) continue;
    all += pages * kibibytes * 1024;
    unused += available * kibibytes * 1024;
  }
  closedir(dir);
  printf("%sHugetlbBytes %llu\n", machine->who, (unsigned long long)all);
  printf("%sHugetlbFreeBytes %llu\n", machine->who, (unsigned long long)unused);
}

static void page_tables(const struct machine *machine) {
  static const char meminfo[] = "/proc/meminfo", vmstat[] = "/proc/vmstat";
  if (!print_field(machine, meminfo, "PageTables", "PageTableBytes", 1024))
    lacks(machine, "pageTables", "its page tables", "Use a kernel with a full /proc/meminfo.");
  if (machine->is_host && !print_field(machine, meminfo, "SecPageTables", "SecondaryPageTableBytes", 1024))
    lacks(machine, "pageTables", "the page tables that KVM keeps for guests", "Use a kernel of 6.1 or later on the host.");
  if (!print_field(machine, meminfo, "AnonHugePages", "AnonHugePageBytes", 1024) ||
      !print_field(machine, vmstat, "thp_fault_alloc", "HugePageFaults", 1) ||
      !print_field(machine, vmstat, "thp_fault_fallback", "HugePageFallbacks", 1))
    lacks(machine, "pageTables", "transparent huge pages", "Use a kernel with CONFIG_TRANSPARENT_HUGEPAGE.");
  pools(machine);
}

static void ksm(const struct machine *machine) {
  uint64_t shared, sharing, scans;
  if (!number_in("/sys/kernel/mm/ksm/pages_shared", &shared) || !number_in("/sys/kernel/mm/ksm/pages_sharing", &sharing) ||
      !number_in("/sys/kernel/mm/ksm/full_scans", &scans)) {
    lacks(machine, "ksm", "what samepage merging shares", "Use a kernel with CONFIG_KSM on the host.");
    return;
  }
  printf("%sKsmSharedBytes %llu\n", machine->who, (unsigned long long)page_bytes(shared));
  printf("%sKsmSharingBytes %llu\n", machine->who, (unsigned long long)page_bytes(sharing));
  printf("%sKsmFullScans %llu\n", machine->who, (unsigned long long)scans);
}

static void swap(const struct machine *machine) {
  static const char vmstat[] = "/proc/vmstat";
  if (!print_field(machine, vmstat, "pswpin", "SwappedInPages", 1) ||
      !print_field(machine, vmstat, "pswpout", "SwappedOutPages", 1))
    lacks(machine, "swap", "which pages it swaps", "Use a kernel with CONFIG_SWAP and CONFIG_VM_EVENT_COUNTERS.");
}

static int counts_machine(const char *who, char **asked) {
  const struct machine machine = {who, strcmp(who, "host") == 0};
  bool all = counts_asked(asked, "systemTime");
  if (counts_asked(asked, "faults")) faults(&machine);
  if (all || counts_asked(asked, "steal")) times(&machine, all);
  if (counts_asked(asked, "pageTables")) page_tables(&machine);
  if (machine.is_host && counts_asked(asked, "ksm")) ksm(&machine);
  if (counts_asked(asked, "swap")) swap(&machine);
  return EXIT_FINE;
}

/* ---- the verb ---- */

static bool all_parts(char **asked) {
  for (; *asked != NULL; asked++) {
    size_t i = 0;
    while (i < PARTS && strcmp(*asked, parts[i]) != 0) i++;
    if (i == PARTS) return false;
  }
  return true;
}

int verb_counts(int count, char **arguments) {
  const char *who = count > 0 ? arguments[0] : "";
  bool of_machine = strcmp(who, "host") == 0 || strcmp(who, "guest") == 0;
  uint64_t process;
  if (of_machine && all_parts(arguments + 1)) return counts_machine(who, arguments + 1);
  if (count >= 3 && strcmp(who, "qemu") == 0 && parse_number(arguments[1], &process) && process > 0 &&
      process <= INT32_MAX && all_parts(arguments + 3))
    return counts_qemu((pid_t)process, arguments[2], arguments + 3);
  fatal(EXIT_USAGE, "usage: vmpart-host counts host | guest | qemu PID SOCKET, and PART...: faults, systemTime, steal, "
                    "pageTables, ksm, balloon, swap");
}
