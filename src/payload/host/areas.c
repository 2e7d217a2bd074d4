/*
 * Mappings of QEMU that hold guest RAM: in which units their pages move (/proc/PID/smaps), and to which nodes they are
 * bound (/proc/PID/numa_maps). A transparent huge page moves as a whole; the kernel tells a process without privilege
 * how much of a mapping lies in such pages, but not which: where there are any, all of it counts as such.
 */
#include "pages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- units ---- */

/* Bytes of a transparent huge page; 2 MiB where the kernel does not say. */
static uint64_t huge_page_bytes(void) {
  struct text file = {0};
  uint64_t bytes = 0;
  if (read_file("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", &file)) {
    file.data[strcspn(file.data, "\n")] = '\0';
    if (!parse_number(file.data, &bytes)) bytes = 0;
  }
  text_free(&file);
  return bytes == 0 ? (uint64_t)2 << 20 : bytes;
}

static bool holds_ram(const struct guest_map *map, uint64_t start, uint64_t end) {
  for (size_t i = 0; i < map->ranges; i++)
    if (map->range[i].host < end && start < map->range[i].host + map->range[i].bytes) return true;
  return false;
}

static void add_area(struct areas *areas, struct area area, const struct guest_map *map) {
  if (!holds_ram(map, area.start, area.end)) return;
  areas->item = grow(areas->item, areas->count, sizeof area);
  areas->item[areas->count++] = area;
}

/* A line behind the head of a mapping, `NAME: NUMBER kB`: some say that its pages are huge. */
static void read_size(const char *line, uint64_t huge, struct area *area) {
  char name[32];
  unsigned long long kibibytes;
  if (sscanf(line, "%31[^:]: %llu kB", name, &kibibytes) != 2 || kibibytes == 0) return;
  if (strcmp(name, "KernelPageSize") == 0 && 1024 * kibibytes > area->unit) area->unit = 1024 * kibibytes;
  bool is_huge = strcmp(name, "AnonHugePages") == 0 || strcmp(name, "ShmemPmdMapped") == 0 || strcmp(name, "FilePmdMapped") == 0;
  if (is_huge && huge > area->unit) area->unit = huge;
}

static bool read_head(const char *line, uint64_t page, struct area *out) {
  unsigned long long start, end;
  int length = 0;
  if (sscanf(line, "%llx-%llx %*4s%n", &start, &end, &length) != 2 || length == 0) return false;
  *out = (struct area){.start = start, .end = end, .unit = page};
  return true;
}

/* ---- policies ---- */

/* Words behind the address: `bind:0-1`, or `bind=static:0`. */
static void read_policy(char *words, struct area *area) {
  words[strcspn(words, " ")] = '\0';
  const char *colon = strrchr(words, ':');
  area->is_bound = strncmp(words, "bind", 4) == 0 && colon != NULL && numbers_parse(colon + 1, &area->nodes);
}

static void read_policies(pid_t process, struct areas *areas) {
  char path[64];
  struct text file = {0};
  snprintf(path, sizeof path, "/proc/%d/numa_maps", (int)process);
  if (!read_file(path, &file)) return;
  char *rest = file.data;
  for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
    char *words;
    uint64_t start = strtoull(line, &words, 16);
    for (size_t i = 0; *words == ' ' && i < areas->count; i++)
      if (areas->item[i].start == start) read_policy(words + 1, &areas->item[i]);
  }
  text_free(&file);
}

void areas_read(pid_t process, const struct guest_map *map, uint64_t page, struct areas *out) {
  char path[64];
  struct text file = {0};
  struct area area = {0};
  uint64_t huge = huge_page_bytes();
  snprintf(path, sizeof path, "/proc/%d/smaps", (int)process);
  *out = (struct areas){0};
  if (!read_file(path, &file))
    not_given("Use a kernel with CONFIG_PROC_PAGE_MONITOR, and run the attempt as the user who starts QEMU.",
              "the memory of QEMU cannot be read from %s: %s", path, strerror(errno));
  char *rest = file.data;
  for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
    struct area next;
    if (!read_head(line, page, &next)) {
      read_size(line, huge, &area);
      continue;
    }
    add_area(out, area, map);
    area = next;
  }
  add_area(out, area, map);
  text_free(&file);
  read_policies(process, out);
}

const struct area *area_at(const struct areas *areas, uint64_t address) {
  for (size_t i = 0; i < areas->count; i++)
    if (areas->item[i].start <= address && address < areas->item[i].end) return &areas->item[i];
  return NULL;
}
