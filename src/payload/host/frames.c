/*
 * Which frames the processes of a rank use, from their page tables: /proc/PID/maps and /proc/PID/pagemap (kernel:
 * Documentation/admin-guide/mm/pagemap.rst). Only root sees frames. Left out are the page of zeros, which a frame of
 * /proc/kpageflags tells, and memory of devices, which lies in no `System RAM` of /proc/iomem.
 *
 * Read 0.25, 0.5, 1, 2, 4 ... s after the rank's start, so that the cost grows with the logarithm of its time. It is
 * the rank's own CPU that pays: many entries are read at a time, and no page is asked for by itself.
 */
#include "pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ENTRIES = 65536, FLAGS = 4096, MAX_GAP = 32, MAX_GENERATIONS = 16, KEPT = 2 };

static const char default_folder[] = "/run/vmpart/frames";

/* pagemap: present; mapped once in the whole system, which neither the page of zeros nor device memory ever is. */
static const uint64_t present = (uint64_t)1 << 63, exclusive = (uint64_t)1 << 56, frame_mask = ((uint64_t)1 << 55) - 1;
/* kpageflags: no page behind the frame (KPF_NOPAGE), page of zeros (KPF_ZERO_PAGE). */
static const uint64_t no_page = (uint64_t)1 << 20, zero_page = (uint64_t)1 << 24;

/* A reading: what is kept from one process to the next. */
struct reading {
  uint64_t page_bytes;
  /* Frames of RAM are below. */
  uint64_t frames;
  int flags;
  uint64_t *entry;
  /* Frames of the process, and those of them that kpageflags must be asked about. */
  struct bits used, doubtful;
  struct text out;
};

double frames_time(const struct frames_reader *reader) {
  return reader->folder[0] == '\0' ? 1e12 : 0.25 * (double)((uint64_t)1 << reader->generation);
}

/* Another folder is for tests. */
void frames_open(struct frames_reader *reader, uint64_t rank) {
  const char *folder = getenv("VMPART_FRAMES");
  *reader = (struct frames_reader){.rank = rank};
  if (folder == NULL) folder = default_folder;
  if (access(folder, W_OK) == 0) snprintf(reader->folder, sizeof reader->folder, "%s", folder);
}

/* ---- the machine ---- */

/* End of the last `System RAM`, in frames; 0 where it is hidden. */
static uint64_t ram_frames(uint64_t page_bytes) {
  struct text file = {0};
  uint64_t end = 0;
  if (!read_file("/proc/iomem", &file)) return 0;
  char *rest = file.data;
  for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
    unsigned long long first, last;
    if (strstr(line, ": System RAM") != NULL && sscanf(line, " %llx-%llx", &first, &last) == 2 && last > end) end = last;
  }
  text_free(&file);
  return end == 0 ? 0 : end / page_bytes + 1;
}

static bool problem(struct reading *reading, const char *what, const char *path, int reason) {
  text_clear(&reading->out);
  text_addf(&reading->out, "problem %s %s: %s\n", what, path, strerror(reason));
  return false;
}

static bool begin(struct reading *reading) {
  reading->page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
  reading->frames = ram_frames(reading->page_bytes);
  reading->flags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
  if (reading->flags < 0) return problem(reading, "cannot read", "/proc/kpageflags", errno);
  if (access("/proc/self/pagemap", F_OK) != 0) return problem(reading, "cannot read", "/proc/PID/pagemap", errno);
  if (reading->frames == 0) return problem(reading, "cannot read", "/proc/iomem", EPERM);
  reading->entry = calloc(ENTRIES, sizeof *reading->entry);
  if (reading->entry == NULL) system_error("rank");
  bits_make(&reading->used, reading->frames);
  bits_make(&reading->doubtful, reading->frames);
  return true;
}

/* ---- one process ---- */

static void take_entries(struct reading *reading, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint64_t entry = reading->entry[i], frame = entry & frame_mask;
    if ((entry & present) == 0 || frame >= reading->frames) continue;
    bits_set(&reading->used, frame);
    if ((entry & exclusive) == 0) bits_set(&reading->doubtful, frame);
  }
}

/* What was unmapped meanwhile is empty; false when the process has ended. */
static bool take_mapping(struct reading *reading, int pagemap, uint64_t start, uint64_t end) {
  uint64_t page = start / reading->page_bytes, last = end / reading->page_bytes;
  while (page < last) {
    size_t wanted = last - page < ENTRIES ? (size_t)(last - page) : ENTRIES;
    ssize_t got = pread(pagemap, reading->entry, wanted * sizeof *reading->entry, (off_t)(page * sizeof *reading->entry));
    if (got < (ssize_t)sizeof *reading->entry) return false;
    take_entries(reading, (size_t)got / sizeof *reading->entry);
    page += (uint64_t)got / sizeof *reading->entry;
  }
  return true;
}

/* No page of memory lies behind these: the kernel's clock, and what may not be touched. */
static bool is_empty(const char *line) {
  return strstr(line, " ---p ") != NULL || strstr(line, "[vvar") != NULL || strstr(line, "[vsyscall]") != NULL;
}

static bool take_mappings(struct reading *reading, pid_t process, int pagemap) {
  char path[64];
  struct text maps = {0};
  snprintf(path, sizeof path, "/proc/%d/maps", (int)process);
  bool fine = read_file(path, &maps) && maps.size > 0;
  char *rest = maps.data;
  for (char *line; fine && (line = strtok_r(rest, "\n", &rest)) != NULL;) {
    unsigned long long start, end;
    if (sscanf(line, "%llx-%llx", &start, &end) == 2 && !is_empty(line))
      fine = take_mapping(reading, pagemap, start, end);
  }
  text_free(&maps);
  return fine;
}

/* First set bit at or after AT, `count` when there is none. */
static uint64_t next_set(const struct bits *bits, uint64_t at) {
  for (uint64_t word = at / 64; word * 64 < bits->count; word++) {
    uint64_t value = bits->word[word];
    if (word == at / 64) value &= ~(uint64_t)0 << (at % 64);
    if (value != 0) return word * 64 + (uint64_t)__builtin_ctzll(value);
  }
  return bits->count;
}

/* Takes out what is no memory among COUNT frames from FIRST. */
static void judge(struct reading *reading, uint64_t first, size_t count) {
  static uint64_t flags[FLAGS];
  ssize_t got = pread(reading->flags, flags, count * sizeof *flags, (off_t)(first * sizeof *flags));
  for (size_t i = 0; i < count; i++) {
    uint64_t frame = first + i;
    bool known = got >= (ssize_t)((i + 1) * sizeof *flags);
    if (!bits_has(&reading->doubtful, frame)) continue;
    if (!known || (flags[i] & (no_page | zero_page)) != 0) reading->used.word[frame / 64] &= ~((uint64_t)1 << (frame % 64));
  }
}

/* Doubtful frames that lie near each other are asked about together. */
static void judge_doubtful(struct reading *reading) {
  const struct bits *bits = &reading->doubtful;
  for (uint64_t first = next_set(bits, 0); first < bits->count;) {
    uint64_t last = first, next;
    while ((next = next_set(bits, last + 1)) < bits->count && next - last <= MAX_GAP && next - first < FLAGS) last = next;
    judge(reading, first, (size_t)(last - first + 1));
    first = next;
  }
}

/* Memory that was never written stays unwritten, however large the machine is. */
static void clear(struct bits *bits) {
  for (uint64_t word = 0; word * 64 < bits->count; word++)
    if (bits->word[word] != 0) bits->word[word] = 0;
}

static void take_runs(struct reading *reading, struct text *runs) {
  uint64_t end = 0;
  const struct bits *bits = &reading->used;
  for (uint64_t first = next_set(bits, 0); first < bits->count; first = next_set(bits, first)) {
    uint64_t behind = first + 1;
    while (behind < bits->count && bits_has(bits, behind)) behind++;
    runs_add(runs, &end, first, behind - first);
    first = behind;
  }
}

static void add_threads(struct text *out, const pid_t *threads, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct numbers allowed;
    uint64_t seen;
    if (!affinity_get(threads[i], &allowed) || !pu_of_thread(threads[i], &seen)) continue;
    text_addf(out, "thread %llu ", (unsigned long long)seen);
    numbers_format(&allowed, out);
    text_add(out, "\n", 1);
  }
}

/* What a process that ends meanwhile still had is no reading of it. */
static void add_process(struct reading *reading, pid_t process, const pid_t *threads, size_t count) {
  char path[64];
  struct text runs = {0};
  snprintf(path, sizeof path, "/proc/%d/pagemap", (int)process);
  int pagemap = open(path, O_RDONLY | O_CLOEXEC);
  bool whole = pagemap >= 0 && take_mappings(reading, process, pagemap);
  if (pagemap >= 0) close(pagemap);
  if (whole) {
    judge_doubtful(reading);
    take_runs(reading, &runs);
    add_threads(&reading->out, threads, count);
    text_addf(&reading->out, "process %d %zu\n", (int)process, runs.size);
    text_add(&reading->out, runs.data, runs.size);
    text_add(&reading->out, "\n", 1);
  }
  clear(&reading->used);
  clear(&reading->doubtful);
  text_free(&runs);
}

/* ---- a rank ---- */

static void add_family(struct reading *reading, pid_t process, int generation);

static void add_children(struct reading *reading, pid_t process, pid_t thread, int generation) {
  struct text list = {0};
  if (generation < MAX_GENERATIONS && children_of(process, thread, &list)) {
    char *rest = list.data;
    uint64_t child;
    for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL;)
      if (parse_number(word, &child)) add_family(reading, (pid_t)child, generation + 1);
  }
  text_free(&list);
}

static void add_family(struct reading *reading, pid_t process, int generation) {
  size_t count;
  pid_t *threads = threads_of(process, &count);
  if (count > 0) add_process(reading, process, threads, count);
  for (size_t i = 0; i < count; i++) add_children(reading, process, threads[i], generation);
  free(threads);
}

static void give_back(struct reading *reading) {
  if (reading->flags >= 0) close(reading->flags);
  free(reading->entry);
  free(reading->used.word);
  free(reading->doubtful.word);
  text_free(&reading->out);
}

/* What has the name is whole. A folder that has gone, or is full, is the end of readings. */
static void keep(struct frames_reader *reader, const struct text *out) {
  char path[320], made[320];
  snprintf(made, sizeof made, "%s/.%llu", reader->folder, (unsigned long long)reader->rank);
  snprintf(path, sizeof path, "%s/%llu.%u", reader->folder, (unsigned long long)reader->rank, reader->generation);
  int fd = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool fine = fd >= 0 && write_all(fd, out->data, out->size, NULL);
  if (fd >= 0) close(fd);
  if (!fine || rename(made, path) != 0) {
    unlink(made);
    reader->folder[0] = '\0';
    return;
  }
  if (reader->generation < KEPT) return;
  snprintf(path, sizeof path, "%s/%llu.%u", reader->folder, (unsigned long long)reader->rank, reader->generation - KEPT);
  unlink(path);
}

void frames_read(struct frames_reader *reader, pid_t process, double seconds) {
  struct reading reading = {.flags = -1};
  struct text file = {0};
  double cost = clock_seconds(CLOCK_THREAD_CPUTIME_ID);
  if (begin(&reading)) add_family(&reading, process, 0);
  text_addf(&file, "vmpart-frames 1\nrank %llu\npage %llu\nat %.6f\nseconds %.6f\ncost %.6f\n",
            (unsigned long long)reader->rank, (unsigned long long)reading.page_bytes, clock_seconds(CLOCK_BOOTTIME),
            seconds, clock_seconds(CLOCK_THREAD_CPUTIME_ID) - cost);
  if (reading.out.size > 0) {
    text_add(&file, reading.out.data, reading.out.size);
    text_add(&file, "end\n", 4);
    keep(reader, &file);
  }
  text_free(&file);
  give_back(&reading);
  reader->generation++;
}
